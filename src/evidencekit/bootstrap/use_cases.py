"""One function a command: adapters are chosen, the use case is called, its answer returned."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.evidence.hashing import Ahead
    from evidencekit.evidence.report import VerificationReport
    from evidencekit.evidence.report_text import ReportText
    from evidencekit.services.demo import DemoReport
    from evidencekit.services.stamping import StampResult
    from evidencekit.vault.create import MadeVault
    from evidencekit.vault.heads import KnownVaults


def _known() -> "KnownVaults":
    from evidencekit.vault.heads import KnownVaults

    return KnownVaults(user_folders().data / "known.json")


def make_vault(folder: Path, name: str, operator: str, passphrase_file: Path | None) -> "MadeVault":
    """Make a vault and its key. Raises as `vault.create.create_vault`."""
    from evidencekit.vault.create import NewVault, create_vault

    words = passphrase(passphrase_file)
    return create_vault(folder, NewVault(name, operator), SystemClock(), _known(), words)


def show_capture(vault: Path | None, capture_id: str) -> dict[str, object]:
    """Return one capture whole. Raises NotFound and what opening for reading raises."""
    from evidencekit.services import looking
    from evidencekit.vault.vault import Vault

    return looking.show_capture(Vault.open_reading(vault_folder(vault)), capture_id)


def time_words(shown: dict[str, object]) -> list[str]:
    """Return what may be said of the time of a capture, by the object of `show_capture`."""
    from evidencekit.services.time_words import words_of_shown

    return words_of_shown(shown)


def custody_table(vault: Path | None, capture_id: str) -> list[dict[str, object]]:
    """Return the custody lines of a capture as rows in the reader's language.

    Raises NotFound and what opening for reading raises.
    """
    from evidencekit.foundation.catalogue import catalogue, current_language
    from evidencekit.services.looking import custody_of
    from evidencekit.vault.vault import Vault

    say = catalogue(current_language()).gettext
    rows = custody_of(Vault.open_reading(vault_folder(vault)), capture_id, say)
    return [row.to_json() for row in rows]


def verify(
    vault: Path | None,
    paths: Sequence[Path],
    *,
    deep: bool,
    fingerprint: str | None,
    roots: Path | None = None,
    ahead: "Ahead | None" = None,
) -> "VerificationReport":
    """Check what is named, else the vault. `roots` is a PEM file, else those of the settings.

    `ahead` is what hashes captures already. Raises FileMissing, VaultMissing, WrongUse,
    RootsMissing.
    """
    from evidencekit.vault.ahead import hash_captures_ahead

    checked = paths or [vault_folder(vault)]
    # A deep check reads each file once.
    begun = nullcontext(ahead) if ahead or deep else hash_captures_ahead(checked)
    with begun as hashing:
        from evidencekit.bootstrap.time_authorities import roots_to_verify
        from evidencekit.services.verifying import verify_paths

        return verify_paths(
            checked,
            deep=deep,
            fingerprint=fingerprint,
            roots=roots_to_verify(roots),
            known=_known_and_trusted(),
            ahead=hashing,
        )


def checked_vault(vault: Path | None) -> Path:
    """Return the vault that `verify` looks at when no path is named. Raises VaultMissing."""
    return vault_folder(vault)


def words_of(report: "VerificationReport") -> "ReportText":
    """Return a report in words, in the language of this process."""
    from evidencekit.evidence.report_text import report_text

    return report_text(report)


def report_json(report: "VerificationReport") -> dict[str, object]:
    """Return the object of `verify --json`: the report, and its checks counted by item."""
    from evidencekit.evidence.report_items import items_of

    return report.to_json() | {"items": [item.to_json() for item in items_of(report.checks)]}


def write_report(
    report: "VerificationReport",
    paths: Sequence[Path],
    pdf: Path,
    *,
    fingerprint: str | None = None,
    roots: Path | None = None,
) -> None:
    """Write a report as a PDF, replacing what stood there. Raises DiskFull, VaultNotWritable.

    `fingerprint` and `roots` as they were given to `verify`: the report says so.
    """
    from evidencekit.evidence.report_text import against_words
    from evidencekit.foundation.files import written_aside
    from evidencekit.packet.report_pdf import write_report_pdf
    from evidencekit.vault.staged import told_as_ours

    with told_as_ours(pdf.parent), written_aside(pdf) as file:
        names = [str(path) for path in paths]
        write_report_pdf(
            file,
            words_of(report),
            names,
            SystemClock().now(),
            verdict=report.verdict,
            against=against_words(fingerprint, roots),
        )


def _known_and_trusted() -> "KnownVaults":
    from evidencekit.foundation.settings import load_settings
    from evidencekit.vault.heads import KnownVaults

    folders = user_folders()
    keys = load_settings(folders.config / "settings.json").trusted_keys
    return KnownVaults(folders.data / "known.json", frozenset(key.fingerprint for key in keys))


def stamp(
    vault: Path | None, authorities: Sequence[str], roots: Path | None, *, renew: bool = False
) -> "StampResult":
    """Get the time tokens that are waiting. `authorities` are names or addresses.

    Raises AuthorityMissing, RootsMissing, NotAnAddress, WrongUse, FileMissing, DemoMixed,
    PasswordInClear, PasswordMissing and everything of `Vault.open_writing`.
    """
    from evidencekit.bootstrap.time_authorities import chosen_authorities, stamp_attempts
    from evidencekit.services.stamping import Stamping
    from evidencekit.vault.marker import read_marker
    from evidencekit.vault.vault import Vault

    clock, folder = SystemClock(), vault_folder(vault)
    chosen = chosen_authorities(read_marker(folder), authorities, roots, clock)
    with Vault.open_writing(folder, _known(), clock, passphrase()) as writer:
        attempts = stamp_attempts(writer.marker.vault_id)
        return Stamping(writer, clock, attempts).stamp(chosen, renew=renew)


def run_demo(folder: Path | None, say: Callable[[str], None]) -> tuple["DemoReport", float]:
    """Do the whole job on the sample shop; return what was done and the seconds it took.

    `folder` None makes a new one in the user's data folder. Raises FolderNotEmpty, EngineMissing,
    EngineSelfTestFailed, Cancelled, DiskFull.
    """
    from evidencekit.bootstrap.browsing import browser_wish
    from evidencekit.services.demo import Demo, DemoReport, prepare_demo
    from evidencekit.services.sample_shop import SampleShop
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), _known()
    begun = clock.monotonic_ns()
    given = passphrase()
    if folder is None:
        folder = user_folders().data / f"demo-{clock.now():%Y%m%dT%H%M%SZ}"
    places, words = prepare_demo(folder, given, clock, known)
    report = DemoReport(places, None if given else places.passphrase_file)
    with SampleShop() as shop, Vault.open_writing(places.vault, known, clock, words) as vault:
        from evidencekit.webengine import run_with_browser

        demo = Demo(vault, clock, known, say)
        run_with_browser(
            lambda browser: demo.capture(browser, shop.listings, report), browser_wish()
        )
        demo.stamp(report)
        demo.read_facts(report)
        demo.complain(report, shop.origin)
        demo.make_packet(report)
    demo.verify(report)
    return report, (clock.monotonic_ns() - begun) / 1e9
