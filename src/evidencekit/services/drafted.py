"""The sentences of a complaint, drafted from its dossier, as its packet would have them now."""

from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.wording import Carrier, Wording, draft
from evidencekit.casework.wording_subjects import ShownPage, carriers_of, subjects_of
from evidencekit.foundation.catalogue import catalogue
from evidencekit.packet.model import PacketPlan
from evidencekit.packet.profiles import label_of
from evidencekit.packet.wording import EXHIBIT
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.numbering import numbering_of
from evidencekit.services.packet_files import papers_named
from evidencekit.services.packet_plan import plan_of
from evidencekit.vault.vault import Vault


def drafted(
    vault: Vault, casework: CaseworkReading, dossier: Dossier
) -> tuple[PacketPlan, Wording]:
    """Return the plan of the complaint's packet and its drafted statement. Raises as `Casework`."""
    plan = plan_of(dossier, "")
    numbers = numbering_of(vault, plan, casework).of(plan.captures)
    labels = {one: label_of(plan.shape, number, plan.prefix) for one, number in numbers.items()}
    here = carriers_here(plan, labels)
    return plan, draft(plan.language, subjects_of(dossier, map(_of_page, dossier.pages), here))


def carriers_here(plan: PacketPlan, labels: dict[str, str]) -> dict[str, Carrier]:
    """Return what sentences rest on, as this packet calls it; `labels` are those of exhibits."""
    say = catalogue(plan.language).gettext
    papers = {path: name.rpartition("/")[2] for path, name in papers_named(plan.papers).items()}
    return carriers_of(labels, papers, lambda one: say(EXHIBIT).format(number=labels[one]))


def _of_page(page: CapturedPage) -> ShownPage:
    facts = {one.name: one.text for one in page.facts}
    waiting = frozenset(page.unconfirmed)
    kind, url = page.page_kind, page.url
    return ShownPage(page.capture_id, url, page.started, page.state, kind, facts, waiting)
