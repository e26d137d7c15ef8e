"""Where a picture shows what strangers need not see: boxes proposed, a person decides each.

They stand where the capture's own text boxes are. What is only a picture (a face, a security
feature, the photo of a parcel's label) no program of ours finds: `Proposals.by_eye` says so.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidencekit.casework import database
from evidencekit.casework.purchases import list_purchases
from evidencekit.evidence.text_boxes import Box
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.display_text import one_line
from evidencekit.listing.identifiers import IdentifierKind, find_identifiers
from evidencekit.listing.persons import PersonPart, PersonWords, persons_in, persons_on
from evidencekit.packet.marks import REASONS, Reason
from evidencekit.packet.strangers import private_in
from evidencekit.services.facts import document_of
from evidencekit.services.shown_picture import picture_size
from evidencekit.services.text_places import LaidOut, sealed_boxes, whole
from evidencekit.vault.vault import Vault

_CONTACTS = {
    *(IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.WHATSAPP),
    *(IdentifierKind.WECHAT, IdentifierKind.QQ),
}
_BESIDE = N_("beside the name, where a picture of the reviewer stands as a rule")
_MARGIN = 2
_BESIDE_WIDE, _BESIDE_HIGH = 4, 3
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class BoxProposal:
    """A box `x, y, width, height` in pixels of the whole picture, and why it may have to go.

    `words` is what the page shows there: for the person who decides, never for the log.
    """

    box: tuple[int, int, int, int]
    why: Reason
    words: str
    what: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the object of `redact --propose --json`."""
        return {
            "box": list(self.box),
            "why": self.why.value,
            "what": self.what,
            "words": self.words,
        }


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is proposed for a capture, top to bottom.

    `picture` is the size of the whole picture, None where there is none. `searched` False: there
    are no text boxes, so nothing was looked for. `by_eye` is what a person has to look for alone.
    """

    capture_id: str
    picture: tuple[int, int] | None
    searched: bool
    boxes: tuple[BoxProposal, ...] = ()
    by_eye: tuple[Reason, ...] = (Reason.SECURITY_FEATURE,)

    def to_json(self) -> dict[str, object]:
        """Return the object of `redact --propose --json`."""
        return {
            "id": self.capture_id,
            "picture": list(self.picture) if self.picture else None,
            "searched": self.searched,
            "proposed": [one.to_json() for one in self.boxes],
            "by_eye": [one.value for one in self.by_eye],
        }

    def form(self) -> str:
        """Return the form that `redact --from` reads: every box in it, to be struck out by hand.

        The words of the page stand beside each as a comment, which nobody reads back.
        """
        told = [
            _("Proposed by the program. Delete what is to stay, add what is missing."),
            *self.cautions(),
        ]
        lines = [f"# {one}" for one in told]
        lines.append("redact:" if self.boxes else "redact: []")
        for one in self.boxes:
            lines.append(f"  # {one_line(one.words, _SHOWN)}")
            lines.append(f"  - box: [{', '.join(map(str, one.box))}]")
            lines.append(f"    why: {one.why.value}")
            if one.what:
                lines.append(f"    what: {json.dumps(one.what, ensure_ascii=False)}")
        return "\n".join(lines) + "\n"

    def lines(self) -> list[str]:
        """Return all of it in words, for a terminal."""
        told = []
        for one in self.boxes:
            reason = _(REASONS[one.why])
            told.append(f"{', '.join(map(str, one.box)):24} {reason}")
            told.append(f"    {one_line(one.words, _SHOWN)}")
        return [*told, *self.cautions()]

    def cautions(self) -> Iterator[str]:
        """Give what the program does not find, and a person has to look for."""
        if not self.searched:
            yield _("No places of words are kept with this capture: nothing was looked for.")
        yield _("Pictures of persons are not found by the program.")
        for one in self.by_eye:
            yield _("Look for yourself: {what}").format(what=_(REASONS[one]))


def propose_boxes(vault: Vault, capture_id: str) -> Proposals:
    """Return the boxes that a redaction of this capture may need. Writes nothing.

    Raises NotFound, FileMissing, ArchiveRefused.
    """
    entry = vault.find(capture_id)
    size, _imported = picture_size(vault, entry)
    with vault.open_capture(entry) as capture:
        boxes, width = sealed_boxes(capture)
        address = str(capture.evidencekit.get("final_url") or "")
        document, media = document_of(capture, address)
    if size is None or not boxes or not width:
        return Proposals(entry.id, size, searched=False)
    looking = _Looking(boxes, LaidOut(boxes), size[0] / width, size)
    found = [
        *looking.private(),
        *looking.contacts(),
        *looking.bought(_bought(vault)),
        *looking.persons([*persons_on(document, media), *_by_line(boxes)]),
    ]
    once: dict[tuple[int, int, int, int], BoxProposal] = {}
    for one in found:
        once.setdefault(one.box, one)
    ordered = sorted(once.values(), key=lambda one: (one.box[1], one.box[0]))
    return Proposals(entry.id, size, searched=True, boxes=tuple(ordered))


def _bought(vault: Vault) -> list[str]:
    """Return accounts and order numbers of all test purchases: any page may name any of them."""
    with database.reading(vault) as connection:
        bought = list_purchases(connection)
    return [name for one in bought for name in (one.account, one.order_no) if name]


def _by_line(boxes: Sequence[Box]) -> Iterator[PersonWords]:
    """Give what single lines say; a label that ends its line is answered by the next one."""
    for number, box in enumerate(boxes):
        yield from persons_in(box.text)
        after = boxes[number + 1].text if number + 1 < len(boxes) else ""
        for one in persons_in(f"{box.text} {after}"):
            if one.part is PersonPart.DELIVERY:
                yield one


@dataclass(frozen=True, slots=True)
class _Looking:
    boxes: Sequence[Box]
    laid: LaidOut
    factor: float
    size: tuple[int, int]

    def private(self) -> Iterator[BoxProposal]:
        """Give lines with an address of e-mail, a mobile or an identity number."""
        for box in self.boxes:
            why = private_in(box.text)
            if why is not None:
                yield self._over(box, why)

    def contacts(self) -> Iterator[BoxProposal]:
        """Give lines with numbers and accounts, as the readers of sellers know them."""
        for one in find_identifiers([box.text for box in self.boxes], None):
            if one.kind in _CONTACTS:
                yield from self._placed(one.raw, Reason.PERSONAL_CONTACT)

    def bought(self, names: Sequence[str]) -> Iterator[BoxProposal]:
        """Give the accounts that bought, and their orders, where the page names them."""
        for name in names:
            yield from self._placed(name, Reason.TEST_BUYER_ACCOUNT)

    def persons(self, found: Sequence[PersonWords]) -> Iterator[BoxProposal]:
        """Give what belongs to persons without a part in the offer."""
        for one in dict.fromkeys(found):
            why = Reason(one.part.value)
            for run in self._runs(one.words):
                yield from (self._over(box, why) for box in run)
                if one.pictured:
                    yield from self._beside(run[0])

    def _placed(self, words: str, why: Reason) -> Iterator[BoxProposal]:
        for run in self._runs(words):
            yield from (self._over(box, why) for box in run)

    def _runs(self, words: str) -> Iterator[tuple[Box, ...]]:
        return (run for run in self.laid.places_of(words) if whole(words, run))

    def _over(self, box: Box, why: Reason) -> BoxProposal:
        place = box.x, box.y, box.width, box.height
        return BoxProposal(self._pixels(place), why, box.text)

    def _beside(self, name: Box) -> Iterator[BoxProposal]:
        high = name.height * _BESIDE_HIGH
        left = max(0, name.x - name.height * _BESIDE_WIDE)
        if left + name.height <= name.x:
            place = left, name.y - name.height, name.x - left, high
            yield BoxProposal(self._pixels(place), Reason.REVIEWER, name.text, _(_BESIDE))

    def _pixels(self, place: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Return a place of the page in pixels of its picture, a little wider, within it."""
        x, y, wide, high = (one * self.factor for one in place)
        left, top = max(0, int(x) - _MARGIN), max(0, int(y) - _MARGIN)
        right = min(self.size[0], int(x + wide) + 1 + _MARGIN)
        bottom = min(self.size[1], int(y + high) + 1 + _MARGIN)
        return left, top, max(1, right - left), max(1, bottom - top)
