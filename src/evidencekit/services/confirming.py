"""A named person stands by a complaint: each listing seen, each declaration accepted, then all.

And what a person may change before a packet is made: leave a listing out, reopen, split; after it,
amend.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

import sqlalchemy as sa

from evidencekit.casework import complaints
from evidencekit.casework.document import document
from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.finding import Level
from evidencekit.casework.model import Complaint, ComplaintState, Declared, ViewedIn, Viewing
from evidencekit.casework.rule_rows import rulebook_of
from evidencekit.casework.splitting import split_complaint
from evidencekit.casework.wording import Wording
from evidencekit.domain.errors import (
    ComplaintBlocked,
    ComplaintChanged,
    ListingsUnviewed,
    NotFound,
    WrongUse,
)
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.canonical import canonical
from evidencekit.foundation.catalogue import N_, _
from evidencekit.services.casework import Casework
from evidencekit.services.drafted import drafted
from evidencekit.services.persons import named

_OPEN = frozenset({ComplaintState.DRAFT, ComplaintState.CHECKED})
# Of the row, not of what is said: how far it is, what it was before.
_NOT_CONTENT = (
    *("state", "confirmed_by", "confirmed_at", "content_sha256", "filed", "reopened"),
    "transitions",
)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person said in the window, listing after listing, then of the whole.

    `viewed` says of each capture when its picture was shown and found infringing, `left_out` which
    leave the draft first; `declared` are the declarations shown in full and accepted.
    """

    by: str
    viewed: dict[str, datetime]
    left_out: tuple[str, ...]
    declared: tuple[str, ...]


class Confirming(Casework):
    """Complaints as persons confirm and change them. Raises beside its own what `Casework` does."""

    def confirm(
        self,
        complaint_id: str,
        by: str | None,
        viewed: Mapping[str, datetime | None],
        how: ViewedIn,
    ) -> Complaint:
        """Record that `by`, a named person, confirms the complaint as it stands.

        `viewed` names each capture whose picture that person was shown and when, None for now.
        Raises OperatorMissing, NotFound, ComplaintBlocked, WrongUse when it is confirmed already or
        a capture is none of the complaint, ListingsUnviewed.
        """
        name = named(by, f"complaint confirm {complaint_id}")
        with self._writing() as connection:
            dossier, result = self._checked(connection, complaint_id)
            if result.of(Level.BLOCK):
                raise ComplaintBlocked(id=complaint_id, blocks=len(result.of(Level.BLOCK)))
            require_open(dossier.complaint)
            _require_viewed(dossier.complaint, viewed)
            now = self._clock.now()
            seen = tuple(
                Viewing(one, name, viewed[one] or now, how) for one in dossier.complaint.captures
            )
            self._confirm(connection, dossier, name, seen)
        return self.complaint(complaint_id)

    def conclude(self, complaint_id: str, said: Confirmation) -> Complaint:
        """Leave out, declare and confirm, in this order, as a person said it in the window.

        Where one is refused those before it stand: each is true by itself. Raises as they do.
        """
        for capture_id in said.left_out:
            self.leave_out(complaint_id, capture_id)
        if said.declared:
            self.declare(complaint_id, said.declared, said.by)
        return self.confirm(complaint_id, said.by, said.viewed, ViewedIn.WINDOW)

    def declare(
        self, complaint_id: str, declaration_ids: Sequence[str], by: str | None
    ) -> tuple[Declared, ...]:
        """Record that `by` was shown these declarations in full and accepts them; return them.

        The words are those in the complaint's language. One accepted already is not recorded again.
        Raises OperatorMissing, NotFound, WrongUse when the complaint is no draft any more.
        """
        name = named(by, f"complaint declare {complaint_id}")
        with self._writing() as connection:
            complaint = complaints.find_complaint(connection, complaint_id)
            require_open(complaint)
            now, rules = self._clock.now(), rulebook_of(connection)
            known = {one.declaration: one for one in complaint.declared}
            for declaration_id in declaration_ids:
                text = rules.declaration(declaration_id, now.date()).text(complaint.language)
                if declaration_id not in known:
                    declared = Declared(declaration_id, text, complaint.language, name, now)
                    complaints.add_declared(connection, complaint_id, declared)
                    known[declaration_id] = declared
        return tuple(known[one] for one in dict.fromkeys(declaration_ids))

    def reopen(self, complaint_id: str, by: str | None) -> Complaint:
        """Take a confirmation back; the complaint is a draft again, nobody declared anything.

        What was confirmed stays in custody and in the complaint's history. Raises OperatorMissing,
        NotFound, WrongUse unless it is confirmed and no packet was made of it.
        """
        name = named(by, f"complaint reopen {complaint_id}")
        with self._writing() as connection:
            complaint = complaints.find_complaint(connection, complaint_id)
            if complaint.state is not ComplaintState.CONFIRMED:
                raise _wrong(_not_reopened(complaint), complaint)
            complaints.reopen_complaint(connection, complaint, name, self._clock.now())
            text = f"Confirmation taken back: {complaint.content_sha256}"
            self._writer.record("note", {"about": complaint_id, "by": name, "text": text})
        return self.complaint(complaint_id)

    def leave_out(self, complaint_id: str, capture_id: str) -> Complaint:
        """Take a capture out of a draft. Raises NotFound, WrongUse (no draft; the last one)."""
        with self._writing() as connection:
            complaint = complaints.find_complaint(connection, complaint_id)
            require_open(complaint)
            if capture_id not in complaint.captures:
                raise NotFound(what="capture", id=capture_id)
            if len(complaint.captures) == 1:
                raise _wrong(N_("{id} names no other capture."), complaint)
            complaints.leave_capture_out(connection, complaint_id, capture_id)
        return self.complaint(complaint_id)

    def split(self, complaint_id: str) -> tuple[Complaint, ...]:
        """Make of a draft the drafts that its recipient takes, batch 1 of them the draft itself.

        Every part has all captures of its batch in their order. Raises NotFound, WrongUse when it
        is no draft, is a batch already, or one notice holds it as far as is known.
        """
        with self._writing() as connection:
            dossier = self._dossier(connection, complaint_id)
            require_open(dossier.complaint)
            if dossier.complaint.batch is not None:
                raise _wrong(N_("{id} is a batch already."), dossier.complaint)
            now = self._clock.now()
            first, *rest = split_complaint(dossier, now.date())
            if not rest:
                text = N_("As far as is known, one notice holds all that {id} names.")
                raise _wrong(text, first)
            complaints.narrow_complaint(connection, first, now)
            drafts = [replace(one, id=new_id(IdKind.COMPLAINT, now), declared=()) for one in rest]
            for draft in drafts:
                complaints.add_complaint(connection, draft, now)
            ids = [first.id, *(draft.id for draft in drafts)]
        return tuple(map(self.complaint, ids))

    def amend(self, complaint_id: str) -> Complaint:
        """Return a new draft that says what the complaint said and stands in its place.

        Raises NotFound, WrongUse before a packet of the complaint was made.
        """
        with self._writing() as connection:
            complaint = complaints.find_complaint(connection, complaint_id)
            if complaint.state in _OPEN | {ComplaintState.CONFIRMED}:
                text = N_("No packet of {id} was made: change the complaint itself.")
                raise _wrong(text, complaint)
            now = self._clock.now()
            draft = replace(complaint, id=new_id(IdKind.COMPLAINT, now), amends=complaint_id)
            complaints.add_complaint(connection, draft, now)
        return self.complaint(draft.id)

    def require_as_confirmed(self, complaint_id: str) -> None:
        """Hold the sentences that a packet would have now against those that a person confirmed.

        They differ where a text of the program, a rule, a seller or a purchase changed meanwhile.
        Nothing is asked of a draft, nor of what was confirmed before sentences were (`v` below 5).
        Raises NotFound, ComplaintChanged.
        """
        with self._reading() as connection:
            content = complaints.confirmed_content(connection, complaint_id)
            dossier = self._dossier(connection, complaint_id)
        kept = json.loads(content).get("wording") if content else None
        if kept is None:
            return
        _plan, wording = drafted(self._vault, self, dossier)
        pairs = zip_longest(
            (one["text"] for one in kept["sentences"]), (one.text for one in wording.sentences)
        )
        for was, now in pairs:
            if was != now:
                raise ComplaintChanged(
                    id=complaint_id,
                    by=dossier.complaint.confirmed_by,
                    was=was or _("(no further sentence)"),
                    now=now or _("(no further sentence)"),
                )

    def _confirm(
        self, connection: sa.Connection, dossier: Dossier, by: str, seen: tuple[Viewing, ...]
    ) -> None:
        viewed = replace(dossier.complaint, viewings=seen)
        shown = replace(dossier, complaint=viewed)
        plan, wording = drafted(self._vault, self, shown)
        content = canonical(_content(shown, plan.language, wording))
        confirmed = replace(
            viewed,
            state=ComplaintState.CONFIRMED,
            confirmed_by=by,
            confirmed_at=self._clock.now(),
            content_sha256=hashlib.sha256(content).hexdigest(),
        )
        complaints.keep_confirmation(connection, dossier.rights, confirmed, content)
        # Last within the transaction: a row without its line can't be, and a line alone says
        # truly that the person confirmed.
        body: dict[str, object] = {
            "by": by,
            "complaint": confirmed.id,
            "content_sha256": confirmed.content_sha256,
            "recipient": dossier.recipient.id,
            "rules_sha256": dossier.recipient.sha256,
        }
        self._writer.record("complaint.confirmed", body)


def require_open(complaint: Complaint) -> None:
    """Raise WrongUse for a complaint that is no draft any more."""
    if complaint.state in _OPEN:
        return
    text = N_("{id} was confirmed by {by} already")
    raise WrongUse(detail=_(text).format(id=complaint.id, by=complaint.confirmed_by))


def _require_viewed(complaint: Complaint, viewed: Mapping[str, datetime | None]) -> None:
    for one in viewed:
        if one not in complaint.captures:
            text = _("{capture} is no capture of {id}")
            raise WrongUse(detail=text.format(capture=one, id=complaint.id))
    missing = [one for one in complaint.captures if one not in viewed]
    if missing:
        raise ListingsUnviewed(id=complaint.id, missing=" ".join(missing))


def _not_reopened(complaint: Complaint) -> str:
    if complaint.state in _OPEN:
        return N_("{id} is not confirmed")
    return N_("A packet of {id} was made: it stays as it is. Amend it instead.")


def _wrong(text: str, complaint: Complaint) -> WrongUse:
    return WrongUse(detail=_(text).format(id=complaint.id))


def _content(dossier: Dossier, language: str, wording: Wording) -> dict[str, object]:
    """Return what a person confirms; its canonical form is hashed (`vault-format.md` 5.1)."""
    shown = document(dossier.complaint)
    for name in _NOT_CONTENT:
        del shown[name]
    return {
        "v": 5,
        "complaint": shown,
        "rights": [document(right) for right in dossier.rights],
        "seller": document(dossier.seller) if dossier.seller else None,
        "pages": [_confirmed_page(page) for page in dossier.pages],
        "wording": {
            "language": language,
            "sentences": [{"id": one.id, "text": one.text} for one in wording.sentences],
        },
    }


def _confirmed_page(page: CapturedPage) -> dict[str, object]:
    return {
        "capture_id": page.capture_id,
        "url": page.url,
        "page_kind": page.page_kind,
        "facts": {fact.name: fact.to_json() for fact in page.facts},
        "marks": [
            {"number": one.number, "words": list(one.words)}
            for one in page.marks
            if not one.left_out
        ],
    }
