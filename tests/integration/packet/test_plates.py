"""Side by side in real packets: a person's points, the products, nothing confidential."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from evidencekit.domain.errors import OperatorMissing, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.services.comparing import Comparing, comparison_of
from evidencekit.services.confirming import Confirming
from evidencekit.services.marking import Marking
from evidencekit.services.packet_plan import plan_of_case
from evidencekit.services.packets import Packets
from evidencekit.services.plates import Plates
from evidencekit.services.register import Register
from evidencekit.vault.create import NewVault
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom, files

OPERATOR = "Quentin Qanary"
SECRET = "violet thread under the label"
RIGHT = """kind: trademark
jurisdiction: CN
office: CNIPA
reg_no: "0123456"
mark_text: BRAND X
owner_as_registered: Brand X Ltd
status: registered
"""
PRODUCT = f"""name: Harbour bag
sku: HB-7
features: Seams are double.
security: |
  {SECRET}
  SN-VERSO-88
photos: [genuine.png]
prices: [{{price: 189.00 EUR, day: 2026-10-01, source: brandx.example}}]
"""
POINTS = """photo: {photo}
photo_area: [0, 0, 100, 100]
suspect_area: [0, 400, 300, 300]
points:
  - words: The seam of the genuine bag is double.
    photo: [25, 75]
    suspect: [150, 475]
  - words: The label hangs on the other side.
    suspect: [0, 400]
    confidential: yes
  - words: There is no Violet  Thread under the LABEL.
"""


class Desk:
    def __init__(self, folder, clock):
        self.folder, self.clock = folder, clock
        self.room = VaultRoom(folder, clock, NewVault("Org", OPERATOR))
        picture = Image.new("RGB", (200, 100), "white")
        picture.paste((0, 0, 200), (0, 0, 100, 100))
        picture.save(folder / "genuine.png")
        with self.room.writing() as vault:
            name = new_id(IdKind.CAPTURE, clock.now())
            self.capture = vault.seal(a_page(name, png(320, 900), title="Bag")).id
            work = Confirming(vault, clock)
            self.right = work.add("right", self.form("right", RIGHT))["id"]
            product = Register(vault, clock).add_product(
                self.right, self.form("product", PRODUCT), OPERATOR
            )
            self.photo = product.photos[0].sha256
            case = f"name: The matter\nright: {self.right}\ncaptures: [{self.capture}]\n"
            self.case = work.add("case", self.form("case", case))["id"]

    def form(self, name, text):
        path = self.folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def compare(self, text=None, by=OPERATOR):
        form = self.form("points", text or POINTS.format(photo=self.photo))
        with self.room.writing() as vault:
            return Comparing(vault, self.clock).compare(self.capture, form, by)

    def packet(self, out, **changes):
        self.clock.advance(timedelta(seconds=2))
        with self.room.writing() as vault:
            work = Confirming(vault, self.clock)
            case = work.case(self.case)
            plan = replace(plan_of_case(case, [work.right(case.right)], OPERATOR), **changes)
            return Packets(vault, self.clock).make(plan, self.folder / out)


@pytest.fixture
def desk(tmp_path, clock):
    return Desk(tmp_path, clock)


def text_of(made):
    command = ["pdftotext", made.out / "packet.pdf", "-"]
    process = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return re.sub(r"\s+", " ", process.stdout.decode())


def test_an_archive_tells_points_products_and_prices_and_no_security_feature(desk):
    desk.compare()
    made = desk.packet("out")
    text = text_of(made)
    assert "The seam of the genuine bag is double." in text
    assert "The label hangs on the other side. (confidential: not to be handed on)" in text
    assert f"Compared by {OPERATOR}." in text
    assert "No point of comparison was recorded" not in text
    for told in ("Harbour bag", "HB-7", "Seams are double.", "EUR 189.00", "brandx.example"):
        assert told in text
    # Of the register's own words on security features there is none, anywhere.
    assert "SN-VERSO-88" not in text
    assert SECRET not in text


def test_a_copy_for_strangers_has_no_confidential_point_and_no_name(desk):
    desk.compare()
    form = desk.form("redaction", "redact: [{box: [0, 0, 50, 50], why: reviewer}]\n")
    with desk.room.writing() as vault:
        Marking(vault, desk.clock).redact(desk.capture, form, OPERATOR)
    made = desk.packet("strangers", redacted=True)
    text = text_of(made)
    assert "The seam of the genuine bag is double." in text
    assert "EUR 189.00" in text
    everything = b"".join(files(made.out).values())
    for secret in ("label hangs", "Violet", "SN-VERSO-88", OPERATOR):
        assert secret not in text
        assert secret.encode() not in everything


def test_callouts_stand_where_the_person_pointed_in_the_part_that_is_shown(desk, tmp_path):
    desk.compare()
    (tmp_path / "scratch").mkdir()
    from evidencekit.services.exhibits import Gathering

    with desk.room.writing() as vault:
        exhibit = Gathering(vault, tmp_path / "scratch").exhibit(1, desk.capture)
        right = Confirming(vault, desk.clock).right(desk.right)
        plates = Plates(vault, tmp_path / "scratch", [right], confidential=True)
        (plate,) = plates.of([exhibit])
    first, second, third = plate.points
    assert first.genuine == (0.25, 0.75)
    assert first.suspect == (0.5, 0.25)
    assert second.suspect == (0.0, 0.0)
    assert third.genuine is None
    assert plate.genuine.cropped
    with Image.open(plate.genuine.path) as shown:
        assert shown.size == (100, 100)
        assert shown.getpixel((50, 50))[2] > 150 > shown.getpixel((50, 50))[0]
    # Rows 400 to 699 of the page are shown; each row of the picture has its own colour.
    whole = Image.open(io.BytesIO(png(320, 900))).convert("RGB")
    with Image.open(plate.suspect.path) as shown:
        assert shown.size == (300, 300)
        near = zip(shown.getpixel((150, 150)), whole.getpixel((150, 550)), strict=True)
        assert all(abs(one - other) < 40 for one, other in near)


def test_without_points_the_first_photo_stands_there_and_that_nobody_compared(desk):
    text = text_of(desk.packet("plain"))
    assert "No point of comparison was recorded" in text
    assert "Compared by" not in text
    assert "EUR 189.00" in text


def test_the_last_points_count_and_say_by_whom(desk):
    desk.compare()
    last = desk.compare("points: [{words: Only this}]\n", by="Bo")
    with desk.room.writing() as vault:
        found = comparison_of(vault, vault.find(desk.capture).sha256)
    assert found == last
    assert [one.words for one in found.points] == ["Only this"]
    assert found.by == "Bo"
    assert found.file.endswith("/comparison-2.json")


OUTSIDE = (
    "points: [{words: x, suspect: [5, 5]}]\nsuspect_area: [0, 100, 50, 50]\n",
    "points: [{words: x, suspect: [320, 5]}]\n",
    "points: []\nsuspect_area: [300, 0, 50, 50]\n",
    "points: []\nsuspect_area: [0, 0, 0, 50]\n",
    "points: [{words: x, photo: [5, 5]}]\n",
    f"points: []\nphoto: {'0' * 64}\n",
    "points: [{words: x, where: [5, 5]}]\n",
)


def test_what_lies_outside_or_is_not_there_is_refused_and_nothing_is_kept(desk):
    for text in OUTSIDE:
        with pytest.raises(WrongUse):
            desk.compare(text)
    with pytest.raises(OperatorMissing):
        desk.compare(by=None)
    with desk.room.writing() as vault:
        assert comparison_of(vault, vault.find(desk.capture).sha256) is None
