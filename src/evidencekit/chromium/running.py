"""An installed browser that runs: its process, its pages, what it says of itself."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotDone
from contextlib import ExitStack

from evidencekit.capture.connection import DevToolsError, EngineInfo, Json
from evidencekit.capture.self_test import test_page
from evidencekit.chromium.finding import FoundBrowser
from evidencekit.chromium.gate import RequestGate
from evidencekit.chromium.page import PageConnection, PageHost
from evidencekit.chromium.process import BrowserProcess, sandboxed
from evidencekit.chromium.profile import profile_folder
from evidencekit.chromium.questions import Questions
from evidencekit.chromium.wish import InstalledWish
from evidencekit.domain.errors import EngineMissing

VIEWPORT = (1280, 900)
TEST_PAGE = "https://evidencekit-selftest.invalid"
_ANSWERS = 30.0
_LOOK = 0.05
_OURS = [{"type": "page"}, {"type": "shared_worker"}]
_EVERYTHING: list[Json] = [{}]


class RunningBrowser:
    """A browser that runs: its process, its pages, what it says of itself.

    Raises EngineMissing, ProfileInUse.
    """

    def __init__(
        self, wish: InstalledWish, found: FoundBrowser, loaded: Callable[[], None]
    ) -> None:
        self._wish, self._loaded = wish, loaded
        self._pages: dict[str, PageConnection] = {}
        self._contexts: dict[str, str] = {}
        self._own_contexts: set[str] = set()
        self._arrived: dict[str, Future[PageConnection]] = {}
        self._ended = threading.Event()
        self._watched = True
        with ExitStack() as stack:
            folder = stack.enter_context(profile_folder(wish))
            language = wish.languages.partition(",")[0].partition(";")[0]
            self._process = BrowserProcess(found, folder, language, hidden=wish.hidden)
            stack.callback(self._process.end)
            self._pipe = self._process.pipe
            self._questions = Questions(self._pipe, self._why_not)
            self._gate = RequestGate(
                self._pipe, self._pages.values, self._contexts.get, self._own_answer
            )
            self._on: dict[str, Callable[[Json], None]] = {
                "Fetch.requestPaused": self._gate.passing,
                "Fetch.authRequired": self._gate.refuse_login,
                "Target.targetCreated": lambda p: self._see(p["targetInfo"]),
                "Target.targetInfoChanged": lambda p: self._see(p["targetInfo"]),
                "Target.attachedToTarget": self._attached,
                "Target.detachedFromTarget": self._detached,
                "Browser.downloadWillBegin": self._download,
            }
            self._pipe.start(self._hear, self._lose)
            self.engine = self._engine(found.name)
            self._begin()
            self._stack = stack.pop_all()
        self._looking = threading.Thread(target=self._look, name="browser-look", daemon=True)
        self._looking.start()

    @property
    def gone(self) -> bool:
        """Say whether the browser has ended."""
        return self._ended.is_set()

    def open_pages(self) -> list[PageConnection]:
        """Return the pages that are open now."""
        with self._pipe.lock:
            return list(self._pages.values())

    def end(self) -> None:
        """End the browser and let go of its profile."""
        self._stack.close()
        self._looking.join()

    def open_page(self, *, own: bool) -> PageConnection:
        """Open a page of a context of its `own`, or of the profile. Raises EngineMissing."""
        context = {}
        if own:
            made = self._ask("Target.createBrowserContext", {"disposeOnDetach": True})
            context = {"browserContextId": made["browserContextId"]}
            self._own_contexts.add(made["browserContextId"])
        refused = {"behavior": "deny", "eventsEnabled": True}
        self._ask("Browser.setDownloadBehavior", refused | context)
        wanted = {"url": "about:blank", "newWindow": True} | context
        target = self._ask("Target.createTarget", wanted)["targetId"]
        try:
            page = self._arrival(target).result(_ANSWERS)
        except NotDone:
            raise EngineMissing(detail="no page") from None
        self._give_size(target)
        page.call("Page.getFrameTree")
        return page

    def _give_size(self, target: str) -> None:
        width, height = VIEWPORT
        try:
            window = self._ask("Browser.getWindowForTarget", {"targetId": target})["windowId"]
            size = {"windowId": window, "width": width, "height": height}
            self._ask("Browser.setContentsSize", size)
        except DevToolsError:
            # An older browser: the page is as large as its window leaves it, and says so.
            return

    def _engine(self, name: str) -> EngineInfo:
        told = self._ask("Browser.getVersion", {})
        version = str(told["product"]).partition("/")[2]
        return EngineInfo(
            name=name,
            version=version,
            chromium=version,
            user_agent=str(told["userAgent"]),
            sandbox=sandboxed(),
            languages=self._wish.languages,
            profile=self._wish.profile.name if self._wish.profile else None,
            kind="installed",
            window="none" if self._wish.hidden else "own_browser",
        )

    def _begin(self) -> None:
        self._gate.begin()
        discover = {"discover": True, "filter": _EVERYTHING}
        try:
            self._ask("Target.setDiscoverTargets", discover)
        except DevToolsError:
            # An older browser tells of no window but the pages.
            self._watched = self._wish.hidden
        attach = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self._ask("Target.setAutoAttach", attach | {"filter": _OURS})

    def _ask(self, method: str, params: Json) -> Json:
        """Ask the browser itself. Raises EngineMissing when it is gone, DevToolsError."""
        try:
            return self._questions.ask(method, params, "", _ANSWERS)
        except TimeoutError:
            raise EngineMissing(detail=method) from None

    def _why_not(self) -> Exception | None:
        return EngineMissing(detail="it has ended") if self._ended.is_set() else None

    # ---- on the pipe's thread ------------------------------------------------------------------

    def _hear(self, _session: str, method: str, p: Json) -> None:
        handle = self._on.get(method)
        if handle:
            handle(p)

    def _download(self, p: Json) -> None:
        for page in self._pages.values():
            if p.get("frameId") in page.frames:
                page.refused("download", p.get("url", ""), p.get("suggestedFilename", ""))

    def _detached(self, p: Json) -> None:
        for page in self._pages.values():
            if p["sessionId"] == page.session:
                page.lose("the page was closed")

    def _see(self, info: Json) -> None:
        self._contexts[info["targetId"]] = info.get("browserContextId", "")
        for page in self._pages.values():
            if page.target == info["targetId"] and info["url"]:
                page.placed(info["url"], info.get("title", ""))
        if info["url"].startswith("devtools://"):
            # Whose page it is for is not told.
            for page in self._pages.values():
                page.tell({"k": "devtools"})

    def _attached(self, p: Json) -> None:
        info, session = p["targetInfo"], p["sessionId"]
        context = info.get("browserContextId", "")
        page = self._pages.get(context)
        if info["type"] == "page":
            if page is None:
                self._arrival(info["targetId"]).set_result(self._new_page(session, info, context))
            elif self._wish.hidden or info.get("openerId"):
                # Popups of the page: told of when they were asked for.
                self._pipe.send("Target.closeTarget", {"targetId": info["targetId"]})
            else:
                # A tab that the person opened: it is theirs, and not recorded.
                self._pipe.send("Runtime.runIfWaitingForDebugger", {}, session)
                self._pipe.send("Target.detachFromTarget", {"sessionId": session})
        elif page is not None:
            page.recorder.attach(session, info["type"], waits=bool(p.get("waitingForDebugger")))
        else:
            self._pipe.send("Runtime.runIfWaitingForDebugger", {}, session)

    def _new_page(self, session: str, info: Json, context: str) -> PageConnection:
        host = PageHost(self.engine, self._page_loaded, self._gate.seen_by, self._close)
        page = PageConnection(self._pipe, session, info["targetId"], context, host)
        self._pages[context] = page
        page.begin(waits=True)
        if not self._watched:
            page.tell({"k": "unwatched"})
        return page

    def _arrival(self, target: str) -> "Future[PageConnection]":
        with self._pipe.lock:
            return self._arrived.setdefault(target, Future())

    def _page_loaded(self) -> None:
        # What follows waits for answers of the browser, which are heard on this thread.
        threading.Thread(target=self._loaded, name="browser-loaded", daemon=True).start()

    def _close(self, page: PageConnection) -> None:
        with self._pipe.lock:
            if self._pages.get(page.context) is not page:
                return
            self._gate.forget(page)
            del self._pages[page.context]
            page.recorder.forget()
        self._pipe.send("Target.closeTarget", {"targetId": page.target})
        if page.context in self._own_contexts:
            self._own_contexts.discard(page.context)
            self._pipe.send("Target.disposeBrowserContext", {"browserContextId": page.context})

    def _lose(self) -> None:
        self._ended.set()
        self._questions.give_up(EngineMissing(detail="it has ended"))
        for page in self._pages.values():
            page.lose("the browser ended")

    def _own_answer(self, url: str) -> tuple[str, str] | None:
        return test_page(url.removeprefix(TEST_PAGE)) if url.startswith(TEST_PAGE) else None

    def _look(self) -> None:
        """Look again and again at bodies that take long: nobody tells of those."""
        while not self._ended.wait(_LOOK):
            memory = self._process.memory()
            with self._pipe.lock:
                for page in self._pages.values():
                    page.recorder.bodies.look(memory)
