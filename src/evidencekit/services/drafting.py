"""Drafts of complaints: looked at as they are written, kept when the writer wants it."""

from functools import cached_property

from evidencekit.casework import complaints, rights, sellers
from evidencekit.casework.dossier import Dossier
from evidencekit.casework.model import Complaint
from evidencekit.casework.rule_rows import rulebook_of
from evidencekit.domain.errors import NotFound, WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.services.confirming import require_open
from evidencekit.vault.vault import Vault


class DraftReading(CaseworkReading):
    """Casework with one complaint as it is being written, in place of what is kept of it."""

    def __init__(self, vault: Vault, draft: Complaint) -> None:
        super().__init__(vault)
        self._draft = draft

    def complaint(self, complaint_id: str) -> Complaint:
        """Return the draft itself by its id, another complaint as kept. Raises NotFound."""
        if complaint_id == self._draft.id:
            return self._draft
        return super().complaint(complaint_id)

    def dossier(self, complaint_id: str) -> Dossier:
        """Return the draft's dossier, read once, another as kept. Raises NotFound."""
        return self._read if complaint_id == self._draft.id else super().dossier(complaint_id)

    @cached_property
    def _read(self) -> Dossier:
        return self.dossier_of(self._draft)


class Drafting(Casework):
    """Keeps drafts. Raises beside its own what `Casework` does."""

    def keep(self, draft: Complaint) -> Complaint:
        """Keep a draft as it is written, a new one or one that is there; return it.

        Of one that is there the batch, the enclosures and what it amends stay, and declarations
        that were accepted are taken back. Raises NotFound for what it names, WrongUse when it names
        no right or no capture, or is no draft any more.
        """
        if not (draft.rights and draft.captures):
            raise WrongUse(detail=_("A complaint names a right and a capture."))
        with self._writing() as connection:
            rulebook_of(connection).recipient(draft.recipient)
            for right in draft.rights:
                rights.find_right(connection, right)
            if draft.seller:
                sellers.find_seller(connection, draft.seller)
            self._require_captures(draft.captures)
            at = self._clock.now()
            try:
                require_open(complaints.find_complaint(connection, draft.id))
            except NotFound:
                complaints.add_complaint(connection, draft, at)
            else:
                complaints.change_complaint(connection, draft, at)
        return self.complaint(draft.id)
