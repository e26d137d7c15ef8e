"""Words beside facts in the languages that marketplaces speak; bounded patterns only."""

import re

# A blank sets thousands apart, but not the 5 of "4.9 out of 5" from a count after it.
_DIGITS = (
    r"(?:(?<!of )(?<!von )(?<!sur )(?<!su )(?<!de )(?<!из )(?<!/)(?<!/ )"
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d[\d.,\u00a0\u202f]{0,12})"
)
_N = rf"(?P<n>[>+]?\s?{_DIGITS}\s?(?:万|萬|千|만|[kKmM](?![a-zA-Z])|mil\b|тыс\.?)?\s?\+?)"
_V = r"\s{0,3}[:：]\s{0,3}(?P<v>\S.{0,80})"


def _words(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


COUNTS: dict[str, tuple[re.Pattern[str], ...]] = {
    "sold": _words(
        rf"(?:^|[\s|]){_N}\s?(?:items? |pcs |units? )?sold\b(?! by)",
        rf"^sold\s?[:：]?\s?{_N}$",
        rf"^\(?{_N}\s?orders?\)?$",
        rf"^{_N}\s?(?:people )?bought(?: in .{{0,20}}| this)?$",
        rf"(?:已售|月销量?|月銷量?|销量|銷量|累计销量|已售出|已賣出|总销量|成交|售出|已賣數量"
        rf"|販売数)\s?[:：]?\s?{_N}"
        r"\s?(?:件|笔|筆|个|個|$|\s)?",
        rf"(?:^|\s){_N}\s?(?:人付款|人收货|人购买|人購買|件已售|笔成交)",
        rf"(?:^|[\s|]){_N}\s?(?:verkauft|vendus?\b|vendidos?\b|vendidas?\b|venduti|verkocht|件販売"
        rf"|個販売)",
        rf"(?:^|\s){_N}\s?(?:개 ?판매|명 ?구매|개 ?구매|osób kupiło|sprzedan\w{{1,4}}|satıldı)",
        rf"(?:купили|продано|terjual|đã bán|ขายแล้ว|נמכרו|solgt|såld[ai]?)\s(?:более\s)?{_N}",
        rf"(?:^|[\s·])구매\s?{_N}\s?건",
    ),
    "stock": _words(
        rf"(?:only|just)\s{_N}\s?(?:items?\s|units?\s|pieces?\s)?(?:left|remaining"
        rf"|available)\b(?! (?:at|in your))",
        rf"(?:^|[\s(]){_N}\s?(?:pieces? |items? |pcs |units? )?(?:available"
        rf"|in stock)\b(?! (?:colou?rs|sizes|in))",
        rf"(?:more than|over)\s{_N}\s?available\b",
        rf"(?:库存|庫存|剩余|剩餘|还剩|還剩|仅剩|僅剩|재고|現貨)\s?[:：]?\s?{_N}\s?(?:件|个|個|개|$)?",
        rf"(?:nur noch|noch)\s{_N}\s?(?:stück\s|artikel\s)?(?:auf lager|verfügbar|vorrätig)",
        rf"^{_N}\s?(?:stück\s)?(?:auf lager|verfügbar|vorrätig)",
        rf"(?:mehr als)\s{_N}\s?verfügbar",
        rf"(?:plus que|il reste)\s{_N}\s?(?:exemplaires?|en stock|disponibles?|articles?)",
        rf"(?:restam?|quedan?|últim[oa]s)\s{_N}\s?(?:unidades?|disponibles?|disponíveis)",
        rf"(?:^|[\s(]){_N}\s?(?:disponibles?|disponíveis|disponibili|disponibile)\b",
        rf"(?:残り|在庫数?)\s?[:：]?\s?{_N}\s?(?:点|個|$)",
        rf"^(?:stok(?: total)?|tersisa|sisa|kho)\s?[:：]?\s?{_N}$",
        rf"^z\s{_N}\s?(?:sztuk|szt)\b",
        rf"(?:осталось|в наличии)\s?[:：]?\s?{_N}\s?(?:шт|штук)",
    ),
    "reviews": _words(
        rf"(?:^|[\s(|/]){_N}\s?(?:product |customer |global |verified |user |total )?"
        rf"(?:ratings?|reviews?|votes?)\b",
        rf"^(?:ratings?|reviews?|customer reviews|bewertungen|avis clients|opiniones|opinie"
        rf"|отзывы)\s?[:：]?\s?\(?{_N}\)?$",
        rf"(?:^|[\s(]){_N}\s?(?:sternebewertungen|kundenrezensionen|bewertungen|kundenbewertungen"
        rf"|évaluations|avis)\b",
        rf"(?:^|[\s(]){_N}\s?(?:valoraciones|opiniones|reseñas|calificaciones|recensioni"
        rf"|avaliações|beoordelingen)\b",
        rf"(?:^|[\s(|]){_N}\s?(?:件の評価|個の評価|件のレビュー|个评价|条评价|條評價|則評價|則評論"
        rf"|ulasan|đánh giá|条评论|개 ?상품평|개 ?리뷰|отзыв|оцен(?:ок|ки|ка)\b|opini|ocen"
        rf"|omdömen|hodnocení)",
        rf"(?:累计评价|商品评价|レビュー件数|レビュー|리뷰|상품평)\s?[:：]?\s?[(（]?\s?{_N}",
        rf"総合評価\s?[:：]?\s?[0-5][.,]\d{{1,2}}\s?[(（]\s?{_N}\s?件",
    ),
}
# Sold within a month, not ever.
PER_MONTH = re.compile(
    r"(?i)月销|月銷|past month|last (?:month|30 days)|im letzten monat|30天|近30日|último mes"
    r"|за месяц"
)
_SOLD_BY = (
    r"sold (?:and|&) shipped by|sold by|ships from and sold by|dispatched from and sold by"
    r"|verkauf und versand durch|verkauft von|verkauf durch|verkäufer ist|verkoop door"
    r"|verkocht door"
    r"|vendu et expédié par|vendu par|vendido y enviado por|vendido e entregue por|vendido por"
    r"|venduto e spedito da|venduto da|sprzedaje|sprzedawane przez"
)
_SELLER_WORDS = (
    r"sold by|seller|sold and shipped by|sold & shipped by|sold by seller|verkäufer"
    r"|händler"
    r"|vendeur|vendedor|vendeuse|venditore|verkoper|sprzedawca|продавец|卖家|掌柜|店铺"
    r"|店铺名称|賣家"
    r"|賣場|店鋪|販売元|販売業者|出品者|ショップ名|판매자|판매자명|상호"
)
TEXTS: dict[str, tuple[re.Pattern[str], ...]] = {
    "location": _words(
        rf"^(?:item location|located in|artikelstandort|standort|lieu où se trouve l'objet"
        rf"|ubicación del artículo"
        rf"|ubicación|luogo in cui si trova l'oggetto|発送元の地域|出荷元|発送元|发货地|所在地"
        rf"|出貨地|商品所在地|출고지|местоположение|wysyłka z|lokalizacja|locatie|location"
        rf"|localisation|lokasi){_V}$",
        r"^located in:?\s(?P<v>[A-Z][^,:]{1,60},[^,]{2,40}(?:,[^,]{2,40})?)$",
    ),
    "ships_from": _words(
        rf"^(?:ships from|dispatche[sd] from|versand aus|expédié de(?:puis)?|se envía desde"
        rf"|spedito da|envio de"
        rf"|发货自|从.{{0,3}}发货){_V}$",
        r"^dikirim dari\s?[:：]?\s(?P<v>\S.{1,60})$",
    ),
    "ships_to": _words(
        rf"^(?:ships to|delivers to|postage to|versand nach|livraison vers|envíos? a"
        rf"|spedizione verso|配送至){_V}$"
    ),
    "condition": _words(
        rf"^(?:item condition|condition|zustand|artikelzustand|état|etat|estado|condizioni"
        rf"|condição|conditie|kondisi|tình trạng|skick|durum){_V}$",
        rf"^(?:成色|新旧程度|商品の状態|状态|狀態|商品狀態|상태|상품상태|состояние|stan|מצב פריט"
        rf"|מצב){_V}$",
    ),
    "seller": _words(
        rf"^(?:{_SELLER_WORDS}){_V}$",
        rf"^(?:{_SOLD_BY})\s(?P<v>\S.{{0,60}})$",
        r"この商品は、?\s?(?P<v>\S.{0,60}?)\s?が販売",
    ),
    "company": _words(
        rf"^(?:business name|company name|legal name|公司名称|企业名称|公司名稱|会社名|販売業者名"
        rf"|firma){_V}$"
    ),
    "licence_no": _words(
        r"(?:统一社会信用代码|營業執照|营业执照(?:注册号|号)?"
        r"|注册号)\s{0,3}[:：]\s{0,3}(?P<v>[0-9A-Z]{13,18})",
        r"(?:usc code|business registration number"
        r"|사업자등록번호)\s{0,3}[:：]\s{0,3}(?P<v>[\w-]{8,20})",
    ),
    "company_address": _words(
        rf"^(?:business address|company address|公司地址|企业地址|经营地址|所在地址"
        rf"|registered address){_V}$"
    ),
    "shop_age": _words(
        r"^(?P<v>\d{1,2}\s?(?:years?|yrs?|年|年老店))(?: on \w+)?$",
        rf"^(?:member since|open since|seller since|mitglied seit|membre depuis|开店时间){_V}$",
    ),
    "brand": _words(rf"^(?:brand|marke|marque|marca|merk|品牌|ブランド|브랜드|бренд){_V}$"),
    "listing_id": _words(
        r"(?:^|\s)(?:ebay item number|item number|item no\.?|item #|ean ?13|isbn|商品编号|商品番号"
        r"|商品コード"
        r"|オークションid|artikelnummer|artikel-?nr\.?|art\.-?nr\.?|артикул|référence|referencia"
        r"|sku)"
        r"\s{0,3}[:：#]?\s{0,3}(?P<v>(?=[\w.-]*\d)[\w.-]{5,30})(?:\s|$)",
    ),
}
# A label that fills a line alone: what it names stands in the next.
LONE_LABEL = re.compile(
    rf"(?i)^(?:{_SELLER_WORDS}|item location|item condition|condition|zustand|artikelstandort"
    rf"|état de l'objet|état|conditie|locatie|location|kondisi|ships from|stan|lokalizacja"
    r"|商品の状態|発送元の地域|所在地|发货地|成色|商品狀態|brand|marke|marque|merk)$"
)
# In a line of its own this may head a choice of branches, a map, a menu.
PLACE_LABEL = re.compile(r"(?i)^(?:location|locatie|lokalizacja|localisation)$")
NO_PLACE = re.compile(
    r"(?i)\b(?:stores?|shops?|warehouse|online|aisle|select|find|change|near|enter|zip|all|your)\b"
)
# What a row of a page that sells begins with, when it says nothing that is read here.
OTHER_LABEL = re.compile(
    r"(?i)^(?:quantity|qty|colou?rs?|sizes?|model|material|menge|farbe|größe|quantité|couleur|taille"
    r"|cantidad|quantidade|数量|颜色|尺码|尺寸|規格|サイズ|カラー|색상|수량)(?:\b|\s|[:：]|$)"
)
REVIEWS_LABEL = re.compile(
    r"(?i)^(?:(?:customer |product )?(?:reviews|ratings)|累计评价|商品评价|レビュー件数|レビュー"
    r"|상품평|리뷰|opinie|отзывы|avis|bewertungen)\s?[:：]?$"
)
RATING = _words(
    r"(?P<n>\d{1,2}(?:[.,]\d{1,2})?)\s?out of\s?(?P<top>5|10)(?:\s?stars?|\s?\(|$)",
    r"(?P<n>\d[.,]\d{1,2})\s?(?:von|sur|de|su|из|z|/)\s?(?P<top>5|10)(?!\d|[.,]\d)",
    # A whole number before a scale may count pictures, or be a model's scale.
    r"(?<![\d.,])(?P<n>\d)\s?(?:von|sur|de|su|из|z|/)\s?(?P<top>5)"
    r"(?:\s?(?:stars?|sternen?|étoiles|estrellas|stelle)|\s?\()",
    r"5つ星のうち\s?(?P<n>\d(?:[.,]\d{1,2})?)",
    r"総合評価\s?[:：]?\s?(?P<n>[0-5][.,]\d{1,2})",
    r"^(?P<n>[0-5][.,]\d{1,2})\s?(?:★|stars?)?\s?[(|]\s?\d",
    r"(?:^|\s)(?:rated|rating)\s?[:：]?\s(?P<n>[0-5][.,]\d{1,2})(?:\s|$|/5)",
)
# `4.5 (61)`: a rating, and how many gave one.
RATED_BY = re.compile(rf"^[0-5][.,]\d{{1,2}}\s?(?:/\s?5|★|stars?)?\s?\(\s?{_N}\s?\)$")
OF_SELLER = re.compile(
    r"(?i)\b(?:seller|shop|store|dealer|feedback|verkäufer|vendeur)\b|店铺|卖家|賣家"
)
_CONDITION_WORDS: dict[str, tuple[re.Pattern[str], ...]] = {
    "refurbished": _words(
        r"refurb|renewed|generalüberholt|reconditionné|reacondicionado|recondicionado"
        r"|ricondizionato|翻新|再生品|整備済"
    ),
    "used": _words(
        r"\bused\b|pre-?owned|second-?hand|gebraucht|\boccasion\b|d'occasion|\busad[oa]\b"
        r"|\busat[oa]\b|二手|中古"
        r"|目立った傷|やや傷|傷や汚れ|未使用に近い|משומש|중고|б/у|\bużywan|open box|like new"
        r"|very good|\bgebruikt|^(?:sehr )?gut$|bon état|comme neuf|\bbekas\b|\bbegagna"
        r"|buone condizioni|\bikinci el"
    ),
    "new": _words(
        r"^(?:brand )?new\b|^neu\b|^neuf\b|^nuevo\b|^nuovo\b|^novo\b|^全新|^新品|^新品、未使用"
        r"|^חדש|^새 ?상품|^нов|^now[ya]\b|^nieuw\b|^baru\b|^état neuf|^ny(?:tt)?$|^sıfır"
    ),
}
# Book and second-hand shops put the condition before the price: `Neuf 22,50 €`.
CONDITION_PRICE = re.compile(
    r"(?i)^(?P<v>new|used|neu|gebraucht|neuf|occasion|nuevo|usado|nuovo|usato|novo|新品|中古|全新"
    r"|二手)\s?[:：]?\s"
    r"(?P<amount>[^\d\s]{0,4}\s?\d[\d.,]{0,10}\s?[^\d\s]{0,4})$"
)
# `Nuevo | +500 vendidos`, `Used · Like new`: the condition leads the line under the heading.
CONDITION_FIRST = re.compile(
    r"(?i)^(?P<v>new|used|neu|gebraucht|neuf|occasion|nuevo|usado|nuovo|usato|novo|reacondicionado"
    r"|recondicionado)"
    r"\s?[|·•]\s?\S.{0,60}$"
)
CART = _words(
    r"^(?:add to (?:cart|basket|bag|trolley)|add to shopping (?:cart|bag)|in den (?:einkaufswagen"
    r"|warenkorb)|ajouter au panier)$",
    r"^(?:añadir (?:al carrito|a la cesta)|agregar al carrito|adicionar ao carrinho"
    r"|aggiungi al carrello|加入购物车)$",
    r"^(?:カートに入れる|買い物かごに入れる|かごに追加|カートに追加|立即购买|立即購買|加入購物車"
    r"|buy it now|buy now)$",
    r"^(?:장바구니(?: 담기)?|구매하기|바로구매|в корзину|добавить в корзину|купить|do koszyka"
    r"|dodaj do koszyka)$",
    r"^(?:in winkelwagen|sepete ekle|sofort-?kaufen|acheter maintenant|comprar(?: agora| ahora)?"
    r"|acquista ora|add to my bag|buy)$",
    r"^(?:\+ ?keranjang|tambah(?:kan)? ke keranjang|masukkan keranjang|beli (?:langsung|sekarang)"
    r"|thêm vào giỏ(?: hàng)?|mua ngay|lägg i varukorg(?:en)?|læg i kurv|legg i handlekurv)$",
    r"^(?:do košíku|(?:přidat|vložit) do košíku|kosárba(?: teszem)?|adaugă în coș|lisää ostoskoriin"
    r"|kup teraz|購入手続きへ|カゴに入れる|かごに入れる|add to shopping bag|add to your bag)$",
)
BID = _words(r"^(?:入札する|place bid|bid now|bieten|gebot abgeben|enchérir|pujar|fai un'offerta)$")
IN_STOCK_WORDS = _words(
    r"^(?:in stock|auf lager|en stock|en existencia|disponibile|disponível|有货|有貨|現貨"
    r"|在庫あり。?|available now)\W{0,3}$",
    r"^(?:in stock|op voorraad|sofort lieferbar|lagernd|disponible|in magazzino|в наличии"
    r"|재고 있음|dostępny|na stanie)"
    r"(?:[.,!;]|\s?[-–]|$)(?:.{0,40})$",
)
# It can't be had now, or nobody says when: a button to buy then says nothing.
UNSETTLED = _words(
    r"^(?:more on the way|on back-?order|back-?ordered|special order|request stock alert"
    r"|coming soon)\b",
    r"^(?:expected availability|available for (?:pre-?|back-?)order|pre-?order(?: now)?$"
    r"|vorbestell)",
)
LONE_PRICE = re.compile(
    r"(?:(?:\b(?:US|CA|AU|HK|NT|NZ|MX|SG|CN|JP|A|C|S|R))?\s?[$€£¥￥₹₽₩₱฿₫]\s?\d[\d.,]{0,12}"
    r"|\bRM\s?\d[\d.,]{0,10}"
    r"|\bEUR\s?\d[\d.,]{0,10}"
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d\d)?\s?[€₽]|\d[\d.,]{0,12}\s?(?:€|EUR|£|円|元|원|zł"
    r"|USD|₽|kr\b|Kč|руб))"
)
# What stands before an amount that is no longer, or never was, what the goods cost.
FORMER_PRICE = re.compile(
    r"(?i)(?:\b(?:was|list(?: price)?|reg(?:ular)?(?: price)?|rrp|msrp|uvp|statt|bisher|antes"
    r"|prima|de|vorher"
    r"|compare at|au lieu de|prix conseillé|prezzo consigliato|pvp|adviesprijs)|原价|原價|市场价"
    r"|划线价|参考价|参考価格"
    r"|定価|通常価格|希望小売価格|정가)[\s:：.]{0,4}$"
)
# An amount that is a part, a postage, a saving, another currency, or a condition of something.
NO_PRICE_BEFORE = re.compile(
    r"(?i)(?:\d\s?x(?: de)?|payments? of|instal?ments? of|save|you save|off|over|above|under"
    r"|from orders|spend|plus|\+"
    r"|shipping|postage|delivery|versand(?:kosten)?|livraison|envío|frete|spedizione|運費|运费"
    r"|送料|送料無料|配送料"
    r"|ab einem .{0,20}|approx(?:imately)?|ca\.|about|get|up to|starting bid|startpreis"
    r"|開始時の価格|即決価格|起拍价"
    r"|économisez|ahorra|risparmi|sparen|rate (?:da|von)|deposit|sin impuestos|ex(?:cl)?\.? (?:tax"
    r"|vat|gst)|without tax|hors taxe|netto|sans taxe|定金|as low as|cash ?back"
    r"|gift card|coupon|point)"
    r"[\s:：.(]{0,4}$"
)
NO_PRICE_AFTER = re.compile(
    r"(?i)^\s{0,3}(?:/|per\b|pro\b|par\b|al mes|al mese|a month|off\b|shipping|postage|delivery"
    r"|versand|de frais"
    r"|sem juros|sin interés|including (?:postage|shipping)|inkl\.? versand|gift|discount"
    r"|cash ?back|ポイント|送料"
    r"|im monat|monatlich|more\b|and (?:up|over)|or more|pt\b)"
)
PRICE_LABEL = re.compile(
    r"(?i)(?:^|\s)(?:(?:our|sale|current|your|deal|special|discount|buy it now) )?(?:price|preis"
    r"|prix|precio|prezzo|preço|prijs"
    r"|cena|цена|価格|販売価格|现价|价格|售价|促销价|售價|현재가|판매가|京 ?东 ?价|現在価格"
    r"|current bid|aktuelles gebot)\s?[:：]?\s{0,3}$"
)
# What says after an amount that it is the whole: beside it stand rates and contracts.
FULL_PRICE = re.compile(r"(?i)^(?:retail|full|outright|regular retail|one-time) price\b")
OUT_OF_STOCK = _words(
    r"^(?:(?:currently|temporarily|item|this item is(?: currently)?) )?(?:out of stock|sold out"
    r"|unavailable)\W{0,3}$",
    r"^(?:ausverkauft|vergriffen|épuisé|indisponible|indisponível|esgotado|uitverkocht"
    r"|niet op voorraad)\W{0,3}$",
    r"^(?:nicht auf lager|nicht verfügbar|rupture de stock|agotado|esaurito|non disponibile"
    r"|no disponible)\W{0,3}$",
    r"^(?:缺货|缺貨|已售罄|已售完|売り切れ|在庫切れ|品切れ|품절|일시품절|нет в наличии"
    r"|produkt niedostępny|brak w magazynie)\W{0,3}$",
    r"^(?:temporarily on backorder|en rupture|tükendi|sprzedane|stok habis)\W{0,3}$",
)
SIDE_HEADING = _words(
    r"^(?:related|similar|recommended|customers (?:who|also)|you may also|you might also"
    r"|people also|sponsored|more from)",
    r"^(?:also viewed|recently viewed|best sellers|compare with|frequently bought|other sellers"
    r"|products related)",
    r"^(?:guests also|shoppers also|buyers also|more items|explore more|inspired by|popular in"
    r"|complete the look)",
    r"^(?:ähnliche|objets? similaires|articles similaires|artículos similares|oggetti simili"
    r"|kunden,? die|wird oft zusammen|produits similaires|vous aimerez|les clients)",
    r"^(?:productos relacionados|prodotti correlati|productos similares|produtos relacionados"
    r"|quem (?:viu|comprou))",
    r"^(?:猜你喜欢|相关推荐|看了又看|为你推荐|推荐商品|相關商品|你可能|関連商品|おすすめ"
    r"|この商品を(?:見|買)|함께 본|연관 상품)",
    r"^(?:с этим товаром|похожие товары|podobne|klienci|soortgelijke|anderen bekeken)",
)


def condition_word(raw: str) -> str | None:
    """Return new, used or refurbished for a word of a page, None if it says none of them."""
    text = raw.strip()[:60]
    for name, patterns in _CONDITION_WORDS.items():
        if any(pattern.search(text) for pattern in patterns):
            return name
    return None
