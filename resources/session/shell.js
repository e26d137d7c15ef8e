// How much taller the window would have to be to show all at once: of a page that scrolls in one large
// box of its own, of one that is held fast, of one with parts that the engine draws only near the window
// (`far`: as many as are left out now) and of one that takes out itself what is not near (`gone`: words
// that were read on the way down and stand nowhere now; `empty`: those with nothing at their place).
// These two are shown for 16,000 px at most. 0 for any other page. `height`: of what scrolls.
// `open`: the box is laid out as tall as its content meanwhile, and all parts are drawn, by a style sheet
// that stands beside the document; false takes that back.
({open}) => {
  const body = bodyOf(document), sheets = getter(Document.prototype, 'adoptedStyleSheets')(document);
  const opened = lasting('opened', () => new CSSStyleSheet());
  // Something lies over the page, which is held fast meanwhile.
  const fixed = () => body && getComputedStyle(body).position === 'fixed' &&
    body.scrollHeight > innerHeight;
  const openUp = box => {
    const rules = ['*{content-visibility:visible!important}'];
    for (let one = box; one; one = parentOf(one)) {
      let place = '';
      for (let at = one; at && at !== root; at = parentOf(at)) {
        let nth = 1;
        for (let before = at; (before = beforeOf(before)); nth += 1);
        place = ` > :nth-child(${nth})${place}`;
      }
      const away = /fixed|absolute/.test(getComputedStyle(one).position) ?
        'position:relative!important;inset:auto!important;' : '';
      rules.push(`:root${place}{${away}height:auto!important;max-height:none!important;` +
        'overflow:visible!important;contain:none!important}');
    }
    opened.replaceSync(rules.join('\n'));
    sheets.push(opened);
  };
  if (open === true) openUp(shellOf() || (fixed() ? body : null));
  if (open === false && sheets.includes(opened)) sheets.splice(sheets.indexOf(opened), 1);

  const far = all('*').slice(0, 20000).filter(element =>
    getComputedStyle(element).contentVisibility === 'auto' && drawn(element) &&
    (childOf(element) ? !drawn(childOf(element), {contentVisibilityAuto: true})
      : rectOf(element).top > 2 * innerHeight)).length;
  const trail = lasting('trail', () => new Map());
  const text = root && trail.size ? (readOf(root) || '').replace(/\s+/g, ' ') : '';
  const lost = [...trail].filter(([words]) => !text.includes(words)).map(([, place]) => place);
  // A few words change by themselves.
  const gone = lost.length >= 5 && lost.length > trail.size / 4 ? lost.length : 0;
  const empty = !gone ? 0 : lost.filter(([x, y]) => {
    const at = Document.prototype.elementFromPoint.call(document, x, y);
    return !at || countOf(at) > 2 || !String(readOf(at) || '').trim();
  }).length;
  const shell = shellOf(), scroller = shell || scrollerOf(document) || root;
  const told = {far, gone, empty, width: innerWidth, view: innerHeight, height: scroller ? scroller.scrollHeight : 0};
  if (fixed() && !shell)
    return {...told, more: Math.min(body.scrollHeight, 16000) - innerHeight, height: body.scrollHeight};
  const more = shell || far || gone ? scroller.scrollHeight - scroller.clientHeight : 0;
  return {...told, more: shell ? more : Math.min(more, 16000 - innerHeight)};
}
