// Addresses of the page's pictures at full size, as the page itself names them; none is made up. The
// order is that of the page, `limit` at most. A picture that is shown small is no photo.
({limit}) => {
  const found = new Set(), base = getter(Node.prototype, 'baseURI')(document);
  const add = address => {
    if (typeof address !== 'string' || !address.trim() || address.length > 4000) return;
    if (!URL.canParse(address.trim(), base)) return;
    const url = new URL(address.trim(), base);
    url.hash = '';
    if (/^https?:$/.test(url.protocol)) found.add(url.href);
  };
  const largest = text => {
    let best = '', most = 0;
    for (const [, address, size] of (text || '').slice(0, 20000).matchAll(/(\S*[^\s,])\s+([\d.]+)[wx]\s*(?:,|$)/g))
      if (Number(size) > most) { most = Number(size); best = address; }
    return best;
  };
  const LARGE = ['data-zoom-image', 'data-old-hires', 'data-zoom', 'data-zoom-src', 'data-large',
    'data-large-image', 'data-large_image', 'data-full', 'data-full-image', 'data-fullsize',
    'data-hires', 'data-highres', 'data-original', 'data-origin', 'data-magnify-src', 'data-superzoom'];
  const PICTURE = /\.(jpe?g|png|webp|avif|gif|bmp)([?#]|$)/i;
  const large = picture => {
    const box = picture.getBoundingClientRect();
    return box.width >= 100 && box.height >= 100;
  };
  for (const picture of all('img').slice(0, 3000)) {
    for (const name of LARGE) {
      const value = picture.getAttribute(name);
      if (value && !/^[\d.]+$|^(true|false)$/i.test(value)) add(value);
    }
    // A gallery by name: {"address": [width, height], ...}
    const dynamic = picture.getAttribute('data-a-dynamic-image');
    if (dynamic) try {
      const sizes = Object.entries(JSON.parse(dynamic)).filter(([, size]) => Array.isArray(size));
      sizes.sort(([, a], [, b]) => b[0] * b[1] - a[0] * a[1]);
      if (sizes.length) add(sizes[0][0]);
    } catch { /* not what it seemed */ }
    const link = picture.closest('a[href]');
    if (link && PICTURE.test(link.getAttribute('href'))) add(link.getAttribute('href'));
    if (!large(picture)) continue;
    add(largest(picture.getAttribute('srcset')));
    const sources = picture.parentElement && tagOf(picture.parentElement).toUpperCase() === 'PICTURE'
      ? Array.from(picture.parentElement.querySelectorAll('source[srcset]')) : [];
    // Other kinds of the same picture are not asked for: only the source that the page chose.
    const chosen = sources.find(one => (one.getAttribute('srcset') || '').includes(picture.currentSrc) ||
      (picture.currentSrc && one.getAttribute('srcset').includes(new URL(picture.currentSrc).pathname)));
    if (chosen) add(largest(chosen.getAttribute('srcset')));
  }
  const product = (thing, depth) => {
    if (depth > 8 || !thing || typeof thing !== 'object') return;
    if (Array.isArray(thing)) { thing.slice(0, 200).forEach(one => product(one, depth + 1)); return; }
    if (/(^|,)(Product|ProductGroup)(,|$)/.test([thing['@type']].flat().join())) {
      for (const image of [thing.image].flat())
        add(image && typeof image === 'object' ? image.contentUrl || image.url : image);
    }
    Object.values(thing).slice(0, 200).forEach(one => product(one, depth + 1));
  };
  for (const script of all('script[type="application/ld+json"]').slice(0, 50)) try {
    product(JSON.parse(script.textContent.slice(0, 1e6)), 0);
  } catch { /* not JSON */ }
  for (const meta of all('meta[property="og:image"],meta[property="og:image:secure_url"]').slice(0, 20))
    add(meta.getAttribute('content'));
  return {addresses: Array.from(found).slice(0, limit), named: found.size};
}
