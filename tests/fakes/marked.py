"""A vault with one page that somebody pointed at, its packets, and what poppler sees in them."""

import dataclasses
import io
import json
import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pikepdf
from PIL import Image

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.packet.model import PacketPlan
from evidencekit.packet.verify import check_packet
from evidencekit.services.confirming import Confirming
from evidencekit.services.marking import Marking
from evidencekit.services.packet_plan import plan_of_case
from evidencekit.services.packets import Packets
from evidencekit.vault.create import NewVault
from fakes.drafts import PAGE
from fakes.pictures import a_page
from fakes.vaults import VaultRoom

OPERATOR = "Quentin Qanary"
SECRET = "violet thread under the label"
# Colours that nothing else on a page has: what is found of them came from under a box.
HIDDEN = ((0, 190, 40), (230, 0, 230))
BOX = (40, 100, 240, 120)
RIGHT = """kind: trademark
jurisdiction: CN
office: CNIPA
reg_no: "0123456"
mark_text: BRAND X
owner_as_registered: Brand X Ltd
status: registered
"""
PRODUCT = f"name: Harbour bag\nsecurity: {SECRET}\n"
MARKS = """annotate:
  - {shape: box, box: [60, 120, 200, 60]}
  - {shape: arrow, box: [20, 300, 120, 170]}
  - {shape: number, at: [70, 130], words: '1'}
  - {shape: text, at: [30, 310], words: '缝线 seam is crooked'}
"""
REDACTION = """redact:
  - {box: [40, 100, 240, 120], why: reviewer}
strike: [canarybuyer77]
"""


def page(height=900, wide=400):
    """A page in grey with a loud picture in it that a recipient must not see."""
    picture = Image.new("RGB", (wide, height), (225, 225, 225))
    x, y, width, high = BOX
    picture.paste(HIDDEN[0], (x, y, x + width // 2, y + high))
    picture.paste(HIDDEN[1], (x + width // 2, y, x + width, y + high))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def text_boxes(wide=400):
    rows = [[44, 110, 200, 14, "secret reviewer"], [8, 400, 200, 14, "plain words"]]
    return json.dumps({"width": wide, "height": 900, "boxes": rows}, separators=(",", ":")).encode()


class MarkedDesk:
    def __init__(self, folder, clock, *pictures):
        self.folder, self.clock = folder, clock
        self.room = VaultRoom(folder, clock, NewVault("Org", OPERATOR))
        self.captures = [self.seal(*(pictures or (page(),)))]
        with self.room.writing() as vault:
            work = Confirming(vault, clock)
            self.right = work.add("right", self.form("right", RIGHT))["id"]
            case = f"name: The matter\nright: {self.right}\ncaptures: [{self.captures[0]}]\n"
            self.case = work.add("case", self.form("case", case))["id"]

    @property
    def capture(self):
        return self.captures[0]

    def seal(self, *pictures):
        self.clock.advance(timedelta(seconds=2))
        draft = a_page(new_id(IdKind.CAPTURE, self.clock.now()), *pictures, title="Bag")
        boxes = Artefact(
            "text-boxes", f"urn:text-boxes:{PAGE}", "application/json", BytesBody(text_boxes())
        )
        with self.room.writing() as vault:
            return vault.seal(dataclasses.replace(draft, artefacts=(*draft.artefacts, boxes))).id

    def form(self, name, text):
        path = self.folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def mark(self, text=MARKS, kind="annotate", capture=None, by=OPERATOR):
        self.clock.advance(timedelta(seconds=2))
        form = self.form(kind, text)
        with self.room.writing() as vault:
            return getattr(Marking(vault, self.clock), kind)(capture or self.capture, form, by)

    def redact(self, text=REDACTION, capture=None):
        return self.mark(text, "redact", capture)

    def packet(self, out, **changes):
        self.clock.advance(timedelta(seconds=2))
        with self.room.writing() as vault:
            work = Confirming(vault, self.clock)
            plan = plan_of_case(work.case(self.case), [work.right(self.right)], OPERATOR)
            return Packets(vault, self.clock).make(replace(plan, **changes), self.folder / out)

    def plain(self, out, **changes):
        """A packet of captures alone."""
        self.clock.advance(timedelta(seconds=2))
        given = {"title": "P", "captures": tuple(self.captures), "operator": OPERATOR, **changes}
        with self.room.writing() as vault:
            return Packets(vault, self.clock).make(PacketPlan(**given), self.folder / out)


def text_of(made, *options):
    command = ["pdftotext", *options, made.out / "packet.pdf", "-"]
    process = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return re.sub(r"\s+", " ", process.stdout.decode())


def drawn_pages(path, folder, dots=60):
    """Render every page as poppler does."""
    folder.mkdir()
    command = ["pdftoppm", "-r", str(dots), "-png", path, folder / "p"]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    for one in sorted(folder.iterdir()):
        with Image.open(one) as picture:
            yield picture.convert("RGB")


def images(path):
    """Give every picture that is stored in a PDF, decoded."""
    with pikepdf.open(path) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image":
                yield pikepdf.PdfImage(one).as_pil_image().convert("RGB")


def near(picture, colour, reach=60):
    """Count pixels near a colour: a JPEG changes each a little."""
    apart = np.abs(np.asarray(picture, dtype=np.int16) - np.array(colour, dtype=np.int16))
    return int((apart <= reach).all(axis=2).sum())


def failed(folder):
    checks = check_packet(folder, Roots()).checks
    return [(one.id, one.item) for one in checks if one.outcome is Outcome.FAILED]


def manifest(made):
    return json.loads((made.out / "manifest.json").read_bytes())
