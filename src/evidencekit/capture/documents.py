"""The document as it is after scripts: with its frames, whatever their site, and shadow roots.

A script reads each document by itself, those inside first. Shadow roots that the page has closed
to scripts, and the elements that own frames, are known from the engine's snapshot and given to it.
"""

from dataclasses import dataclass, field

from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.page_view import PageScript
from evidencekit.capture.visit import Visit
from evidencekit.evidence.records import Withheld

_DEEPEST = 8
_MOST_ROOTS = 500
_ELEMENT, _NO_HOST = 1, 3
# Elements that may have a shadow root, beside those of the page's own making (DOM, 4.8).
_HOSTS = frozenset(
    (
        *("article", "aside", "blockquote", "body", "div", "footer", "header", "main", "nav"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "section", "span"),
    )
)


@dataclass(slots=True)
class WholeDocument:
    """HTML of the page, how many documents are in it, and the form values that were left out."""

    html: str = ""
    documents: int = 0
    withheld: list[Withheld] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """A document of the snapshot; nodes by the engine's own numbers.

    `closed`: nodes inside closed shadow roots; `frames`: (owner, number of its document).
    """

    frame: str
    closed: list[int]
    frames: list[tuple[int, int]]


def whole_document(visit: Visit, snapshot: Json, limit: float) -> WholeDocument:
    """Read the page within `limit` seconds; a part that could not be read is a warning.

    `snapshot` (DOMSnapshot.captureSnapshot) may be empty: frames and closed roots are missing then.
    Raises DevToolsError, TimeoutError when the page itself can't be read.
    """
    places = _places(visit, snapshot)
    return _Reading(visit, places, limit).page()


def closed_roots(visit: Visit, snapshot: Json) -> dict[str, list[int]]:
    """Return by frame a node of each shadow root in it that is closed to scripts."""
    return {place.frame: place.closed[:_MOST_ROOTS] for place in _places(visit, snapshot)}


class _Reading:
    def __init__(self, visit: Visit, places: list[_Place], limit: float) -> None:
        self._visit, self._places = visit, places
        self._ends = visit.clock.monotonic_ns() + int(limit * 1e9)
        self._for_frames = limit / 2
        self._script = PageScript.load("dom")
        self._whole = WholeDocument()

    def page(self) -> WholeDocument:
        place = self._places[0] if self._places else _Place("", [], [])
        frame = place.frame or self._visit.view.frames(self._left())[0]
        self._whole.html = self._document(_Place(frame, place.closed, place.frames), 0)
        return self._whole

    def _left(self) -> float:
        return max(0.5, (self._ends - self._visit.clock.monotonic_ns()) / 1e9)

    def _document(self, place: _Place, depth: int) -> str:
        owners, texts = [], []
        for owner, number in place.frames:
            text = self._frame(number, depth)
            if text is not None:
                owners.append(owner)
                texts.append(text)
        return self._read(place, owners, texts)

    def _frame(self, number: int, depth: int) -> str | None:
        # The page itself comes last and must have time of its own.
        if depth < _DEEPEST and number < len(self._places) and self._left() > self._for_frames:
            try:
                return self._document(self._places[number], depth + 1)
            except (DevToolsError, TimeoutError):
                pass  # It may be gone by now.
        self._visit.warnings.add("dom_part_missing")
        return None

    def _read(self, place: _Place, owners: list[int], texts: list[str]) -> str:
        given: Json = {"frames": texts}
        nodes, view = [*owners, *place.closed[:_MOST_ROOTS]], self._visit.view
        if len(place.closed) > _MOST_ROOTS:
            self._visit.warnings.add("dom_part_missing")
        try:
            answer = view.run_with_nodes(self._script, given, nodes, self._left(), place.frame)
        except DevToolsError:
            if not nodes:
                raise
            # A node is gone since the snapshot: better the rest than nothing.
            self._visit.warnings.add("dom_part_missing")
            given = {"frames": []}
            answer = view.run_with_nodes(self._script, given, [], self._left(), place.frame)
        if not isinstance(answer, dict):
            raise DevToolsError("dom: no answer")
        self._whole.documents += 1
        self._whole.withheld += [
            Withheld("form_value", str(one["name"]), int(one["size"])) for one in answer["withheld"]
        ]
        return str(answer.get("html", ""))


def _places(visit: Visit, snapshot: Json) -> list[_Place]:
    try:
        strings = snapshot.get("strings", [])
        return [_place(one, strings) for one in snapshot.get("documents", [])]
    except (KeyError, IndexError, TypeError, ValueError):
        visit.warnings.add("dom_part_missing")
        return []


def _place(document: Json, strings: list[str]) -> _Place:
    nodes = document["nodes"]
    numbers = nodes.get("backendNodeId", [])
    kinds = nodes.get("shadowRootType", {"index": [], "value": []})
    closed = [
        index
        for index, kind in zip(kinds["index"], kinds["value"], strict=True)
        if strings[kind] == "closed"
    ]
    inside = nodes.get("contentDocumentIndex", {"index": [], "value": []})
    frames = [
        (numbers[index], number)
        for index, number in zip(inside["index"], inside["value"], strict=True)
    ]
    name = document.get("frameId", -1)
    return _Place(strings[name] if name >= 0 else "", _one_of_each(nodes, strings, closed), frames)


def _one_of_each(nodes: Json, strings: list[str], closed: list[int]) -> list[int]:
    """Return a node of each root that is closed, those of outer roots first.

    The snapshot has no node for a root. What stands in one has its host for a parent, as the host's
    own children have: of parents inside a root, those are taken that can be hosts.
    """
    if not closed:
        return []
    parents, numbers = nodes["parentIndex"], nodes["backendNodeId"]
    names, kinds = nodes.get("nodeName", ()), nodes.get("nodeType", ())
    first = {parents[index]: numbers[index] for index in reversed(closed)}
    inside = set(closed)
    holds = {parents[index] for index in closed if not kinds or kinds[index] == _ELEMENT}

    def rank(parent: int) -> int:
        if parent not in inside:
            return 0
        name = strings[names[parent]].lower() if names else "-"
        if "-" in name:
            return 1
        return 2 if name in _HOSTS and parent in holds else _NO_HOST

    ranked = sorted(first, key=lambda parent: (rank(parent), parent))
    return [first[parent] for parent in ranked if rank(parent) < _NO_HOST]
