"""One function a command: adapters are chosen, the use case is called, its answer returned."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.clock import Clock, SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.evidence.report import VerificationReport
    from evidencekit.evidence.report_text import ReportText
    from evidencekit.services.capturing import Browser, CaptureResult
    from evidencekit.services.demo import DemoReport
    from evidencekit.services.stamping import StampResult
    from evidencekit.vault.create import MadeVault
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import VaultWriter


def _known() -> "KnownVaults":
    from evidencekit.vault.heads import KnownVaults

    return KnownVaults(user_folders().data / "known.json")


def make_vault(folder: Path, name: str, operator: str, passphrase_file: Path | None) -> "MadeVault":
    """Make a vault and its key. Raises as `vault.create.create_vault`."""
    from evidencekit.vault.create import NewVault, create_vault

    words = passphrase(passphrase_file)
    return create_vault(folder, NewVault(name, operator), SystemClock(), _known(), words)


def capture_pages(
    vault: Path | None,
    addresses: Sequence[str],
    *,
    operator: str | None,
    wait: float,
    told: Callable[["CaptureResult"], None],
    said: Callable[[str], None],
) -> list["CaptureResult"]:
    """Capture pages with the embedded engine. Addresses are looked at before anything starts.

    With authorities chosen in the settings, tokens are asked for: `said` hears what came of it.
    Raises NotAnAddress, everything of `Vault.open_writing`, EngineMissing, EngineSelfTestFailed,
    Cancelled.
    """
    from evidencekit.capture.addresses import web_address

    addresses = [web_address(address) for address in addresses]
    clock, folder, rules = SystemClock(), vault_folder(vault), withhold_rules()
    with _opened_beside(folder, clock) as opened:
        from evidencekit.webengine import run_with_browser

        def work(browser: "Browser") -> list["CaptureResult"]:
            from evidencekit.bootstrap.capture_stamps import (
                authorities_of_settings,
                stamp_batch,
                token_before,
            )
            from evidencekit.capture.session import CapturePlan
            from evidencekit.services.capturing import Capturing

            with opened() as writer, _loading_ahead("evidencekit.services.facts"):
                by = operator or writer.marker.operator
                capturing = Capturing(writer, browser, clock, by, rules, told)
                chosen = authorities_of_settings(writer.marker, clock)
                with token_before(writer, clock, chosen[0] if len(addresses) > 1 else ()):
                    results = capturing.capture_all(addresses, CapturePlan(wait=wait))
                    _read_facts(writer, clock, results)
                if any(result.sealed for result in results):
                    said(stamp_batch(writer, clock, chosen))
                stamped = writer.stamped()
                return [result.with_stamps(stamped) for result in results]

        return run_with_browser(work)


def _read_facts(writer: "VaultWriter", clock: Clock, results: "list[CaptureResult]") -> None:
    from evidencekit.services.facts import FactReading

    reading = FactReading(writer, clock)
    for result in results:
        if result.sealed:
            reading.read(writer.find(result.sealed.id))


@contextmanager
def _opened_beside(folder: Path, clock: Clock) -> Iterator[Callable[[], "VaultWriter"]]:
    """Open a vault for writing beside the start of the engine: the key alone takes its time.

    What is given waits for it and raises as `Vault.open_writing`; the caller closes the writer.
    """

    def work() -> "VaultWriter":
        from evidencekit.vault.vault import Vault

        return Vault.open_writing(folder, _known(), clock, passphrase())

    with ThreadPoolExecutor(1, "vault") as beside, ExitStack() as unused:
        opening = beside.submit(work)

        def take() -> "VaultWriter":
            writer = opening.result()
            unused.pop_all()
            return writer

        def close() -> None:
            if opening.exception() is None:
                opening.result().close()

        unused.callback(close)
        yield take


@contextmanager
def _loading_ahead(*modules: str) -> Iterator[None]:
    """Load modules beside what waits for keys, disk and engine; who needs them hears of errors."""
    with ThreadPoolExecutor(1, "loading") as ahead:
        for module in modules:
            ahead.submit(import_module, module)
        yield


def withhold_rules() -> "WithholdRules":
    """Return what the settings withhold beside the built-in lists."""
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.foundation.settings import load_settings

    chosen = load_settings(user_folders().config / "settings.json")
    return WithholdRules.from_lists(
        chosen.withheld_headers, chosen.credential_parameters, chosen.keep_request_bodies_for
    )


def list_captures(
    vault: Path | None, since: str | None, *, hidden: bool = False
) -> list[dict[str, object]]:
    """Return the rows of `list`. Raises VaultMissing, VaultNewer, VaultDamaged, WrongUse."""
    from evidencekit.services import looking
    from evidencekit.vault.vault import Vault

    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise WrongUse(detail=f"--since {since}") from None
    return looking.list_captures(Vault.open_reading(vault_folder(vault)), day, hidden=hidden)


def log_damage(vault: Path | None) -> str | None:
    """Return where the custody log can't be read, or None. Raises as `list_captures`."""
    from evidencekit.vault.vault import Vault

    return Vault.open_reading(vault_folder(vault)).log_damage()


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
) -> "VerificationReport":
    """Check what is named, else the vault. `roots` is a PEM file, else those of the settings.

    Raises FileMissing, VaultMissing, WrongUse, RootsMissing.
    """
    from evidencekit.bootstrap.time_authorities import roots_to_verify
    from evidencekit.services.verifying import verify_paths

    return verify_paths(
        paths or [vault_folder(vault)],
        deep=deep,
        fingerprint=fingerprint,
        roots=roots_to_verify(roots),
        known=_known_and_trusted(),
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


def write_report(report: "VerificationReport", paths: Sequence[Path], pdf: Path) -> None:
    """Write a report as a PDF, replacing what stood there. Raises DiskFull, VaultNotWritable."""
    from evidencekit.foundation.files import written_aside
    from evidencekit.packet.report_pdf import write_report_pdf
    from evidencekit.vault.staged import told_as_ours

    with told_as_ours(pdf.parent), written_aside(pdf) as file:
        names = [str(path) for path in paths]
        write_report_pdf(file, words_of(report), names, SystemClock().now(), verdict=report.verdict)


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
        run_with_browser(lambda browser: demo.capture(browser, shop.listings, report))
        demo.stamp(report)
        demo.read_facts(report)
        demo.complain(report, shop.origin)
        demo.make_packet(report)
    demo.verify(report)
    return report, (clock.monotonic_ns() - begun) / 1e9
