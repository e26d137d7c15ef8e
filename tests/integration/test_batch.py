"""A batch on a real vault: rows in the order asked, politeness kept, resumed from what is sealed.

The crew visits at once and lets the held clock run where a real one would wait.
"""

import shutil
from datetime import timedelta
from itertools import pairwise

import pytest

from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import Cancelled, ExitStatus, GroundMissing
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.services.about import about_capture
from evidencekit.services.batch import Batch, earlier_captures, rows_as_asked
from evidencekit.services.batch_journal import BatchJournal
from evidencekit.services.capturing import Capturing
from evidencekit.services.ground import require_ground, state_ground, stated_ground
from evidencekit.vault.create import NewVault
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.replayed_connection import ReplayedConnection, page_messages, request, response
from fakes.vaults import VaultRoom

X, Y = "http://x.example/", "http://y.example/"


class Site:
    """A browser whose pages answer at once: 200, or the statuses and errors given by address."""

    def __init__(self, clock, answers):
        self.clock, self.answers, self.visits = clock, answers, []

    def open_page(self):
        return _Page(self)

    def self_test(self):
        """What is replayed was recorded by an engine that passed it."""


class _Page:
    """A replayed page that is made when its address is known."""

    def __init__(self, site):
        self._site, self._inner = site, ReplayedConnection(site.clock, batches=[(0, [])])
        self.engine = self._inner.engine

    def call(self, method, params=None, *, limit=30.0):
        if method == "Page.navigate":
            self._go(params["url"])
        return self._inner.call(method, params, limit=limit)

    def _go(self, url):
        site = self._site
        site.visits.append((url, site.clock.now()))
        answers = site.answers.get(url, [200])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, str):
            self._inner = ReplayedConnection(
                site.clock, {"Page.navigate": {"frameId": "F", "errorText": answer}}
            )
            return
        told = page_messages(status=answer)
        told[1] = request(url=url)
        told[2:5] = response("<p>A bag</p>", url=url, status=answer)
        self._inner = ReplayedConnection(site.clock, None, [(0, told)], [("GET", url, "MainFrame")])

    def messages(self, limit):
        return self._inner.messages(limit)

    def requests_seen(self):
        return self._inner.requests_seen()

    def close(self):
        self._inner.close()


class HeldCrew:
    """One visit at a time; a wait with nothing to wait for lets its seconds pass."""

    def __init__(self, clock, capturing, stop_after=None):
        self._clock, self._capturing, self._left = clock, capturing, stop_after
        self._ended = []

    @property
    def free(self):
        return not self._ended

    @property
    def busy(self):
        return bool(self._ended)

    def start(self, visit):
        if self._left == 0:
            raise Cancelled
        self._left = None if self._left is None else self._left - 1
        result = self._capturing.capture(visit.capture_id, visit.job.address, CapturePlan())
        self._ended.append((visit, result))

    def wait(self, seconds):
        if self._ended:
            return self._ended.pop()
        self._clock.advance(timedelta(seconds=seconds))
        return None


class Desk:
    def __init__(self, folder):
        self.clock, self.folder = HeldClock(), folder
        self.room = VaultRoom(folder, self.clock)
        self.told = []

    def run(self, asked, answers=None, *, delay=None, stop_after=None, ground=None):
        site = Site(self.clock, answers or {})
        different = list(dict.fromkeys(asked))
        with self.room.writing() as vault:
            journal = BatchJournal(self.folder / "j", vault.marker.vault_id, different)
            shown = {one: one for one in different}
            batch = Batch(different, shown, self.clock, self.told.append, delay, journal)
            self.resumed = batch.resume(vault)
            batch.earlier = earlier_captures(vault, different)
            capturing = Capturing(vault, site, self.clock, "ana", WithholdRules(), ground)
            self.site = site
            batch.run(HeldCrew(self.clock, capturing, stop_after))
            return rows_as_asked(batch, asked)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def said(rows, name):
    return [row.document[name] for row in rows]


def test_rows_come_in_the_order_asked_and_hosts_in_turns(desk):
    asked = [X + "1", X + "2", Y + "1", X + "1"]
    rows = desk.run(asked)
    assert said(rows, "url") == asked
    assert said(rows, "state") == ["complete"] * 4
    assert [url for url, _at in desk.site.visits] == [X + "1", Y + "1", X + "2"]
    assert rows[3].document["id"] == rows[0].document["id"]
    assert rows[3].document["warnings"] == ["listed_twice"]
    assert [(one.done, one.count) for one in desk.told] == [(1, 3), (2, 3), (3, 3)]


def test_a_host_is_not_visited_again_before_its_pause(desk):
    desk.run([X + "1", X + "2", X + "3"], delay=7)
    times = [at for _url, at in desk.site.visits]
    assert all(b - a >= timedelta(seconds=7) for a, b in pairwise(times))


def test_what_a_refusing_host_still_had_is_skipped_and_said_so(desk):
    asked = [f"{X}{n}" for n in range(5)] + [Y]
    rows = desk.run(asked, {one: [429] for one in asked[:5]})
    assert said(rows, "state") == ["failed"] * 3 + ["skipped"] * 2 + ["complete"]
    assert said(rows[3:5], "reason") == ["host_refuses"] * 2
    assert said(rows[3:5], "id") == [None, None]
    assert [row.exit_status for row in rows] == [ExitStatus.FOUND_WRONG] * 5 + [ExitStatus.DONE]
    assert len(desk.site.visits) == 4
    assert set(rows[3].document) | {"error"} == set(rows[0].document)


def test_no_answer_is_tried_once_more_and_both_stand_in_the_log(desk):
    refused = "net::ERR_CONNECTION_REFUSED"
    rows = desk.run([X, Y], {X: [refused, 200], Y: [refused]})
    assert said(rows, "state") == ["complete", "failed"]
    assert rows[1].document["error"] == "refused"
    assert len(desk.site.visits) == 4
    vault = Vault.open_reading(desk.room.path)
    lines = [one for log in vault.logs() for one in log.report.lines]
    assert [one.body["url"] for one in lines if one.kind == "capture.failed"] == [X, Y, Y]


def test_a_page_that_is_here_already_is_noticed_and_captured_again(desk):
    [first] = desk.run([X])
    [again] = desk.run([X])
    assert first.document["earlier"] is None
    assert again.document["earlier"] == first.document["id"] != again.document["id"]
    assert again.document["warnings"] == ["already_captured"]


def test_a_list_that_was_stopped_goes_on_with_what_is_not_sealed(desk):
    asked = [X, Y, "http://z.example/"]
    with pytest.raises(Cancelled):
        desk.run(asked, stop_after=2)
    rows = desk.run(asked)
    assert (desk.resumed, [url for url, _at in desk.site.visits]) == (2, asked[2:])
    assert said(rows, "url") == asked
    assert [row.document["warnings"] for row in rows] == [["earlier_run"], ["earlier_run"], []]
    captures = Vault.open_reading(desk.room.path).captures()
    assert sorted(said(rows, "id")) == sorted(one.id for one in captures)
    assert set(rows[0].document) == set(rows[2].document)
    desk.run(asked)
    assert (desk.resumed, len(desk.site.visits)) == (0, 3)


def test_what_began_and_was_not_sealed_is_visited(desk):
    vault_id = Vault.open_reading(desk.room.path).marker.vault_id
    journal = BatchJournal(desk.folder / "j", vault_id, [X, Y])
    journal.begin(0, new_id(IdKind.CAPTURE, desk.clock.now()))
    desk.run([X, Y])
    assert (desk.resumed, len(desk.site.visits)) == (0, 2)


def test_failed_addresses_of_a_list_are_what_is_left_of_it(desk):
    rows = desk.run([X, Y], {Y: ["net::ERR_NAME_NOT_RESOLVED"]})
    assert (rows[0].is_captured, rows[1].document["error"]) == (True, "dns")
    rows = desk.run([X, Y])
    assert [url for url, _at in desk.site.visits] == [Y]
    assert said(rows, "state") == ["complete", "complete"]


def test_a_list_killed_behind_its_last_capture_begins_anew(desk):
    desk.run([X])
    shutil.rmtree(desk.folder / "j")
    entry = Vault.open_reading(desk.room.path).captures()[0]
    vault_id = Vault.open_reading(desk.room.path).marker.vault_id
    BatchJournal(desk.folder / "j", vault_id, [X]).begin(0, entry.id)
    [row] = desk.run([X])
    assert row.document["id"] != entry.id


def test_the_ground_is_stated_once_and_stands_in_each_capture(desk):
    with desk.room.writing() as vault:
        assert stated_ground(vault) is None
        state_ground(vault, Ground.MANDATE, "Ana")
        before = vault.head
        state_ground(vault, Ground.MANDATE, "Ben")
        assert vault.head == before
        ground = require_ground(vault, [X, Y])
    [row] = desk.run([X], ground=ground)
    vault = Vault.open_reading(desk.room.path)
    assert about_capture(vault, vault.find(row.document["id"]))["ground"] == "mandate"
    with desk.room.writing() as vault:
        state_ground(vault, Ground.OWN_RIGHT, "Ana")
        assert stated_ground(vault) is Ground.OWN_RIGHT


@pytest.mark.parametrize(
    "addresses", [[X], [X, X], ["http://127.0.0.1/1", "http://localhost:8/2"]], ids=str
)
def test_one_page_and_this_computer_s_own_need_no_ground(desk, addresses):
    assert require_ground(Vault.open_reading(desk.room.path), addresses) is None


def test_a_batch_without_a_ground_is_refused(desk):
    with pytest.raises(GroundMissing):
        require_ground(Vault.open_reading(desk.room.path), [X, "http://127.0.0.1/"])


def test_a_demo_needs_no_ground(tmp_path):
    room = VaultRoom(tmp_path, HeldClock(), NewVault("DEMO", "DEMO", demo=True), "words")
    assert require_ground(Vault.open_reading(room.path), [X, Y]) is None
