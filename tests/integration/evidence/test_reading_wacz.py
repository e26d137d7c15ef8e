"""Reading a WACZ that is not what it says: nothing is given out that contradicts its own hash."""

import gzip
import hashlib
import json

import pytest

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence import foreign_warc
from evidencekit.evidence.wacz_file import ArtefactEntry, WaczFile
from fakes.bad_archives import CDX, having, http, in_line, packed, parts, record, with_package
from fakes.drafts import HTML, PAGE, PICTURE

BROKEN = b"no gzip"


@pytest.fixture
def opened(tmp_path):
    files = []

    def opened(data):
        path = tmp_path / f"{len(files)}.wacz"
        path.write_bytes(data)
        files.append(WaczFile.open(path))
        return files[-1]

    yield opened
    for file in files:
        file.close()


@pytest.fixture
def good(opened):
    return opened(packed(parts()))


def reason(read):
    with pytest.raises(ArchiveRefused) as refused:
        read()
    return refused.value.facts["reason"], refused.value.facts["member"]


def view(file):
    return next(entry for entry in file.artefacts() if entry.kind == "view")


def of_others(**members):
    manifest = b'{"profile": "data-package", "resources": []}'
    return packed({"datapackage.json": manifest} | members)


def warc(*records):
    return {"archive/data.warc.gz": b"".join(map(gzip.compress, records))}


def test_a_manifest_that_is_none_is_refused_and_the_file_let_go(opened, tmp_path):
    said = reason(lambda: opened(packed({"datapackage.json": b'{"a": 1, "a": 2}'})))
    assert said == ("duplicate", "datapackage.json")
    (tmp_path / "0.wacz").unlink()
    assert reason(lambda: opened(packed({"other": b""}))) == ("missing", "datapackage.json")


def test_a_file_of_others_says_nothing_of_ours_and_may_have_no_pages(opened):
    file = opened(of_others())
    assert (file.evidencekit, file.pages(), file.artefacts(), file.tiles()) == ({}, [], [], [])
    assert file.names == ["datapackage.json"]
    assert file.body_digests(["https://a.example/"]) == {}


def test_only_warc_files_in_their_folder_are_read(opened):
    junk = {"archive/notes.txt": BROKEN, "other/data.warc.gz": BROKEN}
    file = opened(of_others(**junk, **warc(http(b"4\r\nseen\r\n0\r\n\r\n"))))
    assert [one.body for one in file.responses()] == [b"seen"]


def test_evidencekit_that_is_no_object_is_nothing(opened):
    manifest = b'{"evidencekit": ["format"], "resources": []}'
    assert opened(packed({"datapackage.json": manifest})).evidencekit == {}


def test_pages_that_are_no_json_are_refused(opened):
    file = opened(having(**{"pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": }\n'}))
    assert reason(file.pages) == ("syntax", "pages/pages.jsonl")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": 1},
        {"urn": None},
        {"type": []},
        {"sha256": 7},
        {"bytes": "3"},
    ],
)
def test_an_artefact_that_is_named_badly_is_left_out(opened, change):
    def spoil(package):
        package["evidencekit"]["artefacts"][0].update(change)

    kinds = [entry.kind for entry in opened(with_package(spoil)).artefacts()]
    assert kinds == ["fullpage", "fullpage-2", "dom", "text", "actions"]


def test_an_artefact_that_is_no_object_is_left_out(opened):
    def spoil(package):
        package["evidencekit"]["artefacts"][0] = "view"

    assert len(opened(with_package(spoil)).artefacts()) == 5


def test_an_artefact_over_the_limit_is_refused_at_its_limit_not(good):
    entry = view(good)
    assert good.artefact("view", len(PICTURE)) == PICTURE
    assert reason(lambda: good.artefact("view", len(PICTURE) - 1)) == ("too_large", entry.urn)


def test_an_artefact_with_another_hash_is_refused_whole_and_in_pieces(opened):
    def spoil(package):
        package["evidencekit"]["artefacts"][0]["sha256"] = "0" * 64

    file = opened(with_package(spoil))
    entry = view(file)
    assert reason(lambda: file.artefact("view")) == ("artefact", entry.urn)
    assert reason(lambda: list(file.artefact_pieces(entry))) == ("artefact", entry.urn)


@pytest.mark.parametrize("size", [0, 5, len(PICTURE) - 1])
def test_no_more_is_given_in_pieces_than_the_manifest_says(good, size):
    entry = view(good)
    short = ArtefactEntry(
        entry.kind, entry.urn, entry.content_type, entry.sha256, size, entry.details
    )
    given = []

    def read():
        for piece in good.artefact_pieces(short):
            given.append(piece)  # noqa: PERF402 - what came before the refusal counts

    assert reason(read) == ("artefact", entry.urn)
    assert sum(map(len, given)) <= size
    assert reason(lambda: good.artefact_body(short)) == ("artefact", entry.urn)


def test_an_artefact_is_given_in_pieces(good):
    assert b"".join(good.artefact_pieces(view(good))) == PICTURE


def test_an_artefact_that_no_record_holds_is_missing(opened):
    def spoil(package):
        package["evidencekit"]["artefacts"][0]["urn"] = "urn:view:elsewhere"

    file = opened(with_package(spoil))
    assert reason(lambda: file.artefact("view")) == ("missing", "urn:view:elsewhere")


def index(change):
    lines = gzip.decompress(parts()[CDX]).decode().split("\n")[:-1]
    changed = []
    for line in lines:
        key, said = line.split(" {", 1)
        members = json.loads("{" + said)
        change(members)
        changed.append(f"{key} {json.dumps(members)}\n")
    return having(**{"index.cdx.gz": gzip.compress("".join(changed).encode(), mtime=0)})


@pytest.mark.parametrize(
    "data",
    [
        having(**{"index.cdx.gz": None}),
        having(**{"index.cdx.gz": BROKEN}),
        having(**{"index.cdx.gz": gzip.compress(b"urn:x 1 {]\n")}),
        having(**{"index.cdx.gz": gzip.compress("urn:ü 1 {}\n".encode())}),
        having(**{"index.cdx.gz": parts()[CDX][:-9]}),
        index(lambda said: said.pop("offset")),
        index(lambda said: said.pop("url")),
        index(lambda said: said.update(length="many")),
        # To another record, to the middle of one, to the end of the file, to nowhere.
        index(lambda said: said.update(offset="0")),
        index(lambda said: said.update(offset="77")),
        index(lambda said: said.update(offset="-1")),
        index(lambda said: said.update(offset=str(1 << 40))),
        index(lambda said: said.update(length="0")),
    ],
)
def test_a_wrong_index_costs_only_time(opened, data):
    file = opened(data)
    assert file.artefact("view") == PICTURE
    assert file.artefact("dom") == HTML


def test_the_second_place_of_an_address_is_tried(opened):
    lines = gzip.decompress(parts()[CDX]).decode().split("\n")[:-1]
    line = next(one for one in lines if one.startswith("urn:view:"))
    start, said = line.split(" {", 1)
    wrong = json.loads("{" + said) | {"offset": "3"}
    both = [f"{start} {json.dumps(wrong)}", line]
    # No record is found by searching here, so only the index leads to it.
    members = parts() | {CDX: gzip.compress("\n".join([*both, ""]).encode())}
    assert opened(packed(members)).artefact("view") == PICTURE


def test_body_digests_are_those_of_the_addresses_asked_for_answered_with_200(good):
    page = PAGE.replace("红", "%E7%BA%A2")
    asked = [page, "https://cdn.example/p.png", "https://shop.example/old"]
    asked += ["https://shop.example/api", "https://nobody.example/"]
    assert good.body_digests(asked) == {
        page: hashlib.sha256(HTML).hexdigest(),
        "https://cdn.example/p.png": hashlib.sha256(PICTURE).hexdigest(),
    }


def test_a_digest_of_another_kind_in_an_index_is_left_out(opened):
    page = PAGE.replace("红", "%E7%BA%A2")
    file = opened(index(lambda said: said.update(digest="sha1:AAAA")))
    assert file.body_digests([page]) == {}
    file = opened(in_line(lambda said: said.update(status="404")))
    assert set(file.body_digests([page])) <= {page}


def test_responses_of_a_broken_warc_are_refused(opened):
    file = opened(of_others(**{"archive/data.warc": b"not a record\r\n"}))
    assert reason(lambda: list(file.responses())) == ("warc", "archive/data.warc")


def test_a_status_that_is_no_number_is_refused(opened):
    file = opened(of_others(**warc(http(b"x", b"HTTP/1.1 2x0 OK\r\n\r\n"))))
    assert reason(lambda: list(file.responses())) == ("warc", "archive/data.warc.gz")


def test_a_body_is_cut_at_the_limit_and_says_so(opened):
    one = http(b"12345", b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML ; x=y\r\n\r\n")
    file = opened(of_others(**warc(one)))
    (whole,) = file.responses(5)
    assert (whole.body, whole.cut, whole.media_type) == (b"12345", False, "text/html")
    (cut,) = file.responses(4)
    assert (cut.body, cut.cut) == (b"1234", True)


def test_only_responses_are_given(opened):
    file = opened(of_others(**warc(record(b"hello"), http(b"x", b"HTTP/1.1 204 No\r\n\r\n"))))
    assert [(one.status, one.media_type) for one in file.responses()] == [(204, "")]


def test_a_warc_of_too_many_records_is_refused(opened, monkeypatch):
    monkeypatch.setattr(foreign_warc, "MAX_RECORDS", 2)
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    assert len(list(opened(of_others(**warc(*[http(b"x", head)] * 2))).responses())) == 2
    file = opened(of_others(**warc(*[http(b"x", head)] * 3)))
    assert reason(lambda: list(file.responses())) == ("too_many", "archive/data.warc.gz")


@pytest.mark.parametrize(
    ("kind", "wanted", "tiles"),
    [
        ("fullpage", "fullpage", 1),
        ("fullpage-2", "fullpage", 1),
        ("fullpage-", "fullpage", 0),
        ("fullpage-before", "fullpage", 0),
        ("fullpage2", "fullpage", 0),
        ("xfullpage", "fullpage", 0),
        ("fullpage-before", "fullpage-before", 1),
        ("fullpage-before-3", "fullpage-before", 1),
    ],
)
def test_tiles_are_of_one_kind(opened, kind, wanted, tiles):
    def rename(package):
        named = package["evidencekit"]["artefacts"]
        package["evidencekit"]["artefacts"] = [named[0] | {"kind": kind}]

    assert len(opened(with_package(rename)).tiles(wanted)) == tiles


def test_details_are_numbers_alone(opened):
    def add(package):
        package["evidencekit"]["artefacts"][0].update(width=3, note="text")

    assert view(opened(with_package(add))).details == {"width": 3}
