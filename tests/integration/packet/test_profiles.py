"""Every profile in both languages: pages as they can be read, parts where they belong."""

import io
import re
import subprocess
from datetime import UTC, date, datetime

import pytest

from evidencekit.casework.model import Right, RightKind, RightStatus
from evidencekit.packet.matter import (
    Action,
    CustodyOf,
    IndexedSeller,
    Matter,
    NamedRight,
    Plate,
    PlatePicture,
    PlatePoint,
    Viewer,
    Visit,
    WireValue,
)
from evidencekit.packet.model import (
    Bates,
    Exhibit,
    PacketContent,
    PacketPlan,
    Screenshot,
    ShownFact,
)
from evidencekit.packet.profiles import PROFILES, find_profile, label_of
from evidencekit.packet.strangers import for_strangers
from evidencekit.services.wording import packet_wording
from fakes.packets import write_pdf
from fakes.pictures import png
from pdf_rules import findings

LONG = "北岸 头层牛皮托特包 大容量通勤手提包 Brand X Harbour crossbody bag, green " * 3
ADDRESS = "https://shop.example/item/" + "6820417735-" * 12 + "?from=share"
CERTIFICATE = "attachments/1.pdf"
OPERATOR, MACHINE = "Quentin Qanary", "CanaryOS 9.9"


RIGHT = Right(
    id="r-1",
    kind=RightKind.TRADEMARK,
    jurisdiction="CN",
    office="CNIPA",
    reg_no="1234567",
    mark_text="BRAND X",
    classes=(18, 25),
    goods="bags",
    owner_as_registered="Brand X Ltd",
    reg_date=None,
    expiry=date(2030, 1, 1),
    status=RightStatus.REGISTERED,
    territories=(),
    certificate=CERTIFICATE,
)


def run(*words):
    process = subprocess.run(
        [str(word) for word in words], capture_output=True, check=False, timeout=120
    )
    assert process.returncode == 0, process.stderr.decode()
    return process.stdout.decode()


def facts():
    said = (
        ("title", LONG, LONG),
        ("price", "129.00", "¥129.00"),
        ("currency", "CNY", "¥"),
        ("seller", "晨星旗舰店", "晨星旗舰店"),
        ("sold", "10000+", "已售 1万+"),
    )
    return tuple(
        ShownFact(name, value, raw, "#" + "price" * 9, "structured", by=OPERATOR)
        for name, value, raw in said
    )


def an_exhibit(number, shots, label, small=None):
    about = {
        "title": LONG if number % 2 else "Short",
        "url": ADDRESS,
        "final_url": ADDRESS,
        "state": "complete_with_gaps" if number % 3 == 0 else "complete",
        "page_kind": "listing",
        "started": "2026-11-23T22:00:04.123Z",
        "finished": "2026-11-23T22:00:09.000Z",
        "operator": OPERATOR,
        "http_status": 200,
        "environment": {"platform": MACHINE, "locale": "de-AT", "viewport": {"width": 1265}},
        "clock": {"time_zone": "Asia/Shanghai", "utc_offset_minutes": 480, "servers": None},
        "engine": {"kind": "embedded", "name": "Engine", "version": "1", "user_agent": MACHINE},
        "counts": {"responses": 17, "bytes": 99, "gaps": 1, "failed": 2, "withheld": 3},
        "gaps": [{"method": "GET", "url": ADDRESS, "reason": "body_gone"}] if number == 3 else [],
        "warnings": ["private_address"],
    }
    return Exhibit(
        number,
        f"c-{number}",
        f"evidence/2026/11/c-{number}.wacz",
        f"{number:064x}",
        99,
        "k" * 16,
        about,
        facts(),
        shots,
        (),
        label=label,
        small=small,
    )


def visit(watched):
    steps = ("hide_scrollbars", "settle", "fullpage", "never_heard_of")
    did = steps if watched else ("navigate", *steps)
    actions = tuple(
        Action("2026-11-23T22:00:04.123Z", one, ADDRESS, {"end": "done", "took_ms": 9})
        for one in did
    )
    return Visit(actions, (WireValue("price", "¥129.00", "found", ADDRESS),), watched)


def the_matter(count, picture):
    plate = PlatePicture(picture, "Catalogue of Brand X, page 3", "7" * 64)
    points = (PlatePoint("The seam is straight.", (0.2, 0.3), (0.4, 0.5)),)
    return Matter(
        rights=(
            NamedRight(
                "trademark",
                "BRAND X",
                "1234567",
                "CNIPA",
                "CN",
                (18, 25),
                "bags",
                "Brand X Ltd",
                date(2030, 1, 1),
            ),
        ),
        sellers=(
            IndexedSeller(
                "晨星旗舰店", "pierside", "morningstar", ADDRESS, tuple(range(1, count + 1))
            ),
            IndexedSeller("Northgate", "pierside", "", "", (1,), known=False),
        ),
        viewers=(Viewer("c-1", OPERATOR, datetime(2026, 11, 24, tzinfo=UTC), "window"),),
        custody=(
            CustodyOf("evidence/2026/11/c-1.wacz", (("1", "2026-11-23", "Sealed.", OPERATOR),)),
            CustodyOf("stamps/20261123T220004Z-1.sha256", ()),
        ),
        plates=(Plate(1, plate, plate, points),),
        visits={number: visit(number == 1) for number in range(1, count + 1)},
    )


def a_content(profile, language, folder, count=3):
    shape = find_profile(profile, language)
    picture = folder / "a.png"
    if not picture.exists():
        picture.write_bytes(png(1265, 2400))
    small = None
    if not shape.archive:
        from evidencekit.packet.marking import reduced

        small = folder / "small.jpg"
        reduced(picture, small)
    shots = (Screenshot(picture, "urn:1", "6" * 64, 9, 1, 1, 0),)
    exhibits = tuple(an_exhibit(n, shots, label_of(shape, n), small) for n in range(1, count + 1))
    plan = PacketPlan(
        title="Brand X v. 晨星旗舰店",
        captures=tuple(one.capture_id for one in exhibits),
        operator=OPERATOR,
        recipient="A reader",
        parties=(("Right holder", "Brand X Ltd"),),
        language=language,
        profile=profile,
        case="k-1",
        submitter="Brand X Ltd",
        papers=((CERTIFICATE, "trademark-certificate.pdf"),),
    )
    bates = Bates("EK-X-", 41) if shape.bates else None
    at = datetime(2026, 11, 25, 8, tzinfo=UTC)
    content = PacketContent(
        "k-1-packet",
        plan,
        at,
        "v-1",
        "Org",
        "0" * 16,
        "2" * 64,
        False,
        exhibits,
        matter=the_matter(count, picture),
        bates=bates,
        wording=packet_wording(plan, exhibits, None, [RIGHT]),
    )
    return content if plan.archive else for_strangers(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("profiles")


@pytest.fixture(scope="module")
def made(folder):
    """Return each packet's path once: by profile, language and number of exhibits."""
    kept = {}

    def make(profile, language, count=3):
        key = (profile, language, count)
        if key not in kept:
            target = folder / f"{profile}-{language}-{count}.pdf"
            kept[key] = write_pdf(target, a_content(profile, language, folder, count))
        return kept[key]

    return make


EACH = [(profile, language) for profile in PROFILES for language in ("en", "zh_CN")]
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


def pages_of(path):
    """Give width, height and the words of each page with their boxes."""
    for wide, high, inside in _PAGE.findall(run("pdftotext", "-bbox", path, "-")):
        words = [(*map(float, one[:4]), one[4]) for one in _WORD.findall(inside)]
        yield float(wide), float(high), words


def covers(one, other):
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    area = min((w[2] - w[0]) * (w[3] - w[1]) for w in (one, other))
    return wide > 0 and high > 0 and wide * high > 0.5 * area


@pytest.mark.parametrize(("profile", "language"), EACH)
def test_no_page_is_empty_no_word_is_cut_off_and_none_covers_another(made, profile, language):
    for number, (wide, high, words) in enumerate(pages_of(made(profile, language)), 1):
        # Head, foot and number alone would be an empty page.
        body = [word for word in words if 60 < word[1] < high - 50]
        assert body, f"page {number} is empty"
        for word in words:
            inside = word[0] >= 20 and word[1] >= 10 and word[2] <= wide - 20 and word[3] <= high
            assert inside, (number, word)
        clashes = [
            (one, other)
            for place, one in enumerate(words)
            for other in words[place + 1 : place + 40]
            if covers(one, other)
        ]
        assert clashes == [], f"page {number}"


@pytest.mark.parametrize(("profile", "language"), EACH[::3])
def test_the_structure_holds_in_every_part(made, profile, language):
    assert findings(made(profile, language)) == []


def text_of(path):
    return re.sub(r"\s+", " ", run("pdftotext", path, "-"))


def test_a_court_bundle_names_exhibits_by_letters_and_counts_its_pages_on(made):
    text = text_of(made("us_court", "en"))
    assert "Exhibit C, page 1 of" in text
    assert "EK-X-000041" in text
    count = len(list(pages_of(made("us_court", "en"))))
    assert f"EK-X-{40 + count:06d}" in text
    assert f"EK-X-{41 + count:06d}" not in text


def test_a_page_that_a_person_had_open_has_a_statement_and_the_others_have_none(made):
    text = text_of(made("us_court", "en"))
    assert f"I, {OPERATOR}, viewed the page that is exhibit A myself" in text
    assert "viewed the page that is exhibit B" not in text
    assert "nobody is recorded as watching: B, C" in text
    assert "not reviewed by a lawyer" in text


def test_both_places_of_signing_are_offered_and_the_seal_is_left_empty(made):
    text = text_of(made("us_court", "en"))
    assert "under penalty of perjury under the laws of the United States of America" in text
    chinese = text_of(made("cn_court", "zh_CN"))
    assert "盖章处（留空）" in chinese
    assert "涉嫌" in chinese
    assert "What it goes to show" in chinese


def test_gaps_custody_and_plate_are_said(made):
    text = text_of(made("us_court", "en"))
    assert "the browser had dropped it" in text
    assert "No line of the log names this artefact." in text
    assert "The seam is straight." in text
    assert "Catalogue of Brand X, page 3" in text
    assert "never_heard_of" in text


@pytest.mark.parametrize("profile", ["platform", "email"])
def test_a_submission_is_short_and_names_no_operator_and_no_machine(made, profile, folder):
    path = made(profile, "en", 60)
    assert len(list(pages_of(path))) <= 10
    plain = folder / "plain.pdf"
    run("qpdf", "--qdf", "--object-streams=disable", path, plain)
    for canary in (OPERATOR, MACHINE, "de-AT"):
        assert canary not in text_of(path)
        assert canary.encode() not in plain.read_bytes()
        assert canary.encode("utf-16-be").hex().upper().encode() not in plain.read_bytes()


def test_the_statement_binds_each_sentence_and_says_what_it_leaves_out(made):
    text = text_of(made("us_court", "en"))
    told = (
        "registered as owner of the mark “BRAND X”, 1234567 (CNIPA) (01-trademark-certificate.pdf)"
    )
    assert told in text
    assert "The page stated 10000+ sold; that is the platform's claim (Exhibit B)." in text
    assert "suspected of infringing BRAND X (CNIPA 1234567) (Exhibit A)" in text
    assert "Left out, since it is not known: In stock (Exhibit A, Exhibit B, Exhibit C)." in text
    chinese = text_of(made("cn_authority", "zh_CN")).replace(" ", "")
    assert "该商品涉嫌侵犯BRANDX(CNIPA1234567)（证据1）。" in chinese
    # To a stranger only what is said.
    assert "Left out" not in text_of(made("platform", "en"))


def test_labels_are_letters_like_those_of_columns():
    court = PROFILES["us_court"]
    assert [label_of(court, n) for n in (1, 26, 27, 52, 53, 702, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
    assert label_of(PROFILES["cn_court"], 12, "原告-") == "原告-12"


def test_the_same_content_gives_the_same_bytes_wherever_the_pictures_lie(tmp_path):
    made = []
    for name in ("one", "another"):
        place = tmp_path / name
        place.mkdir()
        out = io.BytesIO()
        from evidencekit.foundation.catalogue import catalogue
        from evidencekit.packet.compose import compose

        compose(out, a_content("platform", "en", place), [], "3" * 64, catalogue("en"))
        made.append(out.getvalue())
    assert made[0] == made[1]
