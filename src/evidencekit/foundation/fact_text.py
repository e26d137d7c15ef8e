"""What each fact is called on screens, in findings and in packets: one table for all of them."""

from evidencekit.foundation.catalogue import N_

_FACTS = {
    "platform": N_("Platform"),
    "site_country": N_("Country of the site"),
    "listing_id": N_("Listing no."),
    "title": N_("Title"),
    "price": N_("Price"),
    "price_min": N_("Lowest price"),
    "price_max": N_("Highest price"),
    "price_kind": N_("Kind of price"),
    "currency": N_("Currency"),
    "list_price": N_("List price"),
    "seller": N_("Seller"),
    "seller_id": N_("Seller no."),
    "seller_url": N_("Shop address"),
    "canonical_url": N_("Address of the item"),
    "company": N_("Company"),
    "licence_no": N_("Business licence no."),
    "company_address": N_("Company's address"),
    "contacts": N_("Contacts on the page"),
    "shop_age": N_("Age of the shop"),
    "sold": N_("Sold"),
    "sold_period": N_("Sold within"),
    "stock": N_("In stock"),
    "in_stock": N_("Available"),
    "ships_from": N_("Ships from"),
    "ships_to": N_("Ships to"),
    "location": N_("Location"),
    "condition": N_("Condition"),
    "brand": N_("Brand claimed"),
    "brand_claimed": N_("Brand claimed"),
    "images": N_("Pictures"),
    "image_urls": N_("Addresses of the pictures"),
    "rating": N_("Rating"),
    "rating_scale": N_("Scale of the rating"),
    "reviews": N_("Reviews"),
    "favourites": N_("Marked as favourite"),
    "variants": N_("Variants"),
    "page_kind": N_("Kind of page"),
}


def fact_label(name: str) -> str:
    """Return the label of a fact, to be translated; a name without one is its own."""
    return _FACTS.get(name, name)
