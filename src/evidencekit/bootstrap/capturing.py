"""Captures with the embedded engine: addresses and lists of them, tokens around them."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import OperatorMissing, WrongUse
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.clock import Clock, SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.services.batch import Batch, Progress, Row, Visit
    from evidencekit.services.batch_crew import StoppableBrowser
    from evidencekit.services.capturing import CaptureResult, Capturing
    from evidencekit.services.plain_capturing import PlainCapturing
    from evidencekit.vault.vault import VaultWriter

    _Work = Callable[[StoppableBrowser | None], list[Row]]

_MOST = 4
_NEEDED = (
    "evidencekit.bootstrap.capture_stamps",
    "evidencekit.services.batch_crew",
    "evidencekit.services.ground",
)
_FORGOT = "profile_not_kept"


@dataclass(frozen=True, slots=True)
class CaptureWish:
    """What is to be captured, and how: the options of `capture`.

    `wait` and `delay` in seconds, `delay` None for the usual pause between pages of a host;
    `parallel` None for as many as the computer has cores, at most 4. `operator` is the person named
    for this command, if one was. `ground`: what that person states now. `engine`: embedded,
    chromium (the installed browser), or requests, without a browser. `profile` names a kept browser
    profile; of that there is a page at a time.
    `consent`: refuse consent banners, as is done for a list anyway; `documents`: keep files that
    stand alone too.
    """

    addresses: tuple[str, ...]
    list_file: Path | None = None
    operator: str | None = None
    ground: Ground | None = None
    wait: float = 0
    parallel: int | None = None
    delay: float | None = None
    anew: bool = False
    engine: str = "embedded"
    profile: str | None = None
    consent: bool = False
    documents: bool = False

    @property
    def most(self) -> int:
        """Return how many pages may be under way beside each other."""
        return 1 if self.profile else self.parallel or min(_MOST, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears how it goes: `told` of each address that is done, `said` of anything else."""

    told: Callable[["Progress"], None]
    said: Callable[[str], None]


def capture_pages(vault: Path | None, wish: CaptureWish, listener: Listener) -> list["Row"]:
    """Capture pages; return a row an address, in the order asked.

    Addresses are looked at before anything starts. With authorities chosen in the settings, tokens
    are asked for. Raises NotAnAddress, WrongUse, GroundMissing, OperatorMissing, what
    `read_addresses` and `Vault.open_writing` raise, EngineMissing, EngineSelfTestFailed,
    BrowserMissing, ProfileInUse, Cancelled.
    """
    rules, clock = withhold_rules(), SystemClock()
    asked = _addresses(wish)
    if wish.ground and not wish.operator:
        raise OperatorMissing(action=_("stating the ground for capturing"))
    run = _runner(wish)
    with _opened_beside(vault_folder(vault), clock) as opened:

        def work(browser: "StoppableBrowser | None") -> list["Row"]:
            with opened() as writer:
                return _captured(writer, browser, asked, rules, (wish, listener, clock))

        return run(work)


def _runner(wish: CaptureWish) -> "Callable[[_Work], list[Row]]":
    """Return what runs the work, beside a browser or without one.

    Qt is loaded here, before any thread of ours: its loading breaks where others load beside it.
    What is loaded after it takes half as long again, so what a capture needs comes first.
    """
    if wish.engine == "requests":
        return lambda work: work(None)
    if wish.engine == "chromium":
        from evidencekit.bootstrap.browsing import installed_wish
        from evidencekit.chromium import run_with_installed

        installed = installed_wish(wish.profile)
        return lambda work: run_with_installed(work, installed)
    for module in _NEEDED:
        import_module(module)
    from evidencekit.bootstrap.browsing import browser_wish
    from evidencekit.webengine import run_with_browser

    looks = browser_wish(wish.profile)

    def run(work: "_Work") -> "list[Row]":
        forgot = threading.Event()
        rows = run_with_browser(work, looks, forgot.set)
        return [row.warned(_FORGOT) for row in rows] if forgot.is_set() else rows

    return run


def _captured(
    writer: "VaultWriter",
    browser: "StoppableBrowser | None",
    asked: list[str],
    rules: "WithholdRules",
    how: tuple[CaptureWish, Listener, Clock],
) -> list["Row"]:
    from evidencekit.bootstrap.capture_stamps import (
        authorities_of_settings,
        stamp_batch,
        token_before,
    )
    from evidencekit.services.batch import rows_as_asked

    wish, listener, clock = how
    ground = _ground(writer, asked, wish)
    shown = {one: rules.own_address(one)[0] for one in asked}
    batch = _batch(writer, shown, wish, listener, clock)
    chosen = authorities_of_settings(writer.marker, clock)
    by = wish.operator or writer.marker.operator
    with token_before(writer, clock, chosen[0] if len(batch.addresses) > 1 else ()):
        _run(batch, _work(browser, (writer, clock, by, rules, ground)), wish, browser)
    rows = rows_as_asked(batch, asked)
    if any(row.is_captured for row in rows):
        listener.said(stamp_batch(writer, clock, chosen))
    stamped = writer.stamped()
    return [row.with_stamps(stamped) for row in rows]


def withhold_rules() -> "WithholdRules":
    """Return what the settings withhold beside the built-in lists."""
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.foundation.settings import load_settings

    chosen = load_settings(user_folders().config / "settings.json")
    return WithholdRules.from_lists(
        chosen.withheld_headers, chosen.credential_parameters, chosen.keep_request_bodies_for
    )


def _addresses(wish: CaptureWish) -> list[str]:
    from evidencekit.capture.addresses import web_address

    listed: list[str] = []
    if wish.list_file:
        from evidencekit.services.address_list import read_addresses

        listed = read_addresses(wish.list_file)
    texts = [*wish.addresses, *listed]
    if not texts:
        raise WrongUse(detail=_("no address was given"))
    return [web_address(text) for text in texts]


def _ground(writer: "VaultWriter", asked: list[str], wish: CaptureWish) -> Ground | None:
    from evidencekit.services.ground import require_ground, state_ground

    if wish.ground and wish.operator:
        state_ground(writer, wish.ground, wish.operator)
    return require_ground(writer, asked)


def _batch(
    writer: "VaultWriter",
    shown: dict[str, str],
    wish: CaptureWish,
    listener: Listener,
    clock: Clock,
) -> "Batch":
    from evidencekit.services.batch import Batch, earlier_captures
    from evidencekit.services.batch_journal import BatchJournal

    different, journal = list(shown), None
    if wish.list_file:
        folder = user_folders().data / "batches"
        journal = BatchJournal(folder, writer.marker.vault_id, different)
        if wish.anew:
            journal.forget()
    batch = Batch(different, shown, clock, listener.told, wish.delay, journal)
    done = batch.resume(writer)
    if done:
        left = len(different) - done
        words = ngettext(
            "An earlier run of this list captured {done}; {n} address is left. --anew starts over.",
            "An earlier run of this list captured {done}; {n} addresses are left."
            " --anew starts over.",
            left,
        )
        listener.said(words.format(done=done, n=left))
    if len(different) > 1:
        batch.earlier = earlier_captures(writer, shown.values())
    return batch


def _work(
    browser: "StoppableBrowser | None",
    parts: tuple["VaultWriter", Clock, str, "WithholdRules", Ground | None],
) -> "Capturing | PlainCapturing":
    vault, clock, operator, rules, ground = parts
    if browser is None:
        from evidencekit.services.plain_capturing import PlainCapturing

        return PlainCapturing(vault, clock, operator, rules, ground)
    from evidencekit.services.batch_crew import PicturesInTurn
    from evidencekit.services.capturing import Capturing

    return Capturing(vault, PicturesInTurn(browser), clock, operator, rules, ground)


def _run(
    batch: "Batch",
    work: "Capturing | PlainCapturing",
    wish: CaptureWish,
    browser: "StoppableBrowser | None",
) -> None:
    from evidencekit.capture.plan import CapturePlan
    from evidencekit.services.batch_crew import ThreadCrew

    consent = wish.consent or wish.list_file is not None
    plan = CapturePlan(wait=wish.wait, documents=wish.documents, consent=consent)

    def visit(what: "Visit") -> "CaptureResult":
        result = work.capture(what.capture_id, what.job.address, plan)
        if result.sealed:
            from evidencekit.services.facts import FactReading

            # At once, so that a kill leaves no capture behind without them.
            FactReading(work.vault, work.clock).read(work.vault.find(result.sealed.id))
        return result

    with ThreadCrew(visit, wish.most, browser) as crew, _readers_loading(browser):
        batch.run(crew)


@contextmanager
def _opened_beside(folder: Path, clock: Clock) -> Iterator[Callable[[], "VaultWriter"]]:
    """Open a vault for writing beside the start of the engine: the key alone takes its time.

    What is given waits for it and raises as `Vault.open_writing`; the caller closes the writer.
    """

    def work() -> "VaultWriter":
        from evidencekit.vault.heads import KnownVaults
        from evidencekit.vault.vault import Vault

        known = KnownVaults(user_folders().data / "known.json")
        return Vault.open_writing(folder, known, clock, passphrase())

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
def _readers_loading(browser: "StoppableBrowser | None") -> Iterator[None]:
    """Load the readers of facts beside the first page that has loaded, which then waits a lot.

    Who needs them hears of errors.
    """
    loaded, over = threading.Event(), threading.Event()

    def load() -> None:
        loaded.wait()
        if not over.is_set():
            from evidencekit.services.facts import load_readers

            load_readers()

    if browser is not None:
        browser.when_loaded(loaded.set)
    with ThreadPoolExecutor(1, "loading") as ahead:
        ahead.submit(load)
        try:
            yield
        finally:
            over.set()
            loaded.set()
