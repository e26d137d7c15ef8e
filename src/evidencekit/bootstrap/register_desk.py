"""The register of rights as the app works at it, and work on cases; methods block, as a desk's."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.foundation.clock import Clock
from evidencekit.vault.vault import Vault, VaultWriter

if TYPE_CHECKING:
    from evidencekit.casework.forms import Form
    from evidencekit.casework.model import Right
    from evidencekit.casework.products import Product
    from evidencekit.casework.purchase_model import Purchase
    from evidencekit.casework.right_parts import PaperWish, RightChange
    from evidencekit.services.register import Differing
    from evidencekit.services.right_import import RightImport

_MOST_PHOTOS = 12
Cells = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class RightList:
    """The rights, newest first; `unusable` are papers that are not there as they were kept."""

    rights: tuple["Right", ...]
    unusable: frozenset[str]


@dataclass(frozen=True, slots=True)
class RightView:
    """A right with what belongs to it.

    `loose` are the hashes of its genuine photos that show no recorded product, newest first.
    `cells` are photos, small, by their hash: of products, then loose ones, twelve at most.
    """

    right: "Right"
    products: tuple["Product", ...]
    history: tuple["RightChange", ...]
    unusable: frozenset[str]
    cells: dict[str, Cells | None]
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PurchaseWish:
    """What a person records of a test purchase: fields of `FORMS`, files that show it."""

    kind: str
    said: dict[str, str]
    files: tuple[Path, ...]
    by: str


@dataclass(frozen=True, slots=True)
class RegisterDesk:
    """What the app asks of the register. Writing is a named person's."""

    vault: Vault
    clock: Clock
    writing: Callable[[], AbstractContextManager[VaultWriter]]
    hashed: dict[tuple[str, int, int], bool] = field(default_factory=dict)

    def rights(self) -> RightList:
        """Return all rights. Raises VaultNewer, VaultDamaged."""
        from evidencekit.casework import database, rights

        with database.reading(self.vault) as connection:
            found = tuple(rights.list_rights(connection))
        return RightList(found, self._unusable(found))

    def right(self, right_id: str) -> RightView:
        """Return a right with what belongs to it. Raises NotFound, VaultNewer, VaultDamaged."""
        from evidencekit.services.casework import CaseworkReading
        from evidencekit.services.register import RegisterReading

        register = RegisterReading(self.vault)
        right = CaseworkReading(self.vault).right(right_id)
        products, genuine = tuple(register.products(right_id)), self._genuine(right_id)
        shown = {photo.sha256: photo.file for one in products for photo in one.photos}
        loose = {sha: file for sha, file in reversed(genuine.items()) if sha not in shown}
        return RightView(
            right,
            products,
            tuple(register.history(right_id)),
            self._unusable((right,)),
            self._cells(shown | loose),
            tuple(loose),
        )

    def add(self, fields: "Form", by: str) -> str:
        """Add a right; return its id. Raises as `Register.new`."""
        from evidencekit.services.register import Register

        with self.writing() as writer:
            return Register(writer, self.clock).new(fields, by).id

    def change(self, right_id: str, fields: "Form", by: str) -> "Form":
        """Change fields of a right; return the fields that put back what stood there.

        Fields that say nothing change nothing. Raises as `Register.change`.
        """
        from evidencekit.casework.right_form import undoing
        from evidencekit.foundation.catalogue import _
        from evidencekit.services.casework import CaseworkReading
        from evidencekit.services.register import Register

        if not fields:
            return {}
        with self.writing() as writer:
            before = CaseworkReading(self.vault).right(right_id)
            work = Register(writer, self.clock)
            return undoing(before, work.change(right_id, Path(_("The right")), fields, by))

    def said_by(self, right_id: str, form: Path) -> "tuple[Form, Differing]":
        """Return what a form says and would change. Raises as `RegisterReading.said_by`."""
        from evidencekit.services.register import RegisterReading

        return RegisterReading(self.vault).said_by(right_id, form)

    def write_form(self, right_id: str, out: Path) -> None:
        """Write a right as a form to change. Raises NotFound, and as `write_right_form`."""
        from evidencekit.services.casework import CaseworkReading
        from evidencekit.services.right_form import write_right_form

        write_right_form(CaseworkReading(self.vault).right(right_id), out)

    def attach(self, right_id: str, file: Path, wish: "PaperWish", by: str) -> None:
        """Keep a paper of a right. Raises as `Register.attach`."""
        from evidencekit.services.register import Register

        with self.writing() as writer:
            Register(writer, self.clock).attach(right_id, file, wish, by)

    def end_power(self, right_id: str, file_sha256: str, on: date | None, by: str) -> date | None:
        """Record that a power was withdrawn, None: that it was not; return what stood there.

        Raises as `Register.end_power`.
        """
        from evidencekit.services.casework import CaseworkReading
        from evidencekit.services.register import Register

        with self.writing() as writer:
            powers = CaseworkReading(self.vault).right(right_id).powers
            Register(writer, self.clock).end_power(right_id, file_sha256, on, by)
        return next((one.ended_on for one in powers if f"/{file_sha256}." in one.file), None)

    def add_product(self, right_id: str, form: Path, by: str) -> None:
        """Add a genuine product from a form. Raises as `Register.add_product`."""
        from evidencekit.services.register import Register

        with self.writing() as writer:
            Register(writer, self.clock).add_product(right_id, form, by)

    def add_photos(self, right_id: str, files: Sequence[Path], by: str) -> tuple[int, int]:
        """Keep genuine photos of a right; return how many are new, and how many were here.

        Raises as `Photos.add_genuine`.
        """
        from evidencekit.services.photos import Photos

        with self.writing() as writer:
            before = self._genuine(right_id)
            kept = set(Photos(writer, self.clock).add_genuine(right_id, files, by))
        return len(kept - before.keys()), len(kept & before.keys())

    def preview(self, file: Path) -> "RightImport":
        """Look at a table of rights. Raises as `right_import.preview`."""
        from evidencekit.services.right_import import preview

        return preview(self.vault, file, self.clock)

    def import_table(self, file: Path) -> "RightImport":
        """Add the rights of a table. Raises as `right_import.import_rights`."""
        from evidencekit.services.right_import import import_rights

        with self.writing() as writer:
            return import_rights(writer, file, self.clock)

    def write_template(self, out: Path, language: str) -> None:
        """Write the table to fill in. Raises as `write_template`."""
        from evidencekit.services.right_template import write_template

        write_template(out, language)

    def purchases(self, case_id: str) -> "list[Purchase]":
        """Return the test purchases of a case, newest first. Raises NotFound, VaultDamaged."""
        from evidencekit.casework import database, purchases
        from evidencekit.services.casework import CaseworkReading

        case = CaseworkReading(self.vault).case(case_id)
        with database.reading(self.vault) as connection:
            return purchases.purchases_of_cases(connection, (case.id, *case.merged))

    def begin_purchase(self, fields: "Form") -> str:
        """Add a test purchase; return its id. Raises as `Purchasing.begin`."""
        from evidencekit.services.purchasing import Purchasing

        with self.writing() as writer:
            return Purchasing(writer, self.clock).begin(fields).id

    def record_purchase(self, purchase_id: str, entry: "PurchaseWish") -> None:
        """Record what happened to a purchase. Raises as `Purchasing.add`."""
        from evidencekit.casework.purchase_model import EntryKind
        from evidencekit.services.purchasing import Purchasing

        with self.writing() as writer:
            work = Purchasing(writer, self.clock)
            work.add(purchase_id, EntryKind(entry.kind), entry.said, entry.files, entry.by)

    def case_shown(self, case_id: str) -> dict[str, object]:
        """Return a case as `case show --json` has it, its further rights whole.

        Beside that `inside`, the cases merged into it, and `others`, the open ones that it can be
        merged into: pairs of id and name. Raises NotFound, VaultNewer, VaultDamaged.
        """
        from evidencekit.casework import database, rights
        from evidencekit.casework.model import CaseState
        from evidencekit.services.casework import CaseworkReading

        reading = CaseworkReading(self.vault)
        shown, case, everything = (
            reading.shown("case", case_id),
            reading.case(case_id),
            reading.cases(),
        )
        with database.reading(self.vault) as connection:
            further = [rights.find_right(connection, one) for one in case.rights[1:]]
        told = {
            "inside": [(one.id, one.name) for one in everything if one.merged_into == case_id],
            "others": [
                (one.id, one.name)
                for one in everything
                if one.state is CaseState.OPEN and one.id != case_id
            ],
        }
        return shown | told | {"rights": further}

    def add_note(self, case_id: str, text: str, by: str) -> None:
        """Add a note to a case. Raises as `CaseWork.note`."""
        from evidencekit.services.case_work import CaseWork

        with self.writing() as writer:
            CaseWork(writer, self.clock).note(case_id, text, by)

    def add_task(self, case_id: str, text: str, person: str, due: date | None, by: str) -> None:
        """Add a task to a case. Raises as `CaseWork.task`."""
        from evidencekit.services.case_work import CaseWork

        with self.writing() as writer:
            CaseWork(writer, self.clock).task(case_id, text, person, due, by)

    def mark_task(self, case_id: str, number: int, by: str, *, done: bool) -> None:
        """Say that a task is done, or not. Raises as `CaseWork.done`."""
        from evidencekit.services.case_work import CaseWork

        with self.writing() as writer:
            CaseWork(writer, self.clock).done(case_id, number, by, done=done)

    def set_counsel(self, case_id: str, counsel: str, by: str) -> str:
        """Say who is counsel, empty: nobody; return who was. Raises as `CaseWork.counsel`."""
        from evidencekit.services.case_work import CaseWork
        from evidencekit.services.casework import CaseworkReading

        with self.writing() as writer:
            before = CaseworkReading(self.vault).case(case_id).counsel
            CaseWork(writer, self.clock).counsel(case_id, counsel, by)
        return before or ""

    def archive(self, case_id: str, by: str, *, archived: bool) -> None:
        """Put a case away, or take it out again. Raises as `CaseWork.archive` and `reopen`."""
        from evidencekit.services.case_work import CaseWork

        with self.writing() as writer:
            work = CaseWork(writer, self.clock)
            if archived:
                work.archive(case_id, "", by)
            else:
                work.reopen(case_id, by)

    def merge(self, case_id: str, into: str, reason: str, by: str) -> None:
        """Have a case show in another. Raises as `CaseWork.merge`."""
        from evidencekit.services.case_work import CaseWork

        with self.writing() as writer:
            CaseWork(writer, self.clock).merge(case_id, into, reason, by)

    def separate(self, case_id: str, by: str) -> None:
        """Have a merged case stand alone again. Raises as `CaseWork.separate`."""
        from evidencekit.services.case_work import CaseWork

        with self.writing() as writer:
            CaseWork(writer, self.clock).separate(case_id, by)

    def _unusable(self, rights: "tuple[Right, ...]") -> frozenset[str]:
        files = {power.file for right in rights for power in right.powers}
        files |= {right.certificate for right in rights if right.certificate}
        return frozenset(one for one in files if not self._is_whole(one))

    def _is_whole(self, path: str) -> bool:
        """Hash a paper again only if its file changed: what is shown is shown often."""
        from evidencekit.casework.attachments import is_whole

        try:
            now = self.vault.layout.at(path).stat()
        except OSError:
            return False
        key = (path, now.st_mtime_ns, now.st_size)
        if key not in self.hashed:
            self.hashed[key] = is_whole(self.vault, path)
        return self.hashed[key]

    def _genuine(self, right_id: str) -> dict[str, str]:
        """Return the files of a right's genuine photos by their hash, the first one first."""
        from evidencekit.casework import database
        from evidencekit.casework.photo_records import genuine_of

        with database.reading(self.vault) as connection:
            found = genuine_of(connection)
        return {one.sha256: one.file for one in found if one.right_id == right_id}

    def _cells(self, photos: dict[str, str]) -> dict[str, Cells | None]:
        from evidencekit.casework.photo_child import small_in_child

        found: dict[str, Cells | None] = {}
        for sha256, file in list(photos.items())[:_MOST_PHOTOS]:
            path = self.vault.layout.plain_file(file)
            found[sha256] = small_in_child(path.read_bytes()) if path else None
        return found
