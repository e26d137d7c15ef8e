// Asks for pictures as the page would, beside the document: nothing of the page changes. At most
// `wait` ms.
async ({addresses, wait}) => {
  let here = 0;
  const pictures = addresses.map(() => new Image());
  const asked = pictures.map((picture, n) => new Promise(done => {
    picture.onload = () => { here += 1; done(); };
    picture.onerror = done;
    picture.src = addresses[n];
  }));
  await Promise.race([Promise.all(asked), pause(wait)]);
  // What did not come in time is given up: it must not keep the page from coming to rest.
  for (const picture of pictures) if (!picture.complete) picture.removeAttribute('src');
  return {here};
}
