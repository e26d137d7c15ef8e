"""Casework: rights, sellers, cases, complaints; a complaint checked, and made a packet."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from evidencekit.casework import (
    cases,
    complaints,
    database,
    entry,
    purchases,
    rights,
    sellers,
)
from evidencekit.casework.attachments import is_whole, keep_paper
from evidencekit.casework.confidential import secrets_of
from evidencekit.casework.dossier import CapturedPage, Dossier
from evidencekit.casework.finding import Finding, Level
from evidencekit.casework.forms import Form, held
from evidencekit.casework.model import Case, Complaint, ComplaintState, Right, Seller
from evidencekit.casework.preflight import preflight
from evidencekit.casework.rule_rows import rulebook_of
from evidencekit.casework.rulebook import Rulebook
from evidencekit.domain.errors import (
    ArchiveRefused,
    ComplaintBlocked,
    ExitStatus,
    FileMissing,
    NotFound,
    WrongUse,
)
from evidencekit.domain.times import parse_utc
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.casework_documents import case_document, noun_document
from evidencekit.services.layers import marks_on
from evidencekit.services.reviewing import standing_of, unconfirmed
from evidencekit.vault.vault import Vault, VaultWriter

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

NOUNS = ("right", "seller", "case", "complaint")
_Finder = Callable[[sa.Connection, str], "DataclassInstance"]
_Lister = Callable[[sa.Connection], Sequence["DataclassInstance"]]
_FIND: dict[str, _Finder] = {
    "right": rights.find_right,
    "seller": sellers.find_seller,
    "case": cases.find_case,
    "complaint": complaints.find_complaint,
}
_LIST: dict[str, _Lister] = {
    "right": rights.list_rights,
    "seller": sellers.list_sellers,
    "case": cases.list_cases,
    "complaint": complaints.list_complaints,
}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What pre-flight says of a complaint, and the state the complaint is in after it."""

    complaint: str
    recipient: str
    state: ComplaintState
    findings: tuple[Finding, ...]

    @property
    def exit_status(self) -> ExitStatus:
        """Return 1 for a blocked complaint."""
        return ExitStatus.FOUND_WRONG if self.of(Level.BLOCK) else ExitStatus.DONE

    def of(self, level: Level) -> list[Finding]:
        """Return the findings of one level."""
        return [finding for finding in self.findings if finding.level is level]

    def to_json(self) -> dict[str, object]:
        """Return the object of `complaint check --json`."""
        return {
            "id": self.complaint,
            "recipient": self.recipient,
            "state": self.state.value,
            "blocks": [finding.to_json() for finding in self.of(Level.BLOCK)],
            "warnings": [finding.to_json() for finding in self.of(Level.WARN)],
            "unknown": [finding.to_json() for finding in self.of(Level.UNKNOWN)],
        }


class CaseworkReading:
    """Casework looked at: no lock, no key, nothing written.

    Every method raises VaultNewer and VaultDamaged when `casework.db` can't be read.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def listed(self, noun: str) -> list[dict[str, object]]:
        """Return all of a noun of `NOUNS` as JSON objects, newest first."""
        with self._reading() as connection:
            return [noun_document(one) for one in _LIST[noun](connection)]

    def shown(self, noun: str, noun_id: str) -> dict[str, object]:
        """Return one as a JSON object. Raises NotFound."""
        with self._reading() as connection:
            found = _FIND[noun](connection, noun_id)
            if isinstance(found, Case):
                return case_document(connection, found)
            return noun_document(found)

    def case(self, case_id: str) -> Case:
        """Return a case. Raises NotFound."""
        with self._reading() as connection:
            return cases.find_case(connection, case_id)

    def cases(self) -> list[Case]:
        """Return all cases, newest first."""
        with self._reading() as connection:
            return list(cases.list_cases(connection))

    def right(self, right_id: str) -> Right:
        """Return a right. Raises NotFound."""
        with self._reading() as connection:
            return rights.find_right(connection, right_id)

    def rights_of(self, case: Case) -> list[Right]:
        """Return the rights of a case, its first first. Raises NotFound."""
        with self._reading() as connection:
            named = dict.fromkeys((case.right, *case.rights))
            return [rights.find_right(connection, one) for one in named]

    def seller(self, seller_id: str) -> Seller:
        """Return a seller. Raises NotFound."""
        with self._reading() as connection:
            return sellers.find_seller(connection, seller_id)

    def complaints_about(self, captures: Sequence[str]) -> list[Complaint]:
        """Return the complaints that name any of the captures, newest first."""
        wanted = set(captures)
        with self._reading() as connection:
            everything = complaints.list_complaints(connection)
        return [one for one in everything if wanted & set(one.captures)]

    def complaints_in(self, *states: ComplaintState) -> list[Complaint]:
        """Return the complaints that are in one of the states, newest first."""
        with self._reading() as connection:
            return [one for one in complaints.list_complaints(connection) if one.state in states]

    def complaint(self, complaint_id: str) -> Complaint:
        """Return a complaint. Raises NotFound."""
        with self._reading() as connection:
            return complaints.find_complaint(connection, complaint_id)

    def rules(self) -> Rulebook:
        """Return the rules that hold for this vault. Raises RuleFileRefused."""
        with self._reading() as connection:
            return rulebook_of(connection)

    def dossier(self, complaint_id: str) -> Dossier:
        """Return a complaint with all that it names. Raises NotFound, also for a lost capture."""
        with self._reading() as connection:
            return self._dossier(connection, complaint_id)

    def dossier_of(self, complaint: Complaint) -> Dossier:
        """Return the dossier of a complaint as it is given, kept or not. Raises as `dossier`."""
        with self._reading() as connection:
            return self._dossier_of(connection, complaint)

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        return database.reading(self._vault)

    def _dossier(self, connection: sa.Connection, complaint_id: str) -> Dossier:
        return self._dossier_of(connection, complaints.find_complaint(connection, complaint_id))

    def _dossier_of(self, connection: sa.Connection, complaint: Complaint) -> Dossier:
        rules = rulebook_of(connection)
        named = (rights.find_right(connection, one) for one in complaint.rights)
        seller = sellers.find_seller(connection, complaint.seller) if complaint.seller else None
        filed = tuple(_as_filed(right, complaint) for right in named)
        papers = {path for right in filed for path in _papers_of(right)}
        bought = purchases.purchases_about(connection, complaint.captures, complaint.seller)
        return Dossier(
            complaint,
            filed,
            seller,
            tuple(
                self._page(connection, one, complaint.confirmed_at) for one in complaint.captures
            ),
            rules.recipient(complaint.recipient),
            rules,
            secrets=tuple(secrets_of(connection, complaint.rights, bought)),
            unusable=frozenset(one for one in papers if not is_whole(self._vault, one)),
            bought=tuple(one.proof for one in bought),
        )

    def _page(
        self, connection: sa.Connection, capture_id: str, until: datetime | None
    ) -> CapturedPage:
        """Return a capture with its facts, of a confirmed complaint as they stood then."""
        entry = self._vault.find(capture_id)
        try:
            with self._vault.open_capture(entry) as capture:
                about = capture.evidencekit
                drawn = marks_on(self._vault, entry, capture, until)
        except (ArchiveRefused, FileMissing):
            # Not known here is said as unknown; `verify` names the file.
            return CapturedPage(capture_id, "", "")
        url, kind = about.get("final_url") or about.get("url"), about.get("page_kind")
        title, started = str(about.get("title") or ""), str(about.get("started") or "")
        facts = standing_of(self._vault, connection, entry, until).values()
        return CapturedPage(
            capture_id,
            str(url or ""),
            str(kind or ""),
            title,
            parse_utc(started).date() if started else None,
            tuple(fact for fact in facts if fact.counts),
            unconfirmed(facts),
            started,
            str(about.get("state") or ""),
            drawn,
        )


class Casework(CaseworkReading):
    """Casework on a vault open for writing.

    Every writing method raises, beside its own, VaultNewer, VaultDamaged, DiskFull,
    VaultNotWritable; on any error nothing of it is in the database.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        super().__init__(vault)
        self._writer = vault
        self._clock = clock

    def add(self, noun: str, form: Path) -> dict[str, object]:
        """Add what a form describes; return it as `shown`.

        Raises FileMissing, WrongUse (with the place in the form), NotFound for an id it names.
        """
        add: dict[str, Callable[[Path], Right | Seller | Case | Complaint]] = {
            "right": self.add_right,
            "seller": self.add_seller,
            "case": self.add_case,
            "complaint": self.add_complaint,
        }
        return self.shown(noun, add[noun](form).id)

    def add_right(self, form: Path) -> Right:
        """Add a right with its papers. Raises FileMissing, WrongUse."""
        at = self._clock.now()
        right, papers = entry.right_from(form, at)
        for paper in papers:
            keep_paper(self._writer, paper)
        with self._writing() as connection:
            rights.add_right(connection, right, at)
        return right

    def add_seller(self, form: Path) -> Seller:
        """Add a seller. Raises FileMissing, WrongUse (also when the shop is here already)."""
        at = self._clock.now()
        seller = entry.seller_from(form, at)
        with self._writing() as connection:
            same = sellers.seller_named(connection, seller.platform, seller.shop_id)
            if same:
                text = _("{shop} on {platform} is here already: {id}")
                detail = text.format(shop=seller.shop_id, platform=seller.platform, id=same)
                raise WrongUse(detail=detail)
            sellers.add_seller(connection, seller, at)
        return seller

    def add_case(self, form: Path) -> Case:
        """Add a case. Raises FileMissing, WrongUse, NotFound."""
        at = self._clock.now()
        return self._begun(entry.case_from(form, at), at)

    def new_case(self, fields: Form) -> Case:
        """Add a case of fields as a form has them. Raises WrongUse, NotFound."""
        at = self._clock.now()
        return self._begun(entry.case_of(held(Path(_("The case")), "case", fields), at), at)

    def _begun(self, case: Case, at: datetime) -> Case:
        with self._writing() as connection:
            for right in case.rights:
                rights.find_right(connection, right)
            for seller in case.sellers:
                sellers.find_seller(connection, seller)
            self._require_captures(case.captures)
            cases.add_case(connection, case, at)
        return case

    def add_captures(self, case_id: str, captures: Sequence[str]) -> None:
        """Add captures to a case; what it has already stays. Raises NotFound."""
        with self._writing() as connection:
            cases.find_case(connection, case_id)
            self._require_captures(tuple(captures))
            cases.add_captures(connection, case_id, captures, self._clock.now())

    def add_complaint(self, form: Path) -> Complaint:
        """Add a draft. Raises FileMissing, WrongUse, NotFound."""
        at = self._clock.now()
        complaint, papers = entry.complaint_from(form, at)
        with self._writing() as connection:
            recipient = rulebook_of(connection).recipient(complaint.recipient)
            written = complaint.language or recipient.language(at.date())
            complaint = replace(complaint, language=written)
            for right in complaint.rights:
                rights.find_right(connection, right)
            if complaint.seller:
                sellers.find_seller(connection, complaint.seller)
            self._require_captures(complaint.captures)
            for paper in papers:
                keep_paper(self._writer, paper)
            complaints.add_complaint(connection, complaint, at)
        return complaint

    def check(self, complaint_id: str) -> CheckResult:
        """Hold a complaint against its recipient's rules as of today, UTC.

        One that is not confirmed becomes checked, or draft again while blocked. Raises NotFound.
        """
        with self._writing() as connection:
            dossier, result = self._checked(connection, complaint_id)
            if result.state is not dossier.complaint.state:
                at = self._clock.now()
                complaints.move_complaint(connection, complaint_id, result.state, at)
        return result

    def require_unblocked(self, complaint_id: str) -> None:
        """Hold a confirmed complaint against the rules once more before its packet is made.

        A power withdrawn or a right expired since it was confirmed stops it; what was exported is
        let be. Raises NotFound, ComplaintBlocked.
        """
        if self.complaint(complaint_id).state is not ComplaintState.CONFIRMED:
            return
        with self._reading() as connection:
            _dossier, result = self._checked(connection, complaint_id)
        if blocks := len(result.of(Level.BLOCK)):
            raise ComplaintBlocked(id=complaint_id, blocks=blocks)

    def exported(self, complaint_id: str) -> None:
        """Record that the packet of a confirmed complaint was made. Raises NotFound, WrongUse."""
        with self._writing() as connection:
            complaint = complaints.find_complaint(connection, complaint_id)
            if complaint.confirmed_by is None:
                raise WrongUse(detail=_("{id} is not confirmed").format(id=complaint_id))
            # A packet made again of what was filed takes nothing back.
            if complaint.state is ComplaintState.CONFIRMED:
                at = self._clock.now()
                complaints.move_complaint(connection, complaint_id, ComplaintState.EXPORTED, at)

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        return database.writing(self._writer, self._clock)

    def _require_captures(self, captures: tuple[str, ...]) -> None:
        known = {capture.id for capture in self._writer.captures()}
        missing = next((one for one in captures if one not in known), None)
        if missing is not None:
            raise NotFound(what="capture", id=missing)

    def _checked(self, connection: sa.Connection, complaint_id: str) -> tuple[Dossier, CheckResult]:
        dossier = self._dossier(connection, complaint_id)
        findings = tuple(preflight(dossier, self._clock.now().date()))
        state = dossier.complaint.state
        if state in {ComplaintState.DRAFT, ComplaintState.CHECKED}:
            blocked = any(finding.level is Level.BLOCK for finding in findings)
            state = ComplaintState.DRAFT if blocked else ComplaintState.CHECKED
        return dossier, CheckResult(complaint_id, dossier.recipient.id, state, findings)


def _as_filed(right: Right, complaint: Complaint) -> Right:
    filed = next((one for one in complaint.filed if one.right == right.id), None)
    if filed is None:
        return right
    owner = filed.owner_as_registered
    kept = filed.certificate or right.certificate
    named = replace(right, owner_as_registered=owner, reg_no=filed.reg_no, expiry=filed.expiry)
    return replace(named, certificate=kept)


def _papers_of(right: Right) -> list[str]:
    powers = [power.file for power in right.powers]
    return powers if right.certificate is None else [right.certificate, *powers]
