"""A vault as the app works at it: one object, whose methods block and may be called by any thread.

Reading takes no lock and needs no key. Writing opens the vault for as long as somebody writes; all
parts of this program share that one writer.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from evidencekit.bootstrap.desk_views import CaptureList, CaseView, Tile
from evidencekit.bootstrap.places import passphrase as passphrase_given
from evidencekit.domain.capture import Stamped
from evidencekit.domain.errors import VaultLocked
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders
from evidencekit.vault.book import CaptureEntry, first_problem, known_book
from evidencekit.vault.create import PROGRAM
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.tree import stamped_in
from evidencekit.vault.vault import Vault, VaultWriter

if TYPE_CHECKING:
    from evidencekit.bootstrap.packets import Leaving
    from evidencekit.bootstrap.register_desk import RegisterDesk
    from evidencekit.casework.model import Case
    from evidencekit.casework.rulebook import Rulebook
    from evidencekit.evidence.keys import VaultKey
    from evidencekit.evidence.report import VerificationReport
    from evidencekit.packet.model import PacketResult
    from evidencekit.services.confirming import Confirmation
    from evidencekit.services.photo_pairs import PhotoPair
    from evidencekit.vault.create import MadeVault
    from evidencekit.vault.library import Library

__all__ = ["CaptureList", "CaseView", "Desk", "Tile"]

T = TypeVar("T")


class Desk:
    """One vault at work. Make it with `open`.

    `operator` is who works here: the person whom the vault names, until another name is said.
    """

    def __init__(self, vault: Vault, passphrase: str | None) -> None:
        self._vault = vault
        self._passphrase = passphrase
        self.operator = vault.marker.operator
        self._clock = SystemClock()
        self._known = KnownVaults(user_folders().data / "known.json")
        self._lock = Lock()
        self._writer: VaultWriter | None = None
        self._key: VaultKey | None = None
        self._users = 0
        self._asked_earlier = False

    @classmethod
    def open(cls, folder: Path, passphrase: str | None = None) -> "Desk":
        """Open the vault at `folder`. Raises VaultMissing, VaultNewer, VaultDamaged, FileMissing.

        Without a passphrase the one of `EVIDENCEKIT_PASSPHRASE_FILE` is used where a key needs one,
        and for a demo the file that lies beside its vault.
        """
        vault = Vault.open_reading(folder)
        words = passphrase or passphrase_given()
        beside = folder.parent / "DEMO-passphrase.txt"
        if words is None and vault.marker.demo and beside.is_file():
            words = passphrase_given(beside)
        return cls(vault, words)

    @classmethod
    def make(
        cls, folder: Path, name: str, operator: str, passphrase: str | None
    ) -> tuple["Desk", "MadeVault"]:
        """Make a vault and open it; without a passphrase its key goes into the keyring.

        Raises as `create_vault`.
        """
        from evidencekit.vault.create import NewVault, create_vault

        known = KnownVaults(user_folders().data / "known.json")
        wish = NewVault(name, operator)
        made = create_vault(folder, wish, SystemClock(), known, passphrase or passphrase_given())
        return cls.open(made.path, passphrase), made

    @property
    def folder(self) -> Path:
        """Return the vault's folder."""
        return self._vault.root

    @property
    def name(self) -> str:
        """Return the name that the vault was given."""
        return self._vault.marker.name or self.folder.name

    @property
    def demo(self) -> bool:
        """Say whether this is a demo, which proves nothing."""
        return self._vault.marker.demo

    @property
    def vault_id(self) -> str:
        """Return the id of the vault."""
        return self._vault.marker.vault_id

    @property
    def passphrase(self) -> str | None:
        """Return the passphrase in use, for a process of ours alone; None if there is none."""
        return self._passphrase

    def now(self) -> datetime:
        """Return the time of this computer, UTC."""
        return self._clock.now()

    def unlock(self, passphrase: str) -> None:
        """Keep the passphrase for as long as the program runs; it is tried at the next writing."""
        self._passphrase = passphrase

    def read(self, work: Callable[["Desk"], T]) -> T:
        """Do what only looks at the vault; the user's work is opened once for all of it."""
        from evidencekit.casework.database import kept_open

        with kept_open():
            return work(self)

    @contextmanager
    def writing(self) -> Iterator[VaultWriter]:
        """Give the writer that all share; the last to leave closes it.

        Raises as `Vault.open_writing`.
        """
        with self._lock:
            if self._writer is None:
                self._writer = self._opened()
            self._users += 1
            writer = self._writer
        try:
            yield writer
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._writer, self._key = None, writer.key
                    writer.close()

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Have whoever would write wait. Raises VaultLocked if this program writes just now."""
        with self._lock:
            if self._writer is not None:
                raise VaultLocked(path=self.folder, program=PROGRAM, pid=os.getpid())
            yield

    @contextmanager
    def writing_alone(self) -> Iterator[VaultWriter]:
        """Give a writer beside which nobody writes. Raises as `at_rest`, `Vault.open_writing`."""
        with self.at_rest(), self._opened() as writer:
            yield writer
            self._key = writer.key

    def _opened(self) -> VaultWriter:
        return Vault.open_writing(
            self.folder, self._known, self._clock, self._passphrase, self._key
        )

    @contextmanager
    def earlier_token(self, writer: VaultWriter) -> Iterator[None]:
        """Ask for a token over the log, once a run, beside what is done meanwhile.

        Only where the settings choose an authority; nobody waits for it.
        """
        from evidencekit.bootstrap.capture_stamps import authorities_of_settings
        from evidencekit.services.earlier_token import EarlierToken

        with self._lock:
            first, self._asked_earlier = not self._asked_earlier, True
        authorities, _trouble = authorities_of_settings(writer.marker, self._clock)
        if not first or not authorities:
            yield
            return
        with EarlierToken(writer, self._clock, authorities):
            yield

    # --- captures ---

    def captures(self) -> CaptureList:
        """Return what is sealed; the index is brought up to date with it.

        Raises VaultDamaged, IndexUnavailable.
        """
        self.library.refresh(scan=True)
        # Read once: a long log takes seconds, and all is to be of one moment.
        logs = self._vault.logs()
        book = known_book(logs)
        stamped = stamped_in(self._vault.layout, book, demo=self.demo)
        return CaptureList.of(book, stamped, first_problem(logs))

    def row(self, entry: CaptureEntry, stamped: Stamped) -> dict[str, object]:
        """Return one row of `list --json` (docs/cli-json.md); opens the sealed file."""
        from evidencekit.services.looking import capture_row

        return capture_row(self._vault, entry, stamped)

    def rows(self, ids: list[str]) -> list[dict[str, object]]:
        """Return the rows of these captures as `list --json` has them, in any order.

        What is not known as of the last `captures` is left out. Raises IndexUnavailable.
        """
        return self.library.rows_of(ids)

    def matching(self, words: str, most: int | None = None) -> list[str]:
        """Return the ids of what `search` finds, newest first and at most so many (None: all).

        Raises IndexUnavailable.
        """
        from evidencekit.vault.library import Filter

        return self.library.ids(Filter(words=words), most)

    @cached_property
    def library(self) -> "Library":
        """Return the search index of the vault."""
        from evidencekit.services.library import library_of

        return library_of(self._vault, user_folders().cache, self._clock)

    def capture(self, capture_id: str) -> dict[str, object]:
        """Return the object of `show --json`. Raises NotFound."""
        from evidencekit.services.looking import show_capture

        return show_capture(self._vault, capture_id)

    def tiles(self, capture_id: str, kind: str = "fullpage", most: int | None = None) -> list[Tile]:
        """Return the screenshot of the whole page, top to bottom, or the imported picture.

        With `most` that many tiles from the top are read, no more. Empty if there is neither.
        Raises NotFound, FileMissing, ArchiveRefused (also for a picture that is not what was
        sealed).
        """
        from evidencekit.services.shown_picture import imported_picture

        entry = self._vault.find(capture_id)
        with self._vault.open_capture(entry) as capture:
            tiles = [
                Tile(
                    y=one.details.get("y", 0),
                    width=one.details.get("width", 0),
                    height=one.details.get("height", 0),
                    png=capture.artefact_body(one),
                )
                for one in capture.tiles(kind)[:most]
            ]
        got = None if tiles or kind != "fullpage" else imported_picture(self._vault, entry)
        return tiles if got is None else [Tile(0, got.width, got.height, got.png)]

    def speak(
        self,
        capture_id: str,
        what: str,
        words: tuple[object, ...],
        by: str,
        box: tuple[int, int, int, int] | None = None,
    ) -> tuple[str, ...]:
        """Record what a person says of facts: a method of `FactReviewing`. Raises as that.

        Return the names of the facts that it was said of.
        """
        from evidencekit.casework.standing import PictureBox
        from evidencekit.services.reviewing import FactReviewing

        drawn = {"box": PictureBox(*box)} if box else {}
        with self.writing() as writer:
            said = getattr(FactReviewing(writer, self._clock), what)(
                capture_id, *words, by, **drawn
            )
        return tuple(one.fact for one in (said if isinstance(said, list) else [said]))

    def photo_candidates(
        self, capture_id: str, seen: "Sequence[PhotoPair]" = ()
    ) -> list["PhotoPair"]:
        """Return pictures that may show the same as a capture's. Raises as `Photos.candidates`.

        Those `seen` before are not decoded again.
        """
        from evidencekit.services.photo_pairs import pairs_of

        with self.writing() as writer:
            return pairs_of(writer, self._clock, capture_id, seen)

    def decide_photos(self, first: str, second: str, verdict: str, by: str) -> None:
        """Record what a person sees in two pictures. Raises as `Photos.decide`."""
        from evidencekit.casework.photo_records import Verdict
        from evidencekit.services.photos import Photos

        with self.writing() as writer:
            Photos(writer, self._clock).decide(first, second, Verdict(verdict), by)

    def verify_capture(self, capture_id: str) -> "VerificationReport":
        """Check one capture deeply, with the tokens and custody lines that speak of it.

        Raises NotFound.
        """
        from evidencekit.bootstrap.time_authorities import roots_to_verify
        from evidencekit.services.verifying_one import verify_one

        return verify_one(self._vault, capture_id, roots_to_verify(None), self._known)

    # --- casework ---

    @cached_property
    def register(self) -> "RegisterDesk":
        """Return the register of rights at this vault, and what is done with cases."""
        from evidencekit.bootstrap.register_desk import RegisterDesk

        return RegisterDesk(self._vault, self._clock, self.writing)

    def cases(self) -> list["Case"]:
        """Return all cases, newest first. Raises VaultNewer, VaultDamaged."""
        from evidencekit.services.casework import CaseworkReading

        return CaseworkReading(self._vault).cases()

    def case(self, case_id: str) -> CaseView:
        """Return a case with what it names. Raises NotFound, VaultNewer, VaultDamaged."""
        from evidencekit.services.casework import CaseworkReading

        reading = CaseworkReading(self._vault)
        case = reading.case(case_id)
        return CaseView(
            case,
            reading.right(case.right),
            tuple(reading.seller(one) for one in case.sellers),
            tuple(reading.complaints_about(case.captures)),
        )

    def rules(self) -> "Rulebook":
        """Return the rules that hold here. Raises VaultNewer, VaultDamaged, RuleFileRefused."""
        from evidencekit.services.casework import CaseworkReading

        return CaseworkReading(self._vault).rules()

    def add(self, noun: str, form: Path) -> dict[str, object]:
        """Add a right, seller, case or complaint from a form. Raises as `Casework.add`."""
        from evidencekit.services.casework import Casework

        with self.writing() as writer:
            return Casework(writer, self._clock).add(noun, form)

    def confirm(self, complaint_id: str, said: "Confirmation") -> None:
        """Record what a person said of a complaint. Raises as `Confirming.conclude`."""
        from evidencekit.services.confirming import Confirming

        with self.writing() as writer:
            Confirming(writer, self._clock).conclude(complaint_id, said)

    def reopen(self, complaint_id: str, by: str) -> None:
        """Take a confirmation back. Raises as `Confirming.reopen`."""
        from evidencekit.services.confirming import Confirming

        with self.writing() as writer:
            Confirming(writer, self._clock).reopen(complaint_id, by)

    def make_packet(self, complaint_id: str, leaving: "Leaving") -> "PacketResult":
        """Make a complaint's packet: a draft until it is confirmed. Raises as `Packets.make`."""
        from evidencekit.bootstrap.packets import packet_of_complaint

        with self.writing() as writer:
            return packet_of_complaint(writer, self._clock, complaint_id, leaving, self.operator)
