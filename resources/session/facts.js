// What the page says of itself: for the end state and the kind of page. Texts are cut to `limit`.
({limit}) => {
  const seen = element => {
    const box = rectOf(element);
    return box.width > 1 && box.height > 1 && drawn(element, {visibilityProperty: true});
  };
  const text = root ? readOf(root) ?? contentOf(root) : '';
  const types = [];
  for (const script of all('script[type="application/ld+json"]').slice(0, 50))
    for (const found of script.textContent.slice(0, 1e6).matchAll(/"@type"\s*:\s*\[?\s*"([^"]{1,60})"/g))
      types.push(found[1]);
  for (const element of all('[itemtype]').slice(0, 200))
    types.push((attribute(element, 'itemtype') || '').split('/').pop().slice(0, 60));
  const og = all('meta[property="og:type"]')[0];
  const scroller = scrollerOf(document) || root;
  return {
    url: location.href,
    painted: performance.getEntriesByType('paint').length > 0,
    title: titleOf(document).slice(0, limit),
    title_length: titleOf(document).length,
    nodes: Document.prototype.getElementsByTagName.call(document, '*').length,
    text: text.slice(0, limit),
    text_length: text.length,
    passwords: all('input[type=password]').filter(seen).length,
    frames: all('iframe[src]').filter(seen).map(frame => frame.src.slice(0, 500)).slice(0, 50),
    marks: all('[id],[class]').slice(0, 5000).filter(seen)
      .map(element => ((attribute(element, 'id') || '') + ' ' +
        (attribute(element, 'class') || '')).slice(0, 200))
      .filter(mark => /captcha|geetest|nc_1_|baxia|turnstile|slidetounlock|px-captcha/i.test(mark))
      .slice(0, 20),
    types: types.slice(0, 100),
    og_type: og ? (og.getAttribute('content') || '').slice(0, 60) : '',
    prices: all('[itemprop=price],[property="product:price:amount"],[property="og:price:amount"]').length,
    pictures_open: all('img[src]').filter(picture => seen(picture) && !picture.complete).length,
    pictures_broken: all('img[src]').filter(picture => seen(picture) && picture.complete &&
      picture.naturalWidth === 0).length,
    height: Math.ceil(scroller ? scroller.scrollHeight : 0),
    locale: navigator.language || '',
    languages: Array.from(navigator.languages || []).slice(0, 20).map(one => String(one).slice(0, 40)),
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || '',
    width: innerWidth,
    viewport_height: innerHeight,
    ratio: devicePixelRatio,
  };
}
