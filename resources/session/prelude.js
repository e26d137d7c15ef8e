// Runs before each script of a session, in a world of its own in the page. A hostile page can't touch
// this world's functions, but names of its forms and pictures hide members of document and of forms
// (`<img name=body>`). So members that matter are taken from the prototypes.
const getter = (proto, name) => {
  const get = Object.getOwnPropertyDescriptor(proto, name).get;
  return thing => get.call(thing);
};
const rootOf = getter(Document.prototype, 'documentElement');
const titleOf = getter(Document.prototype, 'title');
const scrollerOf = getter(Document.prototype, 'scrollingElement');
const tagOf = getter(Node.prototype, 'nodeName');
const shadowOf = getter(Element.prototype, 'shadowRoot');
const hostOf = getter(ShadowRoot.prototype, 'host');
const bodyOf = getter(Document.prototype, 'body');
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
const pause = ms => new Promise(done => setTimeout(done, ms));
