// How much taller the window would have to be to show all at once: of a page that scrolls in one large
// box of its own, of one that is held fast, of one with parts that the engine draws only near the window
// (`far`: as many as are left out now) and of one that takes out itself what is not near (`gone`: words
// that were read on the way down and stand nowhere now; `empty`: those with nothing at their place).
// These two are shown for 16,000 px at most. 0 for any other page.
() => {
  const far = all('*').slice(0, 20000).filter(element =>
    getComputedStyle(element).contentVisibility === 'auto' && element.checkVisibility() &&
    (element.firstElementChild ? !element.firstElementChild.checkVisibility({contentVisibilityAuto: true})
      : element.getBoundingClientRect().top > 2 * innerHeight)).length;
  const trail = globalThis.evidencekitTrail || new Map();
  const text = root && trail.size ? (root.innerText || '').replace(/\s+/g, ' ') : '';
  const lost = [...trail].filter(([words]) => !text.includes(words)).map(([, place]) => place);
  // A few words change by themselves.
  const gone = lost.length >= 5 && lost.length > trail.size / 4 ? lost.length : 0;
  const empty = !gone ? 0 : lost.filter(([x, y]) => {
    const at = Document.prototype.elementFromPoint.call(document, x, y);
    return !at || at.childElementCount > 2 || !String(at.innerText || '').trim();
  }).length;
  const shell = shellOf(), scroller = shell || scrollerOf(document) || root, body = bodyOf(document);
  // Something lies over the page, which is held fast meanwhile.
  const held = body && getComputedStyle(body).position === 'fixed' ? body.scrollHeight - innerHeight : 0;
  if (held > 0 && !shell) return {more: Math.min(held, 16000 - innerHeight), far, gone, empty, width: innerWidth, view: innerHeight};
  const more = shell || far || gone ? scroller.scrollHeight - scroller.clientHeight : 0;
  return {more: shell ? more : Math.min(more, 16000 - innerHeight), far, gone, empty, width: innerWidth, view: innerHeight};
}
