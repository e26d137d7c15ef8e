"""What the app does at its vault with marks over a picture. All functions block."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.packet.marks import LayerMark
    from evidencekit.services.layers import Layer
    from evidencekit.services.marking import MarkedCapture
    from evidencekit.services.redaction_boxes import Proposals


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
