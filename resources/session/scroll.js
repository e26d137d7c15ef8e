// Goes to `y`, lets the page answer (two frames), waits until the pictures in view are decoded.
async ({y, wait}) => {
  scrollTo({left: 0, top: y, behavior: 'instant'});
  const frame = new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.race([frame, pause(200)]);
  const inView = picture => {
    const box = picture.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
  };
  const pictures = all('img').filter(inView);
  const decoded = Promise.allSettled(pictures.map(picture => picture.decode()));
  await Promise.race([decoded, pause(wait)]);
  const scroller = scrollerOf(document) || root;
  return {y: Math.round(scrollY), height: scroller.scrollHeight, view: innerHeight};
}
