"""What shops call facts in their scripts: keys folded to lower-case letters and digits."""

import re

# A key that says by itself what it holds, wherever on the way to the item it stands.
PLAIN_KEYS: dict[str, tuple[str, ...]] = {
    "title": (
        "subject",
        "producttitle",
        "offertitle",
        "itemtitle",
        "productname",
        "goodsname",
        "pdtname",
    ),
    "seller": (
        *("sellername", "sellerdisplayname", "sellernick", "sellernickname", "storename"),
        *("shopname", "companyname", "merchantname", "shopnick", "mallname", "vendorname"),
    ),
    "seller_id": (
        *("storenum", "sellerid", "shopid", "merchantid", "memberid", "venderid", "selleradminseq"),
        "storeid",
    ),
    "seller_url": ("storeurl", "shopurl", "sellerurl", "storehomepage"),
    "sold": (
        *("tradecount", "formattradecount", "salecount", "saledcount", "soldcount", "soldquantity"),
        *("sellcount", "salescount", "totalsales", "quantitysold", "historicalsold", "ordercount"),
        *("soldnum", "salescounttext", "totalsoldquantity", "tradecountstr"),
    ),
    "stock": (
        *("totalavailquantity", "canbookedamount", "quantityavailable", "availablequantity"),
        *("stockquantity", "availquantity", "totalstock", "inventoryquantity", "stocklevel"),
    ),
    "rating": (
        *(
            "averagestar",
            "evaragestar",
            "averagerating",
            "avgrating",
            "ratingaverage",
            "ratingvalue",
        ),
        *("averageoverallrating", "ratingscore", "customerrating"),
    ),
    "reviews": (
        *("totalvalidnum", "reviewcount", "reviewscount", "totalreviews", "numberofreviews"),
        *("totalreviewcount", "ratingcount", "numreviews", "feedbackcount", "numberofratings"),
        *("totalratings", "ratingscount"),
    ),
    "ships_from": ("shipfrom", "shipsfrom"),
    "location": (
        *("itemlocation", "sendaddress", "sendgoodsaddress", "location", "deliveryfromaddr"),
    ),
    "currency": ("currencycode", "pricecurrency", "currency", "sitecurrency", "pdtcurrency"),
    "brand": ("brandname", "productbrand", "pdtbrand"),
    "images": (
        *("imagepathlist", "auctionimages", "offerimglist", "galleryimages", "mainimages"),
        *(
            "imagelist",
            "colorimages",
            "imagegallery",
            "allimages",
            "imagebigviewurl",
            "viewimagedata",
            "mediaitems",
        ),
    ),
    "price": (
        *(
            "currentprice",
            "saleprice",
            "pricedisplay",
            "offerprice",
            "offerpricedisplay",
            "discountedprice",
        ),
        *("formatedactivityprice", "finalprice", "sellingprice", "defaultitemprice", "pdtprice"),
        *(
            "productunitprice",
            "productsaleprice",
            "productprice",
            "minactivityamount",
            "actminprice",
        ),
        *("minactmulticurrencyprice", "priceafterdiscount", "mingroupprice"),
    ),
    "price_max": ("maxactivityamount", "actmaxprice", "maxgroupprice", "maxactmulticurrencyprice"),
    "list_price": (
        *("originalprice", "listprice", "wasprice", "productoriginalprice", "productlistprice"),
        *("compareatprice", "marketprice", "reserveprice", "formatedprice", "regularprice", "msrp"),
    ),
}
FACT_OF = {key: name for name, keys in PLAIN_KEYS.items() for key in keys}
# A short key says something only in the node that carries the item's own id or title.
ITEM_KEYS: dict[str, str] = {
    **dict.fromkeys(("price", "unitprice", "saleprice", "pricevalue"), "price"),
    **dict.fromkeys(("brand", "vendor", "manufacturer"), "brand"),
    **dict.fromkeys(("rating", "score", "stars"), "rating"),
    **dict.fromkeys(("reviews", "reviewnum", "ratings"), "reviews"),
    **dict.fromkeys(("images", "pictures", "photos", "media", "gallery"), "images"),
    **dict.fromkeys(
        ("available", "isinstock", "instock", "availability", "availabilitystatus"), "in_stock"
    ),
    **dict.fromkeys(("condition", "conditiontype", "itemcondition"), "condition"),
    **dict.fromkeys(("sold", "salesnum", "sales"), "sold"),
    **dict.fromkeys(("stock", "stocknum", "inventory"), "stock"),
}
ID_KEYS = (
    *(
        "itemid",
        "productid",
        "offerid",
        "goodsid",
        "skuid",
        "asin",
        "numiid",
        "usitemid",
        "id",
        "idstr",
    ),
    *("listid", "adid", "articleid"),
    *("sku", "itemnumber", "listingid", "pdtsku", "productcode", "partnumber", "tcin", "code"),
)
NAME_KEYS = (
    "name",
    "title",
    "itemname",
    "productname",
    "subject",
    "itemtitle",
    "producttitle",
    "pdtname",
)
# Keys too short to mean anything elsewhere.
BY_PATH = {
    ".origPrice.minAmount": "list_price",
    ".itemDO.quantity": "stock",
    ".itemDO.prov": "location",
    ".itemDO.userId": "seller_id",
    ".sku2info.0.quantity": "stock",
}
# Under what key a node that is an amount holds its number.
NODE_AMOUNT = ("value", "price", "amount", "minprice", "low", "min", "decimalprice")
ASIDE = re.compile(
    r"(?i)recommend|related|similar|also|sponsor|advert|\bads?\b|banner|histor|compare(?!at)"
    r"|accessor|"
    r"bundle|best-?_?sell|topsell|breadcrumb|i18n|message|locale|config\.|translation|facet|filter"
    r"|search|category|"
    r"^(?:customer|top|product|user)?_?reviews$|review(?:list|items)|comments?\b|feedbacks?list"
    r"|seo|coupon|cart|impressions|"
    r"warranty|protection|addon|gift|user\b|visitor|recent|seller(score|rating|review)|storereview"
    r"|storefeedback"
)
# What stands under these says where goods are sent from, and of their price nothing.
SENDING = re.compile(r"(?i)shipping|freight|deliver|logistic|postage")
OWN_GALLERY = {"colorimages", "auctionimages", "imagepathlist", "offerimglist", "imagebigviewurl"}
# In a shop of its own these name the shop, its branch or the maker, and nobody who sells in it.
OF_MARKETPLACES = {
    *("storename", "shopname", "companyname", "vendorname", "mallname", "shopnick"),
    *("storenum", "storeid", "shopid"),
}
NAMED_NODES = {"seller", "shop", "store", "merchant", "owner"}
# A price for each number of pieces: what one piece costs at the least and at the most.
LADDERS = {"productladderprices", "ladderprices", "ladderpricelist", "pricerangelist"}


def plain(key: str) -> str:
    """Return a key folded to lower-case letters and digits: `sale_price` is `saleprice`."""
    return re.sub(r"[^a-z0-9]", "", key[:60].lower())
