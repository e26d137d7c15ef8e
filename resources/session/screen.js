// What a person reads on the page: title, price, seller, main picture, as they stand in the document
// now. Empty is what was not seen. Cut to `limit` characters.
({limit}) => {
  const box = rectOf;
  const seen = element => {
    const {width, height} = box(element);
    return width > 1 && height > 1 && drawn(element, {visibilityProperty: true});
  };
  const words = element => (contentOf(element) || '').replace(/\s+/g, ' ').trim();
  const size = element => parseFloat(getComputedStyle(element).fontSize) || 0;
  const largest = (found, measure) => found.reduce((best, one) =>
    !best || measure(one) > measure(best) ? one : best, null);

  const heading = largest(all('h1').filter(one => seen(one) && words(one)), size);
  const money = /[¥￥$€£₩₽₹]|\b(RMB|CNY|USD|EUR|GBP|US)\b|元/;
  const named = '[itemprop=price],[class*=price i],[id*=price i],[data-price]';
  const priced = all(named).filter(one => seen(one) && /\d/.test(words(one)) && words(one).length < 40);
  const marked = priced.length ? priced : all('span,b,strong,em,p,div,td,dd').slice(0, 5000).filter(
    one => countOf(one) < 4 && words(one).length < 40 && money.test(words(one)) &&
      /\d/.test(words(one)) && seen(one));
  const price = largest(marked, size);
  const sellers = '[itemprop=seller],[class*=seller i],[id*=seller i],[class*=shop-name i],' +
    '[class*=shopname i],[class*=store-name i],[class*=storename i],[class*=merchant i]';
  const seller = all(sellers).find(
    one => seen(one) && words(one).length > 1 && words(one).length < 80);
  const area = picture => Math.min(box(picture).width, 2000) * Math.min(box(picture).height, 2000);
  const pictures = all('img').filter(one => one.currentSrc && seen(one) && area(one) >= 10000 &&
    box(one).top + scrollY < 2000);
  const picture = largest(pictures, area);
  return {
    title: (heading ? words(heading) : titleOf(document)).slice(0, limit),
    price: price ? words(price).slice(0, limit) : '',
    seller: seller ? words(seller).slice(0, limit) : '',
    main_picture: picture ? picture.currentSrc.slice(0, limit) : '',
  };
}
