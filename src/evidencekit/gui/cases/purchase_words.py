"""Test purchases in words: what happened, which details belong to it, what an appraisal says."""

from typing import TYPE_CHECKING

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.parts import page_text

if TYPE_CHECKING:
    from evidencekit.casework.purchase_model import PurchaseEntry, PurchaseProof

_ENTRIES = {
    "parcel": N_("A parcel came"),
    "tracking": N_("Seen under way"),
    "handover": N_("Handed over"),
    "opened": N_("Opened"),
    "photo": N_("Photographed"),
    "stored": N_("Stored"),
    "appraisal": N_("Appraised"),
    "notary": N_("Before a notary"),
    "note": N_("Note"),
}
_FIELDS = {
    "when": N_("When (a day, or a time with its offset)"),
    "carrier": N_("Carrier"),
    "tracking_no": N_("Tracking number"),
    "sender": N_("Sender, as on the parcel"),
    "received_by": N_("Received by"),
    "condition": N_("Condition"),
    "status": N_("Status, as the carrier says"),
    "place": N_("Place"),
    "giver": N_("Given by"),
    "taker": N_("Taken by"),
    "seal_no": N_("Number of the seal"),
    "opened_by": N_("Opened by"),
    "witness": N_("Witness"),
    "shows": N_("What it shows"),
    "result": N_("Result"),
    "signer": N_("Signed by"),
    "position": N_("Position of the signer"),
    "basis": N_("On what it rests"),
    "words": N_("Words"),
    "reference": N_("Reference"),
    "notary": N_("Notary"),
}
_APPRAISED = {
    "counterfeit": (N_("counterfeit"), "bad"),
    "genuine": (N_("genuine"), "good"),
    "unclear": (N_("unclear"), "warn"),
}


def kinds() -> list[tuple[str, str]]:
    """Return what can be recorded: codes and words."""
    return [(kind, _(text)) for kind, text in _ENTRIES.items()]


def detail_names() -> dict[str, str]:
    """Return the captions of all details, in the order of a form."""
    return {name: _(text) for name, text in _FIELDS.items()}


def results() -> list[tuple[str, str]]:
    """Return what an appraisal may say: codes and words."""
    return [(code, _(text)) for code, (text, _tone) in _APPRAISED.items()]


def appraisal_words(proof: "PurchaseProof") -> tuple[str, str]:
    """Return words and tone of what a purchase proves."""
    if proof.appraisal is not None:
        text, tone = _APPRAISED[proof.appraisal]
        return _(text), tone
    return (_("not appraised") if proof.received else _("not come yet")), "plain"


def entry_line(entry: "PurchaseEntry") -> str:
    """Return what happened, when, its details and who recorded it, as one safe line."""
    said = {**entry.said}
    when = said.pop("when", "")
    if "result" in said:
        said["result"] = dict(results()).get(said["result"], said["result"])
    head = " · ".join(filter(None, (when, _(_ENTRIES.get(entry.kind, entry.kind)))))
    details = ", ".join(said.values())
    files = f" [{', '.join(one.name for one in entry.files)}]" if entry.files else ""
    told = _("{what}: {details}{files} (recorded by {person})")
    text = told.format(what=head, details=details or "-", files=files, person=entry.by)
    return page_text(text, 600)
