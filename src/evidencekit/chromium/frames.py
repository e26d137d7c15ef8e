"""A page whose frames live in several processes, asked as if it were one.

The browser gives each frame of another site a session of its own. What `capture.page_view` asks of
a frame goes to the session that has it; trees and snapshots are joined.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from evidencekit.capture.connection import DevToolsError, Json

# A frame that hangs must not keep the page from being looked at.
_OF_A_FRAME = 1.0
_STRINGS = (
    *("documentURL", "title", "baseURL", "contentLanguage", "encodingName", "publicId"),
    *("systemId", "frameId"),
)
_RARE = (
    *("textValue", "inputValue", "shadowRootType", "pseudoType", "pseudoIdentifier"),
    *("currentSourceURL", "originURL"),
)


class Sessions(Protocol):
    """The frames of other processes: their sessions, and the session of each one's parent."""

    @property
    def frames(self) -> Mapping[str, str]:
        """Return the session of each, by frame id."""

    @property
    def parents(self) -> Mapping[str, str]:
        """Return the session that each frame's owner is in, by frame id."""


# Session, method, params, seconds; the result.
Ask = Callable[[str, str, Json, float], Json]


class FrameCalls:
    """Carries out the calls of a page, of session `own`. Not thread-safe.

    `missed` is called when a frame does not answer: what is joined then lacks it.
    """

    def __init__(self, own: str, sessions: Sessions, ask: Ask, missed: Callable[[], None]) -> None:
        self._own, self._sessions, self._ask, self._missed = own, sessions, ask, missed
        self._home: dict[str, str] = {}
        self._worlds: list[tuple[str, int]] = []
        self._ways: dict[str, Callable[[str, Json, float], Json]] = {
            "Page.getFrameTree": self._tree,
            "Page.createIsolatedWorld": self._world,
            "Runtime.evaluate": self._in_world,
            "Runtime.callFunctionOn": self._in_world,
            "DOM.resolveNode": self._in_world,
            "Accessibility.getFullAXTree": self._of_frame,
            "DOMSnapshot.captureSnapshot": self._snapshot,
        }

    def call(self, method: str, params: Json, limit: float) -> Json:
        """Return the result. Raises as `DevToolsConnection.call`."""
        way = self._ways.get(method)
        if way is None:
            return self._ask(self._own, method, params, limit)
        return way(method, params, limit)

    # ---- one frame -----------------------------------------------------------------------------

    def _session_of(self, frame: str) -> str:
        session = self._home.get(frame, self._own)
        # It may have gone to another process since.
        return session if session in self._sessions.frames.values() else self._own

    def _of_frame(self, method: str, params: Json, limit: float) -> Json:
        return self._ask(self._session_of(str(params.get("frameId", ""))), method, params, limit)

    def _world(self, method: str, params: Json, limit: float) -> Json:
        session = self._session_of(str(params.get("frameId", "")))
        answer = self._ask(session, method, params, limit)
        self._worlds.append((session, answer["executionContextId"]))
        # Each process counts its worlds by itself.
        return {"executionContextId": len(self._worlds)}

    def _in_world(self, method: str, params: Json, limit: float) -> Json:
        for name in ("contextId", "executionContextId"):
            if name in params:
                session, number = self._worlds[params[name] - 1]
                return self._ask(session, method, params | {name: number}, limit)
        return self._ask(self._own, method, params, limit)

    # ---- all frames ----------------------------------------------------------------------------

    def _parts(self, method: str, params: Json, limit: float) -> dict[str, Json]:
        """Return what each other process answers in time, by frame, the outer before the inner."""
        ends = time.monotonic() + limit
        answers: dict[str, Json] = {}
        for frame, session in list(self._sessions.frames.items()):
            left = min(_OF_A_FRAME, ends - time.monotonic())
            try:
                answers[frame] = self._ask(session, method, params, max(left, 0))
            except DevToolsError:
                # It is gone by now.
                continue
            except TimeoutError:
                self._missed()
        return answers

    def _tree(self, method: str, params: Json, limit: float) -> Json:
        whole = self._ask(self._own, method, params, limit)
        trees = {self._own: whole["frameTree"]}
        for frame, answer in self._parts(method, params, limit / 2).items():
            trees[self._sessions.frames.get(frame, "")] = answer["frameTree"]
        self._home = {}
        nodes: dict[str, Json] = {}
        for session, tree in trees.items():
            for node in _nodes(tree):
                self._home[node["frame"]["id"]] = session
                nodes[node["frame"]["id"]] = node
        for session, tree in trees.items():
            parent = nodes.get(str(tree["frame"].get("parentId", "")))
            if session != self._own and parent is not None:
                parent.setdefault("childFrames", []).append(tree)
        return whole

    def _snapshot(self, method: str, params: Json, limit: float) -> Json:
        whole = self._ask(self._own, method, params, limit)
        parts = self._parts(method, params, limit / 2)
        first = {self._own: 0}
        for frame, part in parts.items():
            first[self._sessions.frames.get(frame, "")] = len(whole["documents"])
            _add_documents(whole, part)
        counts = [*list(first.values())[1:], len(whole["documents"])]
        ranges = {
            session: range(at, end)
            for (session, at), end in zip(first.items(), counts, strict=True)
        }
        for frame in parts:
            self._hang_in(whole, frame, first, ranges)
        return whole

    def _hang_in(
        self, whole: Json, frame: str, first: dict[str, int], ranges: dict[str, range]
    ) -> None:
        """Say in the snapshot which element shows the document of a frame."""
        parent, session = self._sessions.parents.get(frame), self._sessions.frames.get(frame)
        if parent is None or session is None or parent not in ranges:
            return
        try:
            owner = self._ask(parent, "DOM.getFrameOwner", {"frameId": frame}, _OF_A_FRAME)
        except (DevToolsError, TimeoutError):
            return
        for number in ranges[parent]:
            nodes = whole["documents"][number]["nodes"]
            numbers = nodes.get("backendNodeId", [])
            if owner["backendNodeId"] in numbers:
                inside = nodes.setdefault("contentDocumentIndex", {"index": [], "value": []})
                inside["index"].append(numbers.index(owner["backendNodeId"]))
                inside["value"].append(first[session])
                return


def _nodes(tree: Json) -> list[Json]:
    found, waiting = [], [tree]
    while waiting:
        found.append(waiting.pop())
        waiting += found[-1].get("childFrames", ())
    return found


def _add_documents(whole: Json, part: Json) -> None:
    """Add the documents of a snapshot to another, whose strings and numbers then hold for both."""
    strings, documents = len(whole["strings"]), len(whole["documents"])
    whole["strings"] += part["strings"]

    def moved(value: Any, by: int) -> Any:  # noqa: ANN401  # numbers in lists, however deep
        if isinstance(value, list):
            return [moved(one, by) for one in value]
        return value if value < 0 else value + by

    for document in part["documents"]:
        nodes, layout = document["nodes"], document["layout"]
        for place, names in ((document, _STRINGS), (layout, ("text", "styles"))):
            place.update({name: moved(place[name], strings) for name in names if name in place})
        for name in ("nodeName", "nodeValue", "attributes"):
            if name in nodes:
                nodes[name] = moved(nodes[name], strings)
        for name in _RARE:
            if name in nodes:
                nodes[name]["value"] = moved(nodes[name]["value"], strings)
        if "contentDocumentIndex" in nodes:
            inside = nodes["contentDocumentIndex"]
            inside["value"] = moved(inside["value"], documents)
        whole["documents"].append(document)
