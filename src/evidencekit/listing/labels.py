"""Words beside facts in the languages that marketplaces speak; bounded patterns only."""

import re

_N = r"(?P<n>[>+]?\s?\d[\d.,\u00a0\u202f]{0,12}\s?(?:万|萬|千|[kKmM](?![a-zA-Z])|mil\b)?\s?\+?)"
_V = r"\s{0,3}[:：]\s{0,3}(?P<v>\S.{0,80})"


def _words(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


COUNTS: dict[str, tuple[re.Pattern[str], ...]] = {
    "sold": _words(
        rf"(?:^|\s){_N}\s?(?:items? )?sold\b(?! by)",
        rf"(?:已售|月销|销量|累计销量|已售出|总销量|成交|售出)\s?[:：]?\s?{_N}\s?(?:件|笔|个|$|\s)?",
        rf"(?:^|\s){_N}\s?(?:verkauft|vendus?\b|vendidos?\b|venduti|verkocht|件販売|個販売)",
    ),
    "stock": _words(
        rf"(?:only|just)\s{_N}\s?(?:items?\s)?left\b(?! (?:at|in your))",
        rf"(?:^|\s){_N}\s?(?:pieces? |items? |pcs )?(?:available|in stock)\b",
        rf"(?:more than|over)\s{_N}\s?available\b",
        rf"(?:库存|剩余)\s?[:：]?\s?{_N}\s?(?:件|个|$)?",
        rf"(?:nur noch|noch)\s{_N}\s?(?:stück\s)?(?:auf lager|verfügbar)",
        rf"(?:mehr als)\s{_N}\s?verfügbar",
        rf"(?:plus que|il reste)\s{_N}\s?(?:exemplaires?|en stock|disponibles?)",
        rf"(?:^|\s){_N}\s?(?:disponibles?|disponibili)\b",
        rf"(?:残り|在庫)\s?[:：]?\s?{_N}\s?(?:点|個|$)",
    ),
    "reviews": _words(
        rf"(?:^|[\s(]){_N}\s?(?:product |customer |global )?(?:ratings?|reviews?)\b",
        rf"(?:^|[\s(]){_N}\s?(?:sternebewertungen|kundenrezensionen|bewertungen|évaluations|avis)\b",
        rf"(?:^|[\s(]){_N}\s?(?:valoraciones|opiniones|calificaciones|recensioni|avaliações)\b",
        rf"(?:^|[\s(]){_N}\s?(?:件の評価|件のレビュー|个评价|条评价)",
        rf"(?:累计评价|商品评价)\s?[(（]?\s?{_N}",
    ),
}
TEXTS: dict[str, tuple[re.Pattern[str], ...]] = {
    "location": _words(
        rf"^(?:item location|located in|ships from|artikelstandort|lieu où se trouve l'objet)"
        rf"{_V}$",
        rf"^(?:ubicación del artículo|ubicación|luogo in cui si trova l'oggetto|发货地|所在地"
        rf"|出荷元){_V}$",
        r"^located in:?\s(?P<v>[A-Z].{2,80})$",
    ),
    "condition": _words(
        rf"^(?:item condition|condition|zustand|artikelzustand|état|etat|estado|condizioni){_V}$",
        rf"^(?:成色|新旧程度|商品の状態|状态){_V}$",
    ),
    "seller": _words(
        rf"^(?:sold by|seller|sold and shipped by|sold & shipped by|vendor|verkäufer|vendeur){_V}$",
        rf"^(?:vendedor|venditore|卖家|掌柜|店铺|店铺名称|公司名称|販売元|出品者){_V}$",
        r"^(?:sold (?:and|&) shipped by|sold by|verkauft von|verkauf durch|vendu par)"
        r"\s(?P<v>\S.{0,60})$",
        r"^(?:vendido por|venduto da|vendu et expédié par)\s(?P<v>\S.{0,60})$",
        r"^(?:verkauf und versand durch|vendido y enviado por)\s(?P<v>\S.{0,60})$",
    ),
    "listing_id": _words(
        r"(?:^|\s)(?:item number|item no\.?|item #|ean ?13|商品编号|artikelnummer|sku)"
        r"\s{0,3}[:：#]\s{0,3}(?P<v>(?=[\w.-]*\d)[\w.-]{5,30})(?:\s|$)",
    ),
}
RATING = _words(
    r"(?P<n>\d(?:[.,]\d{1,2})?)\s?(?:out of|von|sur|de|su|/)\s?5"
    r"\s?(?:stars?|sternen?|étoiles|estrellas|stelle)",
    r"5つ星のうち\s?(?P<n>\d(?:[.,]\d{1,2})?)",
)
_CONDITION_WORDS: dict[str, tuple[re.Pattern[str], ...]] = {
    "refurbished": _words(
        r"refurb|renewed|generalüberholt|reconditionné|reacondicionado|ricondizionato|翻新|再生品"
    ),
    "used": _words(
        r"\bused\b|pre-?owned|second-?hand|gebraucht|\boccasion\b|d'occasion|\busado\b|\busato\b|二手|中古"
    ),
    "new": _words(r"^(?:brand )?new\b|^neu\b|^neuf\b|^nuevo\b|^nuovo\b|^novo\b|^全新|^新品"),
}
CART = _words(
    r"^(?:add to (?:cart|basket|bag)|in den (?:einkaufswagen|warenkorb)|ajouter au panier)$",
    r"^(?:añadir (?:al carrito|a la cesta)|agregar al carrito|aggiungi al carrello|加入购物车)$",
    r"^(?:カートに入れる|立即购买|buy it now)$",
)
IN_STOCK = (
    *_words(r"^(?:in stock|auf lager|en stock|disponibile|有货|在庫あり|available now)\W{0,3}$"),
    *CART,
)
LONE_PRICE = re.compile(
    r"(?:(?:\b[A-Z]{2})?\s?[$€£¥￥]\s?\d[\d.,]{0,12}|\d[\d.,]{0,12}\s?(?:€|EUR|£|円|元|zł|USD))"
)
# What stands before an amount that is no longer, or never was, what the goods cost.
FORMER_PRICE = re.compile(
    r"(?i)(?:\b(?:was|list(?: price)?|reg(?:ular)?(?: price)?|rrp|msrp|uvp|statt|bisher|antes|prima"
    r"|au lieu de|prix conseillé)|原价|原價|市场价|划线价|参考价|定価|通常価格)[\s:：.]{0,4}$"
)
OUT_OF_STOCK = _words(
    r"^(?:(?:currently|temporarily) )?(?:out of stock|sold out|unavailable)\W{0,3}$",
    r"^(?:ausverkauft|épuisé)\W{0,3}$",
    r"^(?:nicht auf lager|rupture de stock|agotado|esaurito|缺货|已售罄|在庫切れ|売り切れ)\W{0,3}$",
    r"^(?:temporarily on backorder|en rupture)\W{0,3}$",
)
SIDE_HEADING = _words(
    r"^(?:related|similar|recommended|customers who|you may also|people also|sponsored|more from)",
    r"^(?:also viewed|recently viewed|best sellers|compare with|frequently bought|other sellers)",
    r"^(?:ähnliche|kunden,? die|wird oft zusammen|produits similaires|vous aimerez)",
    r"^(?:productos relacionados|prodotti correlati|猜你喜欢|相关推荐|看了又看|関連商品|おすすめ)",
)


def condition_word(raw: str) -> str | None:
    """Return new, used or refurbished for a word of a page, None if it says none of them."""
    text = raw.strip()[:60]
    for name, patterns in _CONDITION_WORDS.items():
        if any(pattern.search(text) for pattern in patterns):
            return name
    return None
