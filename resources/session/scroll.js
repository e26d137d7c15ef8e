// Goes to `y`, of the one large box of a page that has its goods in such a one, lets the page answer (two frames), waits until the pictures in view are decoded. One
// that was waited for in vain is not waited for again.
async ({y, wait}) => {
  const shell = shellOf();
  if (shell) shell.scrollTo({left: 0, top: y, behavior: 'instant'});
  else scrollTo({left: 0, top: y, behavior: 'instant'});
  const frame = new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.race([frame, pause(200)]);
  const inView = picture => {
    const box = picture.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  };
  const vain = globalThis.evidencekitVain ||= new WeakSet();
  const waiting = new Set(all('img').filter(picture => inView(picture) && !vain.has(picture)));
  const decoded = Promise.allSettled([...waiting].map(
    picture => picture.decode().finally(() => waiting.delete(picture))));
  await Promise.race([decoded, pause(wait)]);
  waiting.forEach(picture => vain.add(picture));
  if (shell) return {y: Math.round(shell.scrollTop), height: shell.scrollHeight, view: shell.clientHeight};
  const scroller = scrollerOf(document) || root;
  return {y: Math.round(scrollY), height: scroller.scrollHeight, view: innerHeight};
}
