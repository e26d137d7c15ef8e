// Goes through the boxes of this frame that scroll by themselves (a carousel, a list in a box, the
// frame in its page), so that what loads late in them loads: those not gone through yet, and those that
// have grown since, within `ms`. Returns how many. `back`: each is put where it was.
async ({back, ms}) => {
  const known = lasting('parts', () => new Map());
  const go = (box, left, top) => scrollIn(box, {left, top, behavior: 'instant'});
  if (back) {
    for (const [box, {left, top}] of known) go(box, left, top);
    known.clear();
    return {boxes: 0, over: false};
  }
  const ends = performance.now() + ms;
  const frame = () => Promise.race([
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))), pause(100)]);
  const own = window === window.top ? null : scrollerOf(document) || root;
  // The page itself goes down by other means; what lies beside its window is gone through here.
  const page = own ? null : scrollerOf(document) || root;
  const held = box => box && /hidden|clip/.test(getComputedStyle(box).overflowX);
  const shell = shellOf();
  const scrolls = box => {
    const more = [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
    if (Math.max(...more) < 30 || box.clientWidth < 100 || box.clientHeight < 60) return false;
    if (box === own) return true;
    if (box === page) return more[0] >= 200 && !held(root) && !held(bodyOf(document));
    const style = getComputedStyle(box), place = rectOf(box);
    return (more[0] >= 30 && /auto|scroll/.test(style.overflowX) ||
      more[1] >= 30 && /auto|scroll/.test(style.overflowY)) && drawn(box, {visibilityProperty: true}) &&
      place.right > 0 && place.left < innerWidth && tagOf(box).toUpperCase() !== 'TEXTAREA';
  };
  const size = box => Math.max(box.scrollWidth, 0) + Math.max(box.scrollHeight, 0);
  const outer = new Set([root, bodyOf(document), scrollerOf(document), shell]);
  const found = all('*').slice(0, 20000).filter(box => (box === own || box === page || !outer.has(box)) && scrolls(box) &&
    !(known.has(box) && size(box) < known.get(box).size + 30)).slice(0, 15);
  let boxes = 0;
  for (const box of found) {
    if (performance.now() > ends) return {boxes, over: true};
    boxes += 1;
    const place = known.get(box) || {left: box.scrollLeft, top: box.scrollTop};
    known.set(box, place);
    // The engine draws, and tells, nothing of a frame that is out of view.
    bringIn(box, {block: 'nearest', inline: 'nearest', behavior: 'instant'});
    // Text that runs from the right, or down columns that do, begins at 0 and goes on to the left.
    go(box, box.scrollLeft - 1, box.scrollTop);
    const aside = box.scrollLeft < 0 ? -0.9 : 0.9;
    go(box, place.left, place.top);
    const ways = [[aside * box.clientWidth, 0], [0, 0.9 * box.clientHeight]];
    for (const [dx, dy] of box === page ? ways.slice(0, 1) : ways) for (let n = 0; n < 60; n++) {
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
