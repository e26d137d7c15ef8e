"""The packet of a draft as it would look, drawn outside the vault and kept nowhere."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from weakref import finalize

from evidencekit.casework.model import Complaint
from evidencekit.domain.errors import FileMissing, VaultDamaged, WrongUse
from evidencekit.evidence.signature import PublicKey
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.packet.compose import compose
from evidencekit.packet.model import ATTACHMENTS, Exhibit, PacketFile, PacketPlan
from evidencekit.packet.profiles import label_of
from evidencekit.services.drafting import DraftReading
from evidencekit.services.exhibits import Gathering
from evidencekit.services.marked_pictures import marked_for
from evidencekit.services.numbering import bates_of, numbering_of
from evidencekit.services.packet_content import ContentReading
from evidencekit.services.packet_files import papers_named
from evidencekit.services.packet_pdfs import file_of, refusing
from evidencekit.services.packet_plan import plan_of
from evidencekit.vault.key_store import writing_keys
from evidencekit.vault.staged import told_as_ours
from evidencekit.vault.vault import Vault

_NAME = "preview"
# What would be told of a packet that is not made.
_NO_HASH = "-"


@dataclass(frozen=True, slots=True)
class Preview:
    """A drawn preview: the PDF, and how many pages it has."""

    pdf: Path
    pages: int


class Previewing:
    """Draws a draft again and again, in a folder of its own that `close` removes.

    Pictures are taken out of the captures once and used again until `forget`. Everything may be
    called by any thread; one draws at a time. Nothing is signed, stamped, frozen, logged.
    `operator` is who would make the packet; without, the person whom the vault names.
    """

    def __init__(self, vault: Vault, clock: Clock, operator: str | None = None) -> None:
        self._vault, self._clock = vault, clock
        self._operator = operator or vault.marker.operator
        self._lock = Lock()
        self._folder: Path | None = None
        self._remove: Callable[[], object] = lambda: None
        self._exhibits: dict[tuple[object, ...], Exhibit] = {}
        self._files: dict[str, PacketFile] = {}
        self._drawn = 0

    def draw(self, draft: Complaint, check: Callable[[], None]) -> Preview:
        """Draw the packet of a draft, marked as one; the file of the preview before stays.

        `check` is called between the steps and while pages are made, and may end it by raising;
        then nothing stays of it. Raises as `Packets.make`.
        """
        with self._lock:
            return self._draw(draft, check)

    def forget(self) -> None:
        """Have pictures and facts read again at the next drawing."""
        with self._lock:
            self._exhibits.clear()

    def close(self) -> None:
        """Remove all that was drawn. A later `draw` begins anew."""
        with self._lock:
            self._exhibits.clear()
            self._remove()
            self._folder = None

    def _draw(self, draft: Complaint, check: Callable[[], None]) -> Preview:
        if not draft.captures:
            raise WrongUse(detail="a packet without captures")
        casework = DraftReading(self._vault, draft)
        plan = replace(plan_of(casework.dossier(draft.id), self._operator), draft=True)
        check()
        work = self._work()
        with told_as_ours(work), refusing(work):
            numbers = numbering_of(self._vault, plan, casework)
            gathering = self._gathering(plan, work, casework)
            exhibits = self._gathered(plan, gathering, numbers.of(plan.captures), check)
            files = self._told(plan, gathering, exhibits)
            check()
            reading = ContentReading(self._vault, self._clock, work, self._key, casework)
            content = reading.content(plan, _NAME, exhibits, bates_of(plan, numbers), None)
            check()
            target = work / f"{_NAME}-{self._drawn + 1}.pdf"
            words = catalogue(plan.language)
            try:
                with target.open("wb") as file:
                    pages = compose(file, content, files, _NO_HASH, words, check=check)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
        self._drawn += 1
        (work / f"{_NAME}-{self._drawn - 2}.pdf").unlink(missing_ok=True)
        return Preview(target, pages)

    def _work(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="evidencekit-preview-"))
            # Whoever forgets to close it, or ends the program, leaves nothing either.
            self._remove = finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    @property
    def _key(self) -> PublicKey:
        """Return the key that would sign. Raises VaultDamaged."""
        writing = writing_keys(self._vault.layout)
        known = {log.key_id: log.key for log in self._vault.logs()}
        key = next((found for one in writing if (found := known.get(one)) is not None), None)
        if key is None:
            raise VaultDamaged(path=self._vault.root, detail="no key")
        return key

    def _gathering(self, plan: PacketPlan, work: Path, casework: DraftReading) -> Gathering:
        shape = plan.shape
        return Gathering(
            self._vault,
            work,
            plan.facts_as_of,
            label=lambda number: label_of(shape, number, plan.prefix),
            small=not shape.archive,
            marks=marked_for(self._vault, plan, casework, work),
        )

    def _gathered(
        self,
        plan: PacketPlan,
        gathering: Gathering,
        numbers: dict[str, int],
        check: Callable[[], None],
    ) -> tuple[Exhibit, ...]:
        """Return the exhibits; a submission's pictures are not made smaller: nobody sends them."""
        exhibits = []
        for capture in sorted(plan.captures, key=numbers.__getitem__):
            number = numbers[capture]
            # What is secret hangs on the rights, and the draft may have got others.
            secrets = gathering.marks.secrets if gathering.marks else ()
            key = (capture, number, gathering.small, plan.facts_as_of, secrets)
            if key not in self._exhibits:
                check()
                self._exhibits[key] = gathering.exhibit(number, capture)
            exhibits.append(replace(self._exhibits[key], label=gathering.label(number)))
        return tuple(exhibits)

    def _told(
        self, plan: PacketPlan, gathering: Gathering, exhibits: tuple[Exhibit, ...]
    ) -> Sequence[PacketFile]:
        """Return the files that would go along, as far as they are there before it is made."""
        names = {f"keys/{self._key.key_id}.pem": ""}
        if plan.archive:
            names |= dict.fromkeys(gathering.attachments(exhibits), "")
        names |= papers_named(plan.papers)
        return [self._told_of(path, name or path) for path, name in sorted(names.items())]

    def _told_of(self, path: str, name: str) -> PacketFile:
        # What lies in a vault under a name never changes.
        if path not in self._files:
            place = self._vault.layout.plain_file(path)
            if place is None:
                raise FileMissing(path=self._vault.layout.at(path), detail="missing")
            self._files[path] = file_of(place, path)
        return replace(self._files[path], name=f"{ATTACHMENTS}/{name}")
