"""What the app does at its vault with marks over a picture. All functions block."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.casework.compared import ComparedPoint, Size
    from evidencekit.packet.marks import LayerMark
    from evidencekit.services.comparing import Comparison
    from evidencekit.services.layers import Layer
    from evidencekit.services.marking import MarkedCapture
    from evidencekit.services.redaction_boxes import Proposals

Cells = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class Genuine:
    """A photo of genuine goods: `size` in its own pixels, `cells` smaller, for the eye."""

    sha256: str
    name: str
    size: "Size"
    cells: Cells


@dataclass(frozen=True, slots=True)
class ComparingStart:
    """What comparing begins with: the last comparison of the capture, photos of genuine goods."""

    known: "Comparison | None"
    photos: tuple[Genuine, ...]


def layers(desk: Desk, capture_id: str) -> "tuple[Layer, ...]":
    """Return the layers that were kept of a capture. Raises NotFound, VaultDamaged."""
    from evidencekit.services.layers import layers_of
    from evidencekit.vault.vault import Vault

    vault = Vault.open_reading(desk.folder)
    return layers_of(vault, vault.find(capture_id).sha256)


def proposals(desk: Desk, capture_id: str) -> "Proposals":
    """Return the boxes that a redaction may need. Raises as `propose_boxes`."""
    from evidencekit.services.redaction_boxes import propose_boxes
    from evidencekit.vault.vault import Vault

    return propose_boxes(Vault.open_reading(desk.folder), capture_id)


def keep_layer(  # what was drawn, and by whom
    desk: Desk,
    capture_id: str,
    kind: str,
    marks: "Sequence[LayerMark]",
    struck: Sequence[str],
    by: str,
) -> "MarkedCapture":
    """Keep marks of one kind as derived files. Raises as `Marking.mark`."""
    from evidencekit.casework.forms import held
    from evidencekit.packet.marks import form_of
    from evidencekit.services.marking import Marking

    form = held(Path(kind), kind, form_of(kind, marks, struck))
    with desk.writing() as writer:
        return Marking(writer, SystemClock()).mark(capture_id, kind, form, by)


def begin_comparing(desk: Desk, capture_id: str, most: int = 12) -> ComparingStart:
    """Return what was compared before and the photos to compare with, newest first.

    A photo that can't be read is left out; beyond `most` only the compared one is given. Raises
    NotFound, VaultNewer, VaultDamaged.
    """
    from evidencekit.casework import database
    from evidencekit.casework.photo_records import genuine_of
    from evidencekit.casework.rights import list_rights
    from evidencekit.services.comparing import comparison_of
    from evidencekit.vault.vault import Vault

    vault = Vault.open_reading(desk.folder)
    known = comparison_of(vault, vault.find(capture_id).sha256)
    with database.reading(vault) as connection:
        all_photos = {one.sha256: one for one in reversed(genuine_of(connection))}
        rights = {one.id: one.mark_text or one.reg_no or one.id for one in list_rights(connection)}
    compared = known.photo if known else None
    wanted = [one for one in all_photos.values() if one.sha256 == compared]
    wanted += [one for one in all_photos.values() if one.sha256 != compared][:most]
    found = []
    for photo in wanted:
        name = f"{rights.get(photo.right_id, photo.right_id)} · {photo.at:%Y-%m-%d} · {photo.by}"
        made = _genuine(vault.layout.plain_file(photo.file), photo.sha256, name)
        found += [made] if made else []
    return ComparingStart(known, tuple(found))


def keep_comparison(
    desk: Desk, capture_id: str, points: "Sequence[ComparedPoint]", photo: str | None, by: str
) -> "Comparison":
    """Keep a person's points of comparison. Raises as `Comparing.keep`."""
    from evidencekit.services.comparing import Comparing

    with desk.writing() as writer:
        return Comparing(writer, SystemClock()).keep(capture_id, points, photo, by)


def _genuine(path: Path | None, sha256: str, name: str) -> Genuine | None:
    from evidencekit.casework.photo_child import small_in_child
    from evidencekit.services.shown_picture import header_size

    data = path.read_bytes() if path else b""
    size = header_size(data) if data else None
    cells = small_in_child(data) if size else None
    return Genuine(sha256, name, size, cells) if size and cells else None
