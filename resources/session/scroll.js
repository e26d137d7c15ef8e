// Goes to `y`, of the one large box of a page that has its goods in such a one, lets the page answer (a
// frame, and what is told of it), waits until the pictures in view are decoded. One that was waited for
// in vain is not waited for again. `fresh`: the first view of the way down. `late`: the page has timers,
// and may give its pictures their address only when nobody has scrolled for a moment.
async ({y, wait, fresh, late}) => {
  const shell = shellOf();
  if (shell) shell.scrollTo({left: 0, top: y, behavior: 'instant'});
  else scrollTo({left: 0, top: y, behavior: 'instant'});
  // Who observes what comes into view hears of it behind the frame, before such a timer.
  const frame = new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  await Promise.race([frame, pause(200)]);
  const inView = picture => {
    const box = picture.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  };
  const vain = lasting('vain', () => new WeakSet());
  const bare = picture => !picture.currentSrc || picture.currentSrc.startsWith('data:') ||
    (picture.complete && picture.naturalWidth < 5);
  const named = picture => Object.values(picture.dataset).some(
    value => /^(https?:)?\/|\.(jpe?g|png|webp|avif|gif)\b/i.test(value));
  const near = picture => {
    const box = picture.getBoundingClientRect();
    return box.bottom >= 0 && box.top < innerHeight && picture.checkVisibility();
  };
  const waited = lasting('waited', () => ({times: 0}));
  if (late && waited.times <= 2) {
    const still = all('img').filter(one => !vain.has(one) && bare(one) && named(one) && near(one));
    for (let ms = 0; ms < 400 && still.some(bare); ms += 40) await pause(40);
    const left = still.filter(bare);
    left.forEach(picture => vain.add(picture));
    if (still.length) waited.times = left.length < still.length ? 0 : waited.times + 1;
  }
  const waiting = new Set(all('img').filter(picture => inView(picture) && !vain.has(picture)));
  const decoded = Promise.allSettled([...waiting].map(
    picture => picture.decode().finally(() => waiting.delete(picture))));
  await Promise.race([decoded, pause(wait)]);
  waiting.forEach(picture => vain.add(picture));
  // Some words of each view: a list may take out what is not near the window (shell.js).
  const trail = lasting('trail', () => new Map());
  if (fresh) trail.clear();
  const above = shell ? shell.scrollTop : scrollY;
  for (const x of [0.2, 0.5, 0.8]) for (const down of [0.2, 0.4, 0.6, 0.8]) {
    const at = Document.prototype.elementFromPoint.call(document, innerWidth * x, innerHeight * down);
    const words = at && countOf(at) < 3 ? String(readOf(at) || '').replace(/\s+/g, ' ').trim() : '';
    if (words.length > 3 && words.length < 200 && trail.size < 500)
      trail.set(words, [innerWidth * x, above + innerHeight * down]);
  }
  if (shell) return {y: Math.round(shell.scrollTop), height: shell.scrollHeight, view: shell.clientHeight};
  const scroller = scrollerOf(document) || root;
  return {y: Math.round(scrollY), height: scroller.scrollHeight, view: innerHeight};
}
