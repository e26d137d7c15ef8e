// The recorder, in the hidden DevTools page of the page under capture. The DevTools front end never
// runs: this script is injected at document creation and stops the load; only DevToolsHost (out) and
// DevToolsAPI (in) of it are used. Each response is paused, its body taken, and let go on at once,
// here, without asking Python. Messages wait in a queue that Python drains: timers of a hidden page
// are throttled. What a message looks like: capture/channel_messages.py.
(() => {
  'use strict';
  if (location.protocol !== 'devtools:' || window.__ek) return;

  const PIECE = 1 << 20, TOO_LARGE = 100e6, MOST_LIVE = 64e6, MAX_POST = 1 << 16;
  const SCHEMES = /^(https?|wss?|evidencekit-selftest):/i;
  // A document of words, or an answer to a script that names no length, that has not ended by then may
  // never: the page gets it as it comes.
  const PATIENCE_MS = 6000, WORDS = /^\s*($|text\/|application\/(xhtml|xml|json))/i;
  const LIVE = /^\s*(text\/event-stream|multipart\/x-mixed-replace)/i;
  // In a replay (replay.js) requests are answered before they are sent, and nothing is let go.
  const replay = window.__ekReplay;
  const STAGE = replay ? 'Request' : 'Response';
  const PATTERNS = [{urlPattern: '*', requestStage: STAGE}];
  const REDIRECTS = [301, 302, 303, 307, 308];

  // ---- to Python -------------------------------------------------------------------------------
  let queue = [], waiting = 0, bodies = 0;
  function flush() {
    if (!queue.length) return;
    const lines = queue;
    queue = []; waiting = 0;
    console.log('\u0001[' + lines.join(',') + ']');
  }
  function out(message) {
    const line = JSON.stringify(message);
    queue.push(line);
    waiting += line.length;
    if (waiting > PIECE) flush();
  }
  function now(message) { out(message); flush(); }
  // Nothing is open any more: who waits for that hears of it at once.
  function rest() { if (!known.size && !taking.size) flush(); }
  function outBody(message, body, b64) {
    message.b64 = !!b64;
    if (body.length <= PIECE) { message.body = body; out(message); return; }
    message.pieces = ++bodies;
    for (let at = 0; at < body.length;) {
      let end = Math.min(at + PIECE, body.length);
      const last = body.charCodeAt(end - 1);
      if (!b64 && last >= 0xd800 && last < 0xdc00) end -= 1;   // a pair stays together
      out({k: 'piece', to: bodies, b64: !!b64, d: body.slice(at, end)});
      at = end;
    }
    out(message);
  }

  // ---- to the engine ---------------------------------------------------------------------------
  const calls = new Map();
  let number = 0;
  function command(sid, method, params) {
    return new Promise(done => {
      const message = {id: ++number, method, params: params || {}};
      if (sid) message.sessionId = sid;
      calls.set(number, done);
      DevToolsHost.sendMessageToEmbedder(JSON.stringify(
        {id: 0, method: 'dispatchProtocolMessage', params: [JSON.stringify(message)]}));
    });
  }

  // ---- sessions: the page, its workers, its remote frames ----------------------------------------
  const targets = new Map([['', 'page']]), discovered = new Set();
  function attach(sid, type) {
    targets.set(sid, type);
    command(sid, 'Fetch.enable', {patterns: PATTERNS});
    command(sid, 'Network.enable', {
      maxTotalBufferSize: 500e6, maxResourceBufferSize: 200e6, maxPostDataSize: MAX_POST});
    command(sid, 'Network.setCacheDisabled', {cacheDisabled: true});
    const last = command(sid, 'Target.setAutoAttach',
      {autoAttach: true, waitForDebuggerOnStart: true, flatten: true});
    if (sid) command(sid, 'Runtime.runIfWaitingForDebugger');
    return last;
  }
  async function start() {
    const info = (await command('', 'Target.getTargetInfo')).result.targetInfo;
    const whole = [attach('', 'page'), command('', 'Page.enable'), command('',
      'Target.setDiscoverTargets', {discover: true, filter: [{type: 'shared_worker'}]})];
    const answers = await Promise.all(whole);
    now({k: 'ready', frame: info.targetId, context: info.browserContextId || '',
      errors: answers.filter(a => a.error).map(a => a.error.message)});
    context = info.browserContextId;
  }
  let context;
  function discover(info) {
    // Targets of the whole process are told of: only those of this page's profile are ours.
    if (info.type !== 'shared_worker' || info.attached || discovered.has(info.targetId)) return;
    if (context && info.browserContextId && info.browserContextId !== context) return;
    discovered.add(info.targetId);
    command('', 'Target.attachToTarget', {targetId: info.targetId, flatten: true});
  }

  // ---- bodies ----------------------------------------------------------------------------------
  const taking = new Set(), paused = new Set(), followed = new Set(), known = new Set(), lengths = new Map();
  const header = (list, name) =>
    ((list || []).find(h => h.name.toLowerCase() === name) || {}).value || '';

  // As capture/private_addresses.py: hosts that are certainly not of the public net.
  function inside(address) {
    const host = new URL(address).hostname.replace(/\.$/, '');
    if (/(^|\.)localhost$|\.(local|internal|home\.arpa|lan)$/.test(host)) return true;
    if (/^\[(::|::1|::ffff:.*|f[cd].*|fe[89ab].*)\]$/.test(host)) return true;
    return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/
      .test(host);
  }
  async function onPaused(sid, p) {
    if (replay) { replay.ask(p, (method, params) => command(sid, method, params)); return; }
    const go = () => command(sid, 'Fetch.continueRequest', {requestId: p.requestId});
    const status = p.responseStatusCode, headers = p.responseHeaders;
    if (hidden.has(p.networkId)) { go(); return; }
    if (status === undefined && !p.responseErrorReason) { onAsked(sid, p, go); return; }
    if (status === undefined) { go(); return; }   // a network error: loadingFailed tells of it
    const message = {
      k: 'paused', nid: p.networkId || 'fetch:' + p.requestId, own: !p.networkId,
      target: targets.get(sid), url: p.request.url, method: p.request.method, status,
      reason: p.responseStatusText || '', type: p.resourceType, frame: p.frameId,
      headers: (headers || []).map(h => [h.name, h.value]), sent: pairs(p.request.headers)};
    if (REDIRECTS.includes(status) && header(headers, 'location')) {
      message.what = 'redirect'; out(message);
      keepPicture(p, '');
      const place = header(headers, 'location'), known = URL.canParse(place, p.request.url);
      const to = known ? new URL(place, p.request.url).href : '';
      if (!to || inside(p.request.url) || !inside(to)) { go(); return; }
      // The browser process refuses it too, but it was seen to ask first.
      out({k: 'note', what: 'private', url: to, text: ''});
      command(sid, 'Fetch.failRequest',
        {requestId: p.requestId, errorReason: 'BlockedByClient'});
      return;
    }
    paused.add(p.networkId);
    const kind = header(headers, 'content-type'), flows = LIVE.test(kind);
    const fail = () => command(sid, 'Fetch.failRequest',
      {requestId: p.requestId, errorReason: 'Aborted'});
    if (flows && live > MOST_LIVE) { message.what = 'too_large'; out(message); fail(); return; }
    if (flows || followed.has(p.networkId)) {
      message.what = 'stream';
      out(message);
      if (flows) await follow(sid, p.networkId);   // a document: when the page has it
      go();
      return;
    }
    if (Number(header(headers, 'content-length')) > TOO_LARGE) {
      message.what = 'too_large'; out(message); go(); return;
    }
    const asked = /^(XHR|Fetch)$/.test(p.resourceType) && !header(headers, 'content-length');
    const again = message.method === 'GET' && (asked || p.resourceType === 'Document' && WORDS.test(kind));
    const one = {since: performance.now(), left: false, patience: again ? PATIENCE_MS : Infinity,
      leave: swollen => {
        const once = again && !(asked && swollen);
        message.what = once ? 'unfinished' : 'too_large';
        out(message);
        if (once) askAgain(sid, p); else fail();
      }};
    taking.add(one);
    const answer = await command(sid, 'Fetch.getResponseBody', {requestId: p.requestId});
    taking.delete(one);
    if (one.left) return;
    go();
    if (answer.error) { message.what = 'error'; message.error = answer.error.message; out(message); }
    else {
      message.what = 'body'; outBody(message, answer.result.body, answer.result.base64Encoded);
      if (answer.result.base64Encoded) keepPicture(p, answer.result.body);
    }
  }
  // ---- the photograph --------------------------------------------------------------------------
  // To photograph more than the window the engine lays the page out at 1 x 1 px for a moment, and the
  // page may then choose other pictures, and its own anew. Those it had are answered from here, without
  // the network and without a word in the record; others wait for the page to have its measures back,
  // when it has mostly given them up.
  // A page hears of its measures in its next frames; one that hangs is not waited for.
  const MOST_PICTURES = 24e6, CALM_MS = 250, LONGEST_MS = 20000;
  const pictures = new Map(), held = new Map(), hidden = new Set();
  let kept = 0, photographing = false, calm = 0;
  const late = [];
  function keepPicture(p, body) {
    if (p.resourceType !== 'Image' || p.request.method !== 'GET' || kept + body.length > MOST_PICTURES) return;
    if (!pictures.has(p.request.url)) kept += body.length;
    pictures.set(p.request.url, {responseCode: p.responseStatusCode, body,
      responseHeaders: (p.responseHeaders || []).filter(h => !/^content-(encoding|length)$/i.test(h.name))});
  }
  function onAsked(sid, p, go) {
    const answer = p.request.method === 'GET' && pictures.get(p.request.url);
    if (answer) {
      hide(p.networkId, p.request);
      command(sid, 'Fetch.fulfillRequest', {requestId: p.requestId, ...answer});
    } else if (photographing) late.push({nid: p.networkId, request: p.request, go});
    else { tell(p.networkId); go(); }
  }
  function hide(nid, request) {
    hidden.add(nid); held.delete(nid); known.delete(nid);
    out({k: 'answered', method: request.method, url: request.url});
  }
  function tell(nid) {
    const message = held.get(nid);
    if (held.delete(nid)) out(message);
  }
  const forPictures = patterns => Promise.all([...targets]
    .filter(([, type]) => /^(page|iframe)$/.test(type))
    .map(([sid]) => command(sid, 'Fetch.enable', {patterns})));
  async function photograph(params) {
    const first = !photographing;
    photographing = true;
    calm = performance.now() + LONGEST_MS;
    if (first) await forPictures([...PATTERNS, {urlPattern: '*', resourceType: 'Image', requestStage: 'Request'}]);
    const answer = await command('', 'Page.captureScreenshot', params);
    calm = performance.now() + CALM_MS;
    return answer;
  }
  function photographed() {
    photographing = false;
    forPictures(PATTERNS);
    for (const nid of [...held.keys()]) tell(nid);
    for (const {go} of late.splice(0)) go();
  }

  // A body without end, or one that grows without end when it is unpacked, would fill the computer's
  // memory before anybody saw its length: Python asks how long the oldest is taken, and what is
  // older than so many ms is given up when memory runs low.
  const age = one => performance.now() - one.since;
  const oldest = () => Math.max(0, ...[...taking].map(age));
  function leave(late, swollen) {
    for (const one of [...taking].filter(late)) {
      one.left = true;
      taking.delete(one);
      one.leave(swollen);
    }
  }
  // What is being taken whole can't be had in part. So what does not end is asked for once more, by a
  // redirect of ours to itself, and its bytes are followed while the page gets them.
  function askAgain(sid, p) {
    followed.add(p.networkId);
    const allowed = (p.responseHeaders || []).filter(h => /^access-control-/i.test(h.name));
    command(sid, 'Fetch.fulfillRequest', {requestId: p.requestId, responseCode: 307, body: '',
      responseHeaders: [{name: 'Location', value: p.request.url}, ...allowed]});
  }
  async function follow(sid, nid) {
    const answer = await command(sid, 'Network.streamResourceContent', {requestId: nid});
    if (answer.error) out({k: 'stream_error', nid, error: answer.error.message});
    else out({k: 'stream', nid, d: answer.result.bufferedData || ''});
  }
  // What has no end may come faster than anybody writes it down: what is over the limit is not kept,
  // and the page is to load no more.
  let live = 0;
  const cut = new Set();
  function fits(nid, data) {
    live += data.length;
    if (live <= MOST_LIVE) return true;
    if (!cut.size) command('', 'Page.stopLoading');
    if (!cut.has(nid)) out({k: 'stream_error', nid, error: 'too large'});
    cut.add(nid);
    return false;
  }
  async function askNetwork(sid, nid) {
    const answer = await command(sid, 'Network.getResponseBody', {requestId: nid});
    const message = {k: 'network', nid};
    if (answer.error) { message.error = answer.error.message; out(message); }
    else outBody(message, answer.result.body, answer.result.base64Encoded);
    rest();
  }

  // ---- events ----------------------------------------------------------------------------------
  const pairs = headers => Object.entries(headers || {}).flatMap(
    ([name, value]) => String(value).split('\n').map(one => [name, one]));
  const reply = r => ({
    url: r.url, status: r.status, reason: r.statusText || '', headers: pairs(r.headers),
    mime: r.mimeType || '', charset: r.charset || '', disk: !!r.fromDiskCache,
    worker: !!r.fromServiceWorker, prefetch: !!r.fromPrefetchCache, ip: r.remoteIPAddress || '',
    protocol: r.protocol || '', tls: (r.securityDetails || {}).protocol || '',
    security: r.securityDetails ? {cipher: r.securityDetails.cipher || '',
      subject: r.securityDetails.subjectName || '', issuer: r.securityDetails.issuer || '',
      from: r.securityDetails.validFrom || 0, to: r.securityDetails.validTo || 0} : null,
    wire: r.encodedDataLength});
  const size = (opcode, data) => opcode === 1 ? new TextEncoder().encode(data).length
    : Math.floor(data.length * 3 / 4) - (data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0);

  function postOf(request) {
    const entries = request.postDataEntries || [];
    return entries.every(entry => entry.bytes) ? entries.map(entry => entry.bytes) : [];
  }
  const on = {
    'Target.attachedToTarget': (sid, p) => {
      attach(p.sessionId, p.targetInfo.type);
      out({k: 'attached', target: p.sessionId, type: p.targetInfo.type});
    },
    'Target.detachedFromTarget': (sid, p) => out({k: 'detached', target: p.sessionId}),
    'Target.targetCreated': (sid, p) => discover(p.targetInfo),
    'Fetch.requestPaused': onPaused,
    'Network.requestWillBeSent': (sid, p) => {
      if (!SCHEMES.test(p.request.url)) return;
      if (hidden.has(p.requestId)) return;
      known.add(p.requestId);
      const sent = {k: 'sent', nid: p.requestId, session: sid, target: targets.get(sid), url: p.request.url,
        method: p.request.method, headers: pairs(p.request.headers), type: p.type || 'Other',
        frame: p.frameId || '', loader: p.loaderId || '', wall: p.wallTime, ts: p.timestamp,
        initiator: (p.initiator || {}).type || '', has_body: !!p.request.hasPostData,
        post: postOf(p.request), extra: !!p.redirectHasExtraInfo,
        redirect: p.redirectResponse ? reply(p.redirectResponse) : null};
      if (photographing && p.type === 'Image' && !p.redirectResponse) held.set(p.requestId, sent);
      else out(sent);
    },
    'Network.requestWillBeSentExtraInfo': (sid, p) =>
      out({k: 'sent_headers', nid: p.requestId, headers: pairs(p.headers)}),
    'Network.responseReceived': (sid, p) => {
      if (followed.delete(p.requestId)) follow(sid, p.requestId);
      tell(p.requestId);
      if (known.has(p.requestId)) out({k: 'received', nid: p.requestId, ts: p.timestamp,
        extra: !!p.hasExtraInfo, type: p.type, reply: reply(p.response)});
    },
    'Network.responseReceivedExtraInfo': (sid, p) => out({k: 'received_headers', nid: p.requestId,
      status: p.statusCode, headers: pairs(p.headers), text: p.headersText || ''}),
    'Network.requestServedFromCache': (sid, p) => {
      tell(p.requestId);
      out({k: 'cached', nid: p.requestId});
    },
    'Network.dataReceived': (sid, p) => {
      if (hidden.has(p.requestId)) return;
      if (!p.data) lengths.set(p.requestId, (lengths.get(p.requestId) || 0) + p.dataLength);
      else if (fits(p.requestId, p.data)) out({k: 'stream', nid: p.requestId, d: p.data});
    },
    'Network.loadingFinished': (sid, p) => {
      if (!known.delete(p.requestId)) return;
      const asks = !paused.delete(p.requestId);
      out({k: 'finished', nid: p.requestId, wire: p.encodedDataLength, asks,
        length: lengths.get(p.requestId) || 0});
      lengths.delete(p.requestId);
      if (asks) askNetwork(sid, p.requestId);
      rest();
    },
    'Network.loadingFailed': (sid, p) => {
      if (hidden.has(p.requestId)) return;
      const given = late.findIndex(one => one.nid === p.requestId);
      if (given >= 0) {
        // Given up before it went out.
        hide(p.requestId, late.splice(given, 1)[0].request);
        rest();
        return;
      }
      tell(p.requestId);
      known.delete(p.requestId); paused.delete(p.requestId); lengths.delete(p.requestId);
      out({k: 'failed', nid: p.requestId, error: p.errorText || '', blocked: p.blockedReason ||
        (p.corsErrorStatus || {}).corsError || ''});
      rest();
    },
    'Network.webSocketCreated': (sid, p) => out({k: 'ws', nid: p.requestId, url: p.url}),
    'Network.webSocketWillSendHandshakeRequest': (sid, p) => out({k: 'ws_sent', nid: p.requestId,
      wall: p.wallTime, ts: p.timestamp, headers: pairs(p.request.headers)}),
    'Network.webSocketHandshakeResponseReceived': (sid, p) => out({k: 'ws_received',
      nid: p.requestId, ts: p.timestamp, status: p.response.status,
      reason: p.response.statusText || '', headers: pairs(p.response.headers)}),
    // What the page sends is the user's: it never leaves this page, only its size does.
    'Network.webSocketFrameSent': (sid, p) => out({k: 'ws_frame', nid: p.requestId, dir: 'out',
      ts: p.timestamp, opcode: p.response.opcode,
      bytes: size(p.response.opcode, p.response.payloadData)}),
    'Network.webSocketFrameReceived': (sid, p) => {
      const {opcode, payloadData} = p.response;
      if (fits(p.requestId, payloadData)) out({k: 'ws_frame', nid: p.requestId, dir: 'in',
        ts: p.timestamp, opcode, d: payloadData, bytes: size(opcode, payloadData)});
    },
    'Network.webSocketFrameError': (sid, p) => out({k: 'ws_error', nid: p.requestId,
      error: p.errorMessage || ''}),
    'Network.webSocketClosed': (sid, p) => out({k: 'ws_closed', nid: p.requestId}),
    'Page.loadEventFired': (sid, p) => now({k: 'event', method: 'Page.loadEventFired', params: p, sid}),
    'Page.frameNavigated': (sid, p) => {
      if (!sid && !p.frame.parentId) { live = 0; cut.clear(); pictures.clear(); kept = 0; }
      out({k: 'event', method: 'Page.frameNavigated', params: p, sid});
    },
  };
  function receive(text) {
    const message = JSON.parse(text), sid = message.sessionId || '';
    if (message.id) {
      const done = calls.get(message.id);
      calls.delete(message.id);
      if (done) done(message);
      return;
    }
    const handle = on[message.method];
    if (handle) handle(sid, message.params);
    else if (!/^(Network|Fetch|Target)\./.test(message.method))
      out({k: 'event', method: message.method, params: message.params || {}, sid});
  }

  window.__ek = {
    flush, start,
    abandon: ms => leave(one => age(one) >= ms, true),
    drain: () => {
      if (photographing && performance.now() > calm) photographed();
      leave(one => age(one) > one.patience, false); flush(); return oldest();
    },
    call: (id, method, params) => (!replay && method === 'Page.captureScreenshot' && params.captureBeyondViewport
      ? photograph(params) : command('', method, params)).then(answer => now(answer.error
      ? {k: 'reply', id, error: answer.error.message} : {k: 'reply', id, result: answer.result})),
  };
  let parts = [], left = 0;
  const api = {
    dispatchMessage: receive,
    dispatchMessageChunk: (chunk, whole) => {
      if (whole) { parts = []; left = whole; }
      parts.push(chunk);
      left -= chunk.length;
      if (left <= 0) { const text = parts.join(''); parts = []; receive(text); }
    },
  };
  Object.defineProperty(window, 'DevToolsAPI', {
    writable: false, configurable: false, value: new Proxy(api, {get: (t, name) => t[name] || (() => 0)})});
  window.stop();
  now({k: 'bare', host: typeof DevToolsHost});
})();
