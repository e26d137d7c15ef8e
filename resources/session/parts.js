// Goes through the boxes of this frame that scroll by themselves (a carousel, a list in a box, the
// frame in its page), so that what loads late in them loads: those not gone through yet, and those that
// have grown since, within `ms`. Returns how many. `back`: each is put where it was.
async ({back, ms}) => {
  const known = globalThis.evidencekitParts ||= new Map();
  const go = (box, left, top) => box.scrollTo({left, top, behavior: 'instant'});
  if (back) {
    for (const [box, {left, top}] of known) go(box, left, top);
    known.clear();
    return {boxes: 0, over: false};
  }
  const ends = performance.now() + ms;
  const frame = () => Promise.race([
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))), pause(100)]);
  const own = window === window.top ? null : scrollerOf(document) || root;
  const shell = shellOf();
  const scrolls = box => {
    const more = [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
    if (Math.max(...more) < 30 || box.clientWidth < 100 || box.clientHeight < 60) return false;
    if (box === own) return true;
    const style = getComputedStyle(box), place = box.getBoundingClientRect();
    return (more[0] >= 30 && /auto|scroll/.test(style.overflowX) ||
      more[1] >= 30 && /auto|scroll/.test(style.overflowY)) && box.checkVisibility({visibilityProperty: true}) &&
      place.right > 0 && place.left < innerWidth && tagOf(box).toUpperCase() !== 'TEXTAREA';
  };
  const size = box => Math.max(box.scrollWidth, 0) + Math.max(box.scrollHeight, 0);
  const outer = new Set([root, bodyOf(document), scrollerOf(document), shell]);
  const found = all('*').slice(0, 20000).filter(box => (box === own || !outer.has(box)) && scrolls(box) &&
    !(known.has(box) && size(box) < known.get(box).size + 30)).slice(0, 15);
  let boxes = 0;
  for (const box of found) {
    if (performance.now() > ends) return {boxes, over: true};
    boxes += 1;
    const place = known.get(box) || {left: box.scrollLeft, top: box.scrollTop};
    known.set(box, place);
    // The engine draws, and tells, nothing of a frame that is out of view.
    box.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
    const ways = [[0.9 * box.clientWidth * (getComputedStyle(box).direction === 'rtl' ? -1 : 1), 0],
      [0, 0.9 * box.clientHeight]];
    for (const [dx, dy] of ways) for (let n = 0; n < 60; n++) {
      const before = [box.scrollLeft, box.scrollTop];
      go(box, before[0] + dx, before[1] + dy);
      if (before[0] === box.scrollLeft && before[1] === box.scrollTop) break;
      if (performance.now() > ends) { place.size = size(box); return {boxes, over: true}; }
      await frame();
    }
    place.size = size(box);
  }
  return {boxes, over: false};
}
