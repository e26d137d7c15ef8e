"""The wording of a complaint, or of a case: drafted for the packet, the form and the eye alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evidencekit.casework.dossier import Dossier
from evidencekit.casework.model import Complaint, Right
from evidencekit.casework.wording import Fitted, Subject, Wording, draft
from evidencekit.casework.wording_subjects import (
    ShownPage,
    pages_told,
    rights_told,
    subjects_of,
)
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.wording_standing import standing_words
from evidencekit.packet.model import Exhibit, PacketPlan
from evidencekit.packet.strangers import struck_texts
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.drafted import carriers_here, drafted
from evidencekit.services.drafting import DraftReading
from evidencekit.services.field_sheet import description_limit
from evidencekit.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class DraftedWording:
    """What a composer shows of a complaint.

    `language` is the packet's, `standing` says in it who wrote the sentences and who reviewed them,
    `lacks` what was left out and why. `limit` is the most characters that the recipient's field
    takes, None when that is not known, and `fitted` what of the statement goes into it.
    `explanation` is what a person wrote; where that is empty the draft stands in its place.
    """

    complaint: str
    language: str
    wording: Wording
    standing: str
    lacks: tuple[str, ...]
    limit: int | None
    fitted: Fitted
    explanation: str

    def to_json(self) -> dict[str, object]:
        """Return the object of `complaint wording --json`."""
        words = self.wording.words
        return {
            "id": self.complaint,
            "language": self.language,
            "title": words.title,
            "note": words.note,
            "standing": self.standing,
            "author": words.author,
            "written_on": words.day.isoformat(),
            "review": words.status,
            "basis": words.basis,
            "sentences": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "about": one.about,
                    "text": one.text,
                    "exhibits": [{"id": it.id, "called": it.called} for it in one.exhibits],
                }
                for one in self.wording.sentences
            ],
            "left_out": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "about": one.about,
                    "lack": one.lack.value,
                    "facts": list(one.facts),
                }
                for one in self.wording.left_out
            ],
            "lacks": list(self.lacks),
            "statement": self.wording.text,
            "requests": self.wording.requests,
            "limit": self.limit,
            "fitted": {
                "text": self.fitted.text,
                "used": self.fitted.used,
                "of": self.fitted.of,
            },
            "explanation": self.explanation,
        }


@dataclass(frozen=True, slots=True)
class WordingReading:
    """Drafts the wording of a complaint; writes nothing."""

    vault: Vault
    clock: Clock

    def of(self, complaint_id: str) -> DraftedWording:
        """Return the wording as its packet would have it. Raises NotFound, and as `Casework`."""
        return self._of(CaseworkReading(self.vault), complaint_id)

    def of_draft(self, draft: Complaint) -> DraftedWording:
        """Return the wording of a draft as it stands, kept or not. Raises as `of`."""
        return self._of(DraftReading(self.vault, draft), draft.id)

    def _of(self, casework: CaseworkReading, complaint_id: str) -> DraftedWording:
        dossier = casework.dossier(complaint_id)
        plan, wording = drafted(self.vault, casework, dossier)
        limit = description_limit(dossier, self.clock.now().date())
        say = catalogue(plan.language).gettext
        return DraftedWording(
            complaint=complaint_id,
            language=plan.language,
            wording=wording,
            standing=standing_of_words(wording, plan.language),
            lacks=tuple(wording.lacks(say)),
            limit=limit,
            fitted=wording.fitted(limit),
            explanation=dossier.complaint.explanation,
        )


def packet_wording(
    plan: PacketPlan,
    exhibits: Sequence[Exhibit],
    dossier: Dossier | None,
    rights: Sequence[Right],
) -> Wording:
    """Return the wording of a packet: of its complaint, or without one of a case's rights.

    What is struck from a redacted packet stands in no sentence of it.
    """
    labels = {one.capture_id: one.called for one in exhibits}
    here, pages = carriers_here(plan, labels), tuple(map(_of_exhibit, exhibits))
    subjects: Iterable[Subject]
    if dossier is not None:
        subjects = subjects_of(dossier, pages, here)
    else:
        subjects = (*rights_told(rights, here), *pages_told(pages, rights, "unsaid", here))
    struck = [replace(one, facts=struck_texts(one.facts, plan)) for one in subjects]
    return draft(plan.language, struck)


def standing_of_words(wording: Wording, language: str) -> str:
    """Return who wrote the sentences of a wording and who reviewed them, in a language."""
    words = wording.words
    say = catalogue(language).gettext
    return standing_words(words.status, words.author, words.day, words.reviewer, say)


def _of_exhibit(one: Exhibit) -> ShownPage:
    return ShownPage(
        one.capture_id,
        one.text("final_url") or one.text("url"),
        one.text("started"),
        one.text("state"),
        one.text("page_kind"),
        {fact.name: fact.value for fact in one.facts},
        frozenset(one.unconfirmed),
    )
