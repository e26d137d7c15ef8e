"""What the app brings into its vault beside the page that a person looks at: files, and lists.

All functions block; for a worker's thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.own_command import (
    CommandEnd,
    Stoppable,
    require_key,
    run_own_command,
    steps_told,
)
from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import FileMissing, NotAnAddress
from evidencekit.foundation.files import write_whole
from evidencekit.foundation.paths import user_folders
from evidencekit.services.importing import ImportResult


@dataclass(frozen=True, slots=True)
class AddressList:
    """A list as a person gave it: what can be captured, in its order, each once.

    `not_addresses` are the lines that are none; `twice` counts those listed before.
    """

    addresses: tuple[str, ...]
    not_addresses: tuple[str, ...]
    twice: int


@dataclass(frozen=True, slots=True)
class ListManner:
    """How the pages of a list are visited, as `CaptureWish` has it.

    `profile` names a kept browser profile, `wait` is in seconds, `documents` keeps files that stand
    alone too; `anew` visits again what an earlier run of the same list captured. `pause` is in
    seconds between pages of a host and `at_once` how many hosts at a time, None: as usual. `plain`
    asks for pages without a browser, which knows no profile and makes no documents.
    """

    profile: str | None = None
    wait: int = 0
    documents: bool = False
    anew: bool = False
    pause: int | None = None
    at_once: int | None = None
    plain: bool = False

    def options(self) -> list[str]:
        """Return the options of `capture` that say so."""
        return [
            *(["--profile", self.profile] if self.profile else []),
            *(["--wait", str(self.wait)] if self.wait else []),
            *(["--documents"] if self.documents else []),
            *(["--anew"] if self.anew else []),
            *(["--delay", str(self.pause)] if self.pause is not None else []),
            *(["--parallel", str(self.at_once)] if self.at_once else []),
            *(["--engine", "requests"] if self.plain else []),
        ]


@dataclass(frozen=True, slots=True)
class ListWish:
    """A list to be captured, by whom, and the ground that this person states now, if any."""

    addresses: tuple[str, ...]
    by: str
    ground: Ground | None = None
    manner: ListManner = ListManner()


def read_list(texts: Sequence[str]) -> AddressList:
    """Sort the lines of a list."""
    from evidencekit.capture.addresses import web_address

    found: dict[str, None] = {}
    wrong, twice = [], 0
    for text in texts:
        try:
            address = web_address(text)
        except NotAnAddress:
            wrong.append(text)
            continue
        twice += address in found
        found[address] = None
    return AddressList(tuple(found), tuple(wrong), twice)


def read_list_file(file: Path) -> AddressList:
    """Sort the lines of a file: text, CSV or XLSX. Raises as `read_addresses`."""
    from evidencekit.services.address_list import read_addresses

    return read_list(read_addresses(file))


def ground_stated(desk: Desk) -> bool:
    """Say whether nobody needs to state a ground any more. Raises VaultDamaged."""
    from evidencekit.services.ground import stated_ground
    from evidencekit.vault.vault import Vault

    return desk.demo or stated_ground(Vault.open_reading(desk.folder)) is not None


def unfinished_list(desk: Desk) -> tuple[str, ...]:
    """Return the list that was begun in this vault and not brought to its end; else nothing."""
    try:
        return tuple(_kept(desk).read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return ()


def forget_list(desk: Desk) -> None:
    """Have a list that was stopped not be offered again. Its captures stay. Raises OSError."""
    _kept(desk).unlink(missing_ok=True)


def capture_list(desk: Desk, wish: ListWish, task: Stoppable) -> CommandEnd:
    """Capture a list; what an earlier run of it sealed is not visited again, unless it is wished.

    A profile that is in use is the trouble of the end. Raises Cancelled (what was sealed stays),
    PassphraseMissing, PassphraseWrong, and what `Vault.open_writing` raises.
    """
    require_key(desk)
    _kept(desk).parent.mkdir(parents=True, exist_ok=True)
    write_whole(_kept(desk), "\n".join(wish.addresses).encode("utf-8"))
    arguments = ["--as", wish.by, "capture", "--from", str(_kept(desk))]
    arguments += ["--ground", wish.ground.value.replace("_", "-")] if wish.ground else []
    arguments += wish.manner.options()
    end = run_own_command(desk, arguments, task)
    if end.trouble is None and all(row.get("id") for row in end.rows):
        forget_list(desk)
    return end


def import_files(
    desk: Desk, files: Sequence[Path], by: str, task: Stoppable, url: str | None = None
) -> tuple[ImportResult, ...]:
    """Import files in the order given; `url` is the address that their pages had, as `by` says it.

    What came before a cancel or a failure stays. Raises Cancelled, NotAnAddress; else as
    `Importing.bring_all`.
    """
    from evidencekit.capture.addresses import web_address
    from evidencekit.capture.importing_child import examine_in_child
    from evidencekit.foundation.clock import SystemClock
    from evidencekit.services.importing import Importing

    address = web_address(url) if url else None
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        raise FileMissing(path=missing, detail="not a file")
    done: list[ImportResult] = []

    told_steps = steps_told(task)

    def told(result: ImportResult) -> None:
        done.append(result)
        told_steps(len(done), len(files))

    with desk.writing() as writer:
        importing = Importing(writer, SystemClock(), by, examine_in_child, told)
        importing.bring_all(files, address)
    return tuple(done)


def _kept(desk: Desk) -> Path:
    return user_folders().data / "batches" / f"{desk.vault_id}.list.txt"
