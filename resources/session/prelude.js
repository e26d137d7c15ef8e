// Runs before each script of a session, in a world of its own in the page. A hostile page can't touch
// this world's functions, but names of its forms and pictures hide members of document and of forms
// (`<img name=body>`, `<input name=parentElement>`), and ids of its parts are names of this world. So
// members that matter are taken from the prototypes, and what lasts has a symbol for its name.
const getter = (proto, name) => {
  const get = Object.getOwnPropertyDescriptor(proto, name).get;
  return thing => get.call(thing);
};
const method = (proto, name) => {
  const call = proto[name];
  return (thing, ...given) => call.apply(thing, given);
};
const rootOf = getter(Document.prototype, 'documentElement');
const titleOf = getter(Document.prototype, 'title');
const scrollerOf = getter(Document.prototype, 'scrollingElement');
const tagOf = getter(Node.prototype, 'nodeName');
const localOf = getter(Element.prototype, 'localName');
const shadowOf = getter(Element.prototype, 'shadowRoot');
const hostOf = getter(ShadowRoot.prototype, 'host');
const bodyOf = getter(Document.prototype, 'body');
const parentOf = getter(Node.prototype, 'parentElement');
const rootNodeOf = method(Node.prototype, 'getRootNode');
const childrenOf = getter(Node.prototype, 'childNodes');
const beforeOf = getter(Element.prototype, 'previousElementSibling');
const scrollIn = method(Element.prototype, 'scrollTo');
const bringIn = method(Element.prototype, 'scrollIntoView');
const childOf = getter(Element.prototype, 'firstElementChild');
const countOf = getter(Element.prototype, 'childElementCount');
const rectOf = method(Element.prototype, 'getBoundingClientRect');
const drawn = method(Element.prototype, 'checkVisibility');
const attribute = method(Element.prototype, 'getAttribute');
const nearest = method(Element.prototype, 'closest');
const matches = method(Element.prototype, 'matches');
const firstIn = method(Element.prototype, 'querySelector');
const contentOf = getter(Node.prototype, 'textContent');
const readFrom = getter(HTMLElement.prototype, 'innerText');
const readOf = element => element instanceof HTMLElement ? readFrom(element) : undefined;
const lasting = (name, made) => globalThis[Symbol.for(`evidencekit.${name}`)] ||= made();
const root = rootOf(document);
const all = selector => Array.from(Document.prototype.querySelectorAll.call(document, selector));
// An app whose document never scrolls has its goods in one large box that does, or it keeps its body
// from scrolling while something lies over it.
const shellOf = () => {
  const scroller = scrollerOf(document) || root;
  if (!scroller || scroller.scrollHeight > innerHeight + 1) return null;
  return all('main,section,article,div,ul,body').slice(0, 3000).find(box =>
    box.scrollHeight > box.clientHeight + 50 && box.clientHeight > innerHeight / 2 &&
    box.clientWidth > innerWidth / 2 && (box === bodyOf(document) ? /auto|scroll|hidden/ : /auto|scroll/)
      .test(getComputedStyle(box).overflowY)) || null;
};
// Timers of a document that may run no scripts (a sandbox) never go off; such tasks do.
const pause = ms => scheduler.postTask(() => {}, {delay: ms});
