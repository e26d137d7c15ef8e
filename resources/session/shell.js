// How much taller the window would have to be to show all at once: of a page that scrolls in one large
// box of its own, of one that is held fast, of one with parts that the engine draws only near the window, and of one that takes
// out itself what is not near (`far`: as many as are left out now; those are shown for 16,000 px at
// most). 0 for any other page.
() => {
  const hidden = all('*').slice(0, 20000).filter(element =>
    getComputedStyle(element).contentVisibility === 'auto' && element.checkVisibility() &&
    (element.firstElementChild ? !element.firstElementChild.checkVisibility({contentVisibilityAuto: true})
      : element.getBoundingClientRect().top > 2 * innerHeight)).length;
  // What was read on the way down and stands nowhere now. A few words may have changed by themselves.
  const trail = globalThis.evidencekitTrail || new Set();
  const text = root && trail.size ? (root.innerText || '').replace(/\s+/g, ' ') : '';
  const gone = [...trail].filter(words => !text.includes(words)).length;
  const far = hidden + (gone >= 5 && gone > trail.size / 4 ? gone : 0);
  const shell = shellOf(), scroller = shell || scrollerOf(document) || root, body = bodyOf(document);
  // Something lies over the page, which is held fast meanwhile.
  const held = body && getComputedStyle(body).position === 'fixed' ? body.scrollHeight - innerHeight : 0;
  if (held > 0 && !shell) return {more: Math.min(held, 16000 - innerHeight), far, width: innerWidth, view: innerHeight};
  const more = shell || far ? scroller.scrollHeight - scroller.clientHeight : 0;
  return {more: shell ? more : Math.min(more, 16000 - innerHeight), far, width: innerWidth, view: innerHeight};
}
