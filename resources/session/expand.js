// Presses what says that there is more of this page, at most `most` at a time. Never a link that leads
// elsewhere, nothing that would send a form, nothing in a box that floats over the page; the same once
// more only when the page has grown by it.
({most}) => {
  const plain = text => text.normalize('NFKC').toLowerCase().replace(/[\s\p{P}\p{S}\p{N}]+/gu, '');
  const words = new Set(`
    load more|show more|see more|view more|read more|more results|load more results|show more results
    show more items|load more items|load more products|show more products|view more products
    show more details|see more details|show full description|read full description|show description
    加载更多|点击加载更多|查看更多|显示更多|展开更多|展开全部|展开全文|更多商品|查看更多商品|加载更多商品|展开
    載入更多|查看更多|顯示更多|展開全部|展開|看更多
    もっと見る|さらに表示|もっと表示|さらに読み込む|続きを読む|더보기|더 불러오기
    mehr anzeigen|mehr laden|weitere laden|weitere anzeigen|weitere artikel laden|weitere produkte laden
    weitere ergebnisse|mehr lesen|weiterlesen|mehr ansehen
    voir plus|afficher plus|charger plus|en voir plus|lire la suite|voir plus de produits
    ver más|mostrar más|cargar más|leer más|mostra altro|mostra di più|carica altri|vedi altro
    carica altro|leggi di più|ver mais|mostrar mais|carregar mais|ler mais|meer weergeven|meer laden
    toon meer|meer tonen|lees meer|pokaż więcej|załaduj więcej|zobacz więcej|czytaj więcej|rozwiń
    показать ещё|показать еще|загрузить ещё|загрузить еще|показать больше|читать далее|развернуть
    показати ще|завантажити ще|daha fazla göster|daha fazla yükle|devamını oku|visa fler|visa mer
    ladda fler|vis flere|vis mere|indlæs flere|last inn flere|vis mer|näytä lisää|lataa lisää
    zobrazit více|načíst další|zobraziť viac|mutass többet|további betöltése|arată mai mult|încarcă mai multe
    xem thêm|tải thêm|muat lebih banyak|lihat lebih banyak|tampilkan lebih banyak
    ดูเพิ่มเติม|โหลดเพิ่มเติม|แสดงเพิ่มเติม|عرض المزيد|تحميل المزيد|اقرأ المزيد|הצג עוד|טען עוד`
    .split(/[|\n]/).map(plain).filter(Boolean));
  const seen = element => {
    const box = rectOf(element);
    return box.width > 1 && box.height > 1 && drawn(element, {visibilityProperty: true});
  };
  const label = element => String(readOf(element) || element.value ||
    attribute(element, 'aria-label') || '').trim();
  const leads = element => {
    const link = nearest(element, 'a[href],area[href]');
    return !!link && !/^\s*(#|javascript:)/i.test(link.getAttribute('href'));
  };
  const sends = element => !!nearest(element, 'form') && matches(element,
    'button:not([type]),button[type=submit],input[type=submit],input[type=image]');
  const floats = element => {
    for (let one = element; one; one = parentOf(one))
      if (/^(dialog|alertdialog|menu|tablist)$/.test(attribute(one, 'role') || '') ||
        /^(DIALOG|NAV)$/i.test(tagOf(one)) || getComputedStyle(one).position === 'fixed') return true;
    return false;
  };
  const off = '[disabled],[aria-disabled=true],[aria-expanded=true],[aria-haspopup]';
  const height = (scrollerOf(document) || root).scrollHeight;
  const pressed = lasting('pressed', () => new WeakMap());
  const fresh = all('button,[role=button],a,input[type=button],input[type=submit]').slice(0, 5000)
    .filter(one => (contentOf(one) || '').length < 80 && words.has(plain(label(one))) && seen(one) &&
      !matches(one, off) && !leads(one) && !sends(one) && !floats(one) &&
      !(pressed.get(one) >= height)).slice(0, most);
  const labels = fresh.map(one => label(one).slice(0, 40));
  for (const one of fresh) {
    pressed.set(one, height);
    HTMLElement.prototype.click.call(one);
  }
  return {pressed: fresh.length, labels: [...new Set(labels)].slice(0, 5)};
}
