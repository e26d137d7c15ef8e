// What a replayed page meets instead of what can't be answered by stored responses: the clock of
// then, running on; sockets that say what they said then; a service worker that is in place, its
// work being in the stored responses already. Runs in the page, before its own scripts.
({at, sockets}) => {
  const Real = Date, off = at === null ? 0 : at - Real.now(), now = () => Real.now() + off;
  if (off) {
    const Then = new Proxy(Real, {
      construct: (target, given, made) =>
        Reflect.construct(target, given.length ? given : [now()], made),
      apply: () => new Real(now()).toString(),
      get: (target, name) => name === 'now' ? now : Reflect.get(target, name),
    });
    Object.defineProperty(Real.prototype, 'constructor',
      {value: Then, writable: true, configurable: true});
    window.Date = Then;
  }

  // An event handler property beside addEventListener, as the real interfaces have.
  const handler = (object, name) => {
    let given = null;
    object.addEventListener(name, event => typeof given === 'function' && given.call(object, event));
    Object.defineProperty(object, 'on' + name,
      {get: () => given, set: value => { given = value; }, enumerable: true});
  };
  const bytes = text => Uint8Array.from(atob(text), char => char.charCodeAt(0));
  const plain = url => url.split(/[?#]/)[0];

  class PastSocket extends EventTarget {
    constructor(url) {
      super();
      this.url = String(new URL(url, location.href)).replace(/^http/, 'ws');
      this.readyState = 0; this.binaryType = 'blob'; this.protocol = ''; this.extensions = '';
      this.bufferedAmount = 0;
      for (const name of ['open', 'message', 'error', 'close']) handler(this, name);
      const names = Object.keys(sockets);
      const found = names.find(one => one === this.url)
        || names.find(one => plain(one) === plain(this.url));
      this.frames = found ? sockets[found].slice() : null;
      setTimeout(() => this.begin());
    }
    begin() {
      if (!this.frames) {
        this.readyState = 3;
        this.dispatchEvent(new Event('error'));
        this.dispatchEvent(new CloseEvent('close', {code: 1006}));
        return;
      }
      this.readyState = 1;
      this.dispatchEvent(new Event('open'));
      setTimeout(() => this.next());
    }
    next() {
      if (this.readyState !== 1 || !this.frames.length) return;
      const frame = this.frames.shift();
      const data = frame.text !== undefined ? frame.text
        : this.binaryType === 'arraybuffer' ? bytes(frame.base64).buffer
          : new Blob([bytes(frame.base64)]);
      this.dispatchEvent(new MessageEvent('message', {data, origin: new URL(this.url).origin}));
      setTimeout(() => this.next());
    }
    send() {}
    close() { this.readyState = 3; }
  }
  for (const [name, value] of [['CONNECTING', 0], ['OPEN', 1], ['CLOSING', 2], ['CLOSED', 3]])
    PastSocket[name] = PastSocket.prototype[name] = value;
  window.WebSocket = PastSocket;

  if ('serviceWorker' in navigator) {
    const worker = Object.assign(new EventTarget(), {state: 'activated', scriptURL: location.href,
      postMessage() {}});
    const registration = Object.assign(new EventTarget(), {active: worker, installing: null,
      waiting: null, scope: String(new URL('/', location.href)), update: async () => registration,
      unregister: async () => true});
    const container = Object.assign(new EventTarget(), {controller: worker, startMessages() {},
      ready: Promise.resolve(registration), register: async () => registration,
      getRegistration: async () => registration, getRegistrations: async () => [registration]});
    for (const name of ['controllerchange', 'message', 'messageerror']) handler(container, name);
    Object.defineProperty(Navigator.prototype, 'serviceWorker',
      {get: () => container, configurable: true, enumerable: true});
  }
}
