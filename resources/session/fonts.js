// Waits until the fonts that the page uses are there, at most `wait` ms.
async ({wait}) => {
  const fonts = getter(Document.prototype, 'fonts')(document);
  await Promise.race([fonts.ready, pause(wait)]);
  return {status: fonts.status, count: fonts.size};
}
