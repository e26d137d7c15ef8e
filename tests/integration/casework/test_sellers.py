"""Sellers and photos on a real vault: identifiers, proposals, a person's merges, a dossier."""

import hashlib
import io
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.casework.photo_child import hash_in_child
from evidencekit.casework.photo_records import Verdict
from evidencekit.cli import run_command_line
from evidencekit.domain.errors import Cancelled, NotFound, OperatorMissing, WrongUse
from evidencekit.domain.times import utc_text
from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.listing.versions import READER_VERSION
from evidencekit.services import photo_pages
from evidencekit.services.casework import Casework
from evidencekit.services.photo_pages import hash_galleries, kept_pictures, picture_bytes
from evidencekit.services.photos import Photos
from evidencekit.services.seller_dossier import seller_dossier
from evidencekit.services.sellers import SellerReading, Sellers
from evidencekit.vault.vault import Vault
from fakes.drafts import a_draft, an_about, an_exchange
from fakes.photos import photo
from fakes.vaults import VaultRoom

LICENCE = "91110000600037341L"
TEXTS = {
    "star": f"<p>微信：star_bags88</p><p>营业执照 {LICENCE}</p><footer>客服 400-810-5000</footer>",
    "moon": f"<p>统一社会信用代码 {LICENCE}</p><footer>客服 400-810-5000</footer>",
    "gate": "<p>电话 13800138000</p><footer>客服 400-810-5000</footer>",
}


def jpeg(picture):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


PICTURES = {
    "star": jpeg(photo(1)),
    "moon": jpeg(ImageOps.expand(photo(1), 25, "white").resize((280, 220))),
    "gate": jpeg(photo(2)),
}


class Market(VaultRoom):
    """Three shops, each with a listing; pages, pictures and facts are sealed by the product."""

    def __init__(self, folder, clock):
        super().__init__(folder, clock)
        self.captures = {}
        for number, shop in enumerate(TEXTS, 1):
            self.show(shop, str(number))

    def show(self, shop, listing, price="89.00"):
        url = f"https://shop.example.cn/item/{listing}"
        picture = f"https://cdn.example/{shop}.jpg"
        page = f"<html><body><h1>Bag</h1>{TEXTS[shop]}</body></html>".encode()
        facts = {"platform": "example", "listing_id": listing, "seller_id": shop,
                 "seller": f"{shop} 旗舰店", "title": f"Bag {listing}", "price": price,
                 "currency": "CNY", "image_urls": [picture]}  # fmt: skip
        draft = a_draft(
            capture_id=self.draft().capture_id,
            about=an_about(url=url, final_url=url, started=utc_text(self.clock.now())),
            exchanges=(an_exchange(url), an_exchange(picture, PICTURES[shop], "image/jpeg")),
            artefacts=(Artefact("dom", f"urn:dom:{url}", "text/html", BytesBody(page)),),
            gaps=(),
            failed_requests=(),
            withheld=(),
        )
        read = {name: {"value": value, "raw": str(value), "where": "x", "reader": "r"}
                for name, value in facts.items()}  # fmt: skip
        body = {"format": "1.0", "kind": "facts", "page_kind": "listing", "facts": read}
        with self.writing() as vault:
            sealed = vault.seal(draft)
            name = f"facts-{READER_VERSION}.json"
            vault.add_derived(sealed.sha256, name, "facts", json.dumps(body).encode())
        self.captures.setdefault(shop, []).append(sealed.id)
        return sealed.id

    def do(self, work):
        with self.writing() as vault:
            return work(vault)

    @property
    def reading(self):
        return SellerReading(Vault.open_reading(self.path))


@pytest.fixture
def market(tmp_path, clock):
    return Market(tmp_path, clock)


def merge(market, one, other, by="ana"):
    return market.do(lambda v: Sellers(v, market.clock).merge(one, other, "same licence", by))


def test_identifiers_are_found_with_their_place_and_the_foot_is_the_platforms(market):
    shop = market.reading.shop("example/star")
    found = {(one.kind.value, one.value): one for _c, one in market.reading.identifiers(shop)}
    assert set(found) == {("wechat", "star_bags88"), ("licence", LICENCE)}
    assert found["licence", LICENCE].where.startswith("line ")


def test_what_was_looked_at_is_kept_and_not_looked_at_again(market):
    def identifiers(vault):
        sellers = Sellers(vault, market.clock)
        return sellers.identifiers(sellers.shop("example/star"))

    first = market.do(identifiers)
    kept = list((market.path / "derived").rglob("identifiers-*.json"))
    assert len(kept) == 1
    kept[0].chmod(0o644)
    kept[0].write_text(kept[0].read_text().replace("star_bags88", "star_bags99"))
    again = market.do(identifiers)
    assert first != again
    assert "star_bags99" in {one.value for _capture, one in again}


def test_sellers_with_one_licence_are_proposed_with_grounds_and_none_is_merged(market):
    found = market.reading.linkage()
    (proposal,) = found["proposals"]
    assert {one["key"] for one in proposal["sellers"]} == {"example/star", "example/moon"}
    (ground,) = proposal["grounds"]
    assert (ground["kind"], ground["value"]) == ("licence", LICENCE)
    assert all(one["places"] for one in ground["sellers"])
    assert (proposal["decided"], found["groups"]) == (False, [])


def test_a_person_merges_splits_and_takes_it_back(market):
    first = merge(market, "example/star", "example/moon")
    (group,) = market.reading.linkage()["groups"]
    assert {first.seller, first.other} == set(group)
    assert market.reading.linkage()["proposals"][0]["decided"] is True
    with pytest.raises(WrongUse):
        merge(market, first.seller, first.other)
    split = market.do(lambda v: Sellers(v, market.clock).split(first.other, "no", "li"))
    assert market.reading.linkage()["groups"] == []
    market.do(lambda v: Sellers(v, market.clock).undo(split.id, "li"))
    assert market.reading.linkage()["groups"] == [group]
    market.do(lambda v: Sellers(v, market.clock).undo(first.id, "li"))
    assert market.reading.linkage()["groups"] == []
    assert [one.undone_by for one in market.reading.decisions()] == ["li", "li"]
    with pytest.raises(NotFound):
        market.do(lambda v: Sellers(v, market.clock).undo(first.id, "li"))


def test_a_decision_needs_a_name_a_reason_and_two_sellers(market):
    for wrong, error in (
        (lambda s: s.merge("example/star", "example/moon", "x", None), OperatorMissing),
        (lambda s: s.merge("example/star", "example/moon", " ", "ana"), WrongUse),
        (lambda s: s.merge("example/star", "example/star", "x", "ana"), WrongUse),
        (lambda s: s.merge("example/star", "example/sun", "x", "ana"), NotFound),
        (lambda s: s.split("s-0", "x", "ana"), NotFound),
    ):
        with pytest.raises(error):
            market.do(lambda v, wrong=wrong: wrong(Sellers(v, market.clock)))
    assert market.reading.decisions() == []
    assert not any(shop.registered for shop in market.reading.shops())


def test_the_dossier_of_one_hand(market):
    market.clock.advance()
    market.show("star", "1", "79.00")
    market.do(lambda v: hash_galleries(v, market.clock))
    made = merge(market, "example/star", "example/moon")
    told = seller_dossier(Vault.open_reading(market.path), made.seller)
    assert {one["listing_id"] for one in told["listings"]} == {"1", "2"}
    (first,) = (one for one in told["listings"] if one["listing_id"] == "1")
    prices = [row["facts"]["price"]["value"] for row in first["over_time"]]
    assert prices == ["89.00", "79.00"]
    assert {row["facts"]["price"]["standing"] for row in first["over_time"]} == {"read"}
    assert {one["name"] for one in told["group"]} == {"star 旗舰店", "moon 旗舰店"}


def digest(shop):
    return hashlib.sha256(PICTURES[shop]).hexdigest()


def test_an_edited_picture_of_another_shop_is_a_candidate_and_a_person_decides(market):
    capture = market.captures["star"][0]
    (found,) = market.do(lambda v: Photos(v, market.clock).candidates(capture))
    assert (found.picture.sha256, found.other.sha256) == (digest("star"), digest("moon"))
    assert found.decision is None
    pair = (digest("star"), digest("moon"))
    for verdict in (Verdict.SAME, Verdict.OPEN, Verdict.DIFFERENT):
        market.do(lambda v, said=verdict: Photos(v, market.clock).decide(*pair, said, "ana"))
        (found,) = market.do(lambda v: Photos(v, market.clock).candidates(capture))
        assert (found.decision.verdict, found.decision.by) == (verdict, "ana")
    with market.writing() as vault:
        entry = vault.find(capture)
        assert picture_bytes(vault, entry, digest("star")) == PICTURES["star"]
        with pytest.raises(WrongUse):
            Photos(vault, market.clock).decide(digest("star"), "0" * 64, Verdict.SAME, "ana")
        with pytest.raises(OperatorMissing):
            Photos(vault, market.clock).decide(*pair, Verdict.SAME, None)


def test_it_is_known_of_how_many_captures_pictures_were_not_hashed_and_stopping_keeps_the_rest(
    market, monkeypatch
):
    def left():
        return photo_pages.count_unhashed(Vault.open_reading(market.path))

    monkeypatch.setattr(photo_pages, "_MOST_PICTURES", 1)
    told = []

    def stop(done):
        told.append(done)
        if done == 2:
            raise Cancelled

    assert left() == 3
    with pytest.raises(Cancelled):
        market.do(lambda v: hash_galleries(v, market.clock, stop))
    assert (told, left()) == ([1, 2], 1)
    market.do(lambda v: hash_galleries(v, market.clock, told.append))
    assert (told, left()) == ([1, 2, 1], 0)


def test_pictures_are_decoded_once(market):
    market.do(lambda v: hash_galleries(v, market.clock))
    kept = {path: path.stat().st_mtime_ns for path in market.path.rglob("pictures-*.json")}
    market.do(lambda v: hash_galleries(v, market.clock))
    assert len(kept) == 3
    assert {path: path.stat().st_mtime_ns for path in market.path.rglob("pictures-*.json")} == kept


def test_one_child_hashes_the_pictures_of_many_captures(market, monkeypatch):
    asked = []

    def counted(pictures):
        asked.append(len(pictures))
        return hash_in_child(pictures)

    monkeypatch.setattr(photo_pages, "hash_in_child", counted)
    market.do(lambda v: hash_galleries(v, market.clock))
    assert asked == [3]
    vault = Vault.open_reading(market.path)
    hashed = [kept_pictures(vault, entry) for entry in vault.captures()]
    assert {one.sha256 for (one,) in hashed} == set(map(digest, PICTURES))


@given(st.lists(st.lists(st.binary(min_size=1, max_size=9), max_size=70), max_size=9))
def test_lots_lose_nothing_and_are_no_larger_than_one_child_takes(pictures):
    galleries = [
        photo_pages._Gallery(number, tuple(("", data) for data in of_one))
        for number, of_one in enumerate(pictures)
    ]
    lots = list(photo_pages._lots(galleries))
    assert [one for lot in lots for one in lot] == galleries
    for lot in lots:
        assert len(lot) == 1 or sum(len(one.pictures) for one in lot) <= 60
    # No two that follow each other fit into one.
    for first, second in pairwise(lots):
        assert sum(len(one.pictures) for one in (*first, second[0])) > 60


def test_a_genuine_photo_is_held_against_listings(market, tmp_path):
    right = tmp_path / "right.yaml"
    right.write_text(
        "kind: trademark\njurisdiction: CN\nowner_as_registered: X\nstatus: registered\n"
    )
    right_id = market.do(lambda v: Casework(v, market.clock).add("right", right))["id"]
    file = tmp_path / "genuine.png"
    photo(2).resize((150, 110)).save(file)
    market.do(lambda v: Photos(v, market.clock).add_genuine(right_id, [file], "ana"))
    (found,) = market.do(lambda v: Photos(v, market.clock).candidates(market.captures["gate"][0]))
    assert (found.other.right_id, found.other.capture_id) == (right_id, None)
    kept = market.path / found.other.place
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == found.other.sha256
    Image.new("RGB", (90, 90)).save(file)
    with pytest.raises(WrongUse):
        market.do(lambda v: Photos(v, market.clock).add_genuine(right_id, [file], "ana"))


def test_the_commands(market, capsys, monkeypatch):
    monkeypatch.setenv("EVIDENCEKIT_VAULT", str(market.path))

    def run(*words):
        status = run_command_line([*words, "--json", "--as", "ana"])
        return status, json.loads(capsys.readouterr().out)

    status, linked = run("seller", "link")
    assert (status, len(linked["proposals"])) == (0, 1)
    status, made = run("seller", "merge", "example/star", "example/moon", "--reason", "licence")
    assert (status, made["by"]) == (0, "ana")
    status, shown = run("seller", "show", made["seller"])
    assert len(shown["group"]) == 2
    status, found = run("seller", "identifiers", made["seller"])
    assert {one["kind"] for one in found} == {"wechat", "licence"}
    # The app, which only reads, says the same.
    assert SellerDesk(Desk.open(market.path)).identifiers(made["seller"]) == found
    status, split = run("seller", "split", made["seller"], "--reason", "no")
    assert status == 0
    assert run("seller", "undo", str(split["number"]))[0] == 0
    status, found = run("photos", "show", market.captures["star"][0])
    pair = (found[0]["picture"]["sha256"], found[0]["other"]["sha256"])
    assert run("photos", "decide", *pair, "same")[1]["verdict"] == "same"
    for words in (("seller", "link"), ("seller", "show", made["seller"]),
                  ("photos", "show", market.captures["star"][0])):  # fmt: skip
        assert run_command_line([*words, "--as", "ana"]) == 0
        assert "moon" in capsys.readouterr().out
