"""The checks of a report gathered by what they are about: one item a key, log, capture, list ..."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from evidencekit.evidence.report import Check, Outcome


class ItemKind(StrEnum):
    """What an item is; in the order in which a report shows them."""

    VAULT = "vault"
    EXPORT = "export"
    KEY = "key"
    LOG = "log"
    CAPTURE = "capture"
    STAMP = "stamp"
    DERIVED = "derived"
    PACKET = "packet"


@dataclass(slots=True)
class ReportItem:
    """One thing that was checked, and how its checks ended. `item` is its path."""

    item: str
    kind: ItemKind
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))

    @property
    def worst(self) -> Outcome:
        """Return failed, else indeterminate, else passed, else not checked."""
        order = (Outcome.FAILED, Outcome.INDETERMINATE, Outcome.PASSED)
        return next((one for one in order if self.counts[one]), Outcome.NOT_CHECKED)

    def to_json(self) -> dict[str, object]:
        """Return an element of `items`."""
        counts = {outcome.value: self.counts[outcome] for outcome in Outcome}
        return {"item": self.item, "kind": self.kind.value, **counts}


# A path may stand before the path in the vault.
_PLACE = re.compile(
    r"(?P<before>(?:.*/)?)??(?P<rest>(?:attachments/)?"
    r"(?:keys|custody|evidence|stamps|derived|packets|attachments)(?:/.*)?"
    r"|vault\.json|export\.json|manifest\.json|packet\.pdf)"
)
_INSIDE = re.compile(r"!.*$|:[0-9]+$")
_KINDS = {"keys": ItemKind.KEY, "custody": ItemKind.LOG, "evidence": ItemKind.CAPTURE}


def items_of(checks: Iterable[Check]) -> list[ReportItem]:
    """Return the items of a report, sorted by kind and path."""
    found: dict[tuple[str, ItemKind], ReportItem] = {}
    for check in checks:
        key = _item_of(check)
        if key not in found:
            found[key] = ReportItem(*key)
        found[key].counts[check.outcome] += 1
    order = list(ItemKind)
    return sorted(found.values(), key=lambda item: (order.index(item.kind), item.item))


def _item_of(check: Check) -> tuple[str, ItemKind]:
    path = _INSIDE.sub("", check.item)
    place = _PLACE.fullmatch(path)
    before, rest = (place["before"] or "", place["rest"]) if place else ("", path)
    family = check.id.partition(".")[0]
    if family == "export":
        return (f"{before}export.json" if place else path), ItemKind.EXPORT
    if rest.startswith("packets/"):
        return before + "/".join(rest.split("/")[:2]), ItemKind.PACKET
    if family == "packet" or rest in {"manifest.json", "packet.pdf"}:
        return f"{before}packet.pdf", ItemKind.PACKET
    return _in_vault(before, rest, lone=place is None and family in {"wacz", "warc", "key"})


def _in_vault(before: str, rest: str, *, lone: bool) -> tuple[str, ItemKind]:
    inner = rest.removeprefix("attachments/")
    top, _slash, name = inner.partition("/")
    if lone or (top in _KINDS and name):
        return before + rest.removesuffix(".sig"), _KINDS.get(top, ItemKind.CAPTURE)
    if top == "stamps" and name:
        head = name.startswith("heads/")
        stem = "heads" if head else f"{name.partition('.')[0]}.sha256"
        return before + rest.removesuffix(name) + stem, ItemKind.STAMP
    if top == "derived" and name:
        return f"{before}derived", ItemKind.DERIVED
    return f"{before}vault.json", ItemKind.VAULT
