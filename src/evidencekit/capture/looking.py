"""The steps that look at a page at rest: screenshots, document, text, boxes. They change nothing.

What they bring stays in memory, but pictures, until the recording says which addresses hold a
secret; only then is it written (`artefacts`).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from evidencekit.capture.accessibility import accessibility_tree
from evidencekit.capture.actions import Result
from evidencekit.capture.boxes import text_boxes
from evidencekit.capture.certificates import chains, secured
from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.documents import closed_roots, whole_document
from evidencekit.capture.page_view import Clip, PageScript, Picture
from evidencekit.capture.screen_wire import FIELDS
from evidencekit.capture.spool import Spool
from evidencekit.capture.tiles import Tile, tiles
from evidencekit.capture.unfolding import unfolded
from evidencekit.capture.visit import Visit
from evidencekit.evidence.records import Body, Withheld

_TEXT_LIMIT = 5_000_000
_SHOWN = 2_000
_MOST_FRAMES = 30
_MOST_NODES = 50_000
# Each is asked for by itself, and the page's own text must not wait for long.
_MOST_CLOSED = 200
_MOST_MHTML = 20 << 20
_MOST_PDF = 100 << 20


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture in the spool; `tile` None for the viewport, `y` in pixels of the full page.

    `before`: taken before a consent banner was refused.
    """

    body: Body
    width: int
    height: int
    tile: Tile | None = None
    y: int = 0
    before: bool = False


@dataclass(slots=True)
class Looks:
    """What was seen; None is what could not be had. `mhtml` has its secrets still in it."""

    shots: list[Shot] = field(default_factory=list)
    html: str | None = None
    text: str | None = None
    boxes: dict[str, object] | None = None
    withheld: list[Withheld] = field(default_factory=list)
    screen: dict[str, str] = field(default_factory=dict)
    ax: list[Json] = field(default_factory=list)
    mhtml: str | None = None
    print: Body | None = None
    chains: dict[str, list[bytes]] = field(default_factory=dict)


def look_at_page(visit: Visit, looks: Looks, facts: Json, spool: Spool) -> None:
    """Fill `looks`; what fails or has no time left is named in the visit's warnings."""
    taken = {"view": visit.step("view", 10, lambda limit: _view(visit, looks, spool, limit))}
    with unfolded(visit):
        _look_at_all(visit, looks, facts, spool, taken)
    visit.warnings |= {f"{name}_missing" for name, done in taken.items() if not done}


def _look_at_all(
    visit: Visit, looks: Looks, facts: Json, spool: Spool, taken: dict[str, bool]
) -> None:
    size = _size(visit, facts)
    layouts: list[Json] = []

    def unless_huge(work: Callable[[float], Result]) -> Callable[[float], Result]:
        # The engine would be at that of a huge page for longer than all the rest may take.
        huge = int(facts.get("nodes") or 0) > _MOST_NODES
        return (lambda _limit: {"end": "skipped", "why": "too_large"}) if huge else work

    boxes = unless_huge(lambda limit: _boxes(visit, looks, size, layouts, limit))
    tree = unless_huge(lambda limit: _accessibility(visit, looks, limit))
    taken["text_boxes"] = visit.step("text_boxes", 8, boxes)
    taken |= {
        "dom": visit.step("dom", 10, lambda limit: _document(visit, looks, layouts, limit)),
        "text": visit.step("text", 5, lambda limit: _text(visit, looks, layouts, limit)),
        "ax": visit.step("ax", 5, tree),
    }
    taken["fullpage"] = _full_page(visit, looks, spool, size, float(facts.get("ratio") or 1))
    # Behind the pictures: what was put on the page while they were taken is checked too.
    taken["screen"] = visit.step("screen", 5, lambda limit: _screen(visit, looks, limit))


def _size(visit: Visit, facts: Json) -> tuple[int, int]:
    """Return the measures of the page that is looked at, cut to the plan's limits."""
    try:
        width, height = visit.view.size(visit.left(5))
    except (DevToolsError, TimeoutError):
        width, height = int(facts.get("width") or 0), int(facts.get("viewport_height") or 0)
    if visit.scrolled_to and height > visit.scrolled_to + int(facts.get("viewport_height") or 0):
        # It became longer after the scroll: what stands there was never in view.
        visit.stop("growth")
    if width > visit.plan.width:
        visit.stop("width")
    if height > visit.plan.height:
        visit.stop("height")
    return min(width, visit.plan.width), min(height, visit.plan.height)


def _view(visit: Visit, looks: Looks, spool: Spool, limit: float) -> Result:
    picture = visit.view.picture(limit)
    looks.shots.append(Shot(spool.store(picture.png), picture.width, picture.height))
    return {"end": "done", "width": picture.width, "height": picture.height}


def _full_page(
    visit: Visit, looks: Looks, spool: Spool, size: tuple[int, int], ratio: float
) -> bool:
    planned = tiles(size[1], ratio)
    below = 0
    for tile in planned:
        if visit.out_of_time and below:
            visit.stop("time")
            return False
        clip = Clip(tile.y, size[0], tile.height)
        got: list[Picture] = []

        def take(limit: float, clip: Clip = clip, got: list[Picture] = got) -> Result:
            got.append(visit.view.picture(limit, clip))
            return {"end": "done", "y": clip.y, "width": clip.width, "height": clip.height}

        if not visit.step("fullpage", 20, take):
            return False
        picture = got[0]
        if abs(picture.height - tile.height * ratio) > 1:
            # Never silently wrong: a picture of another height is not the part that was asked for.
            visit.warnings.add("fullpage_inexact")
        body = spool.store(picture.png)
        looks.shots.append(Shot(body, picture.width, picture.height, tile, below))
        below += picture.height
    return bool(planned)


def _document(visit: Visit, looks: Looks, layouts: list[Json], limit: float) -> Result:
    whole = whole_document(visit, layouts[0] if layouts else {}, limit)
    looks.html, looks.withheld = whole.html, whole.withheld
    return {
        "end": "done",
        "characters": len(whole.html),
        "documents": whole.documents,
        "withheld": len(whole.withheld),
    }


def _text(visit: Visit, looks: Looks, layouts: list[Json], limit: float) -> Result:
    closed = closed_roots(visit, layouts[0] if layouts else {})
    texts: list[str] = []
    for frame in visit.view.frames(limit):
        try:
            text = _frame_text(visit, closed.get(frame, [])[:_MOST_CLOSED], limit, frame)
        except DevToolsError:
            # A frame may be gone, or live in another process, by the time it is its turn.
            visit.warnings.add("frame_text_missing")
            continue
        except TimeoutError:
            # The page itself comes first; there may be more frames than time.
            if not texts:
                raise
            visit.warnings.add("frame_text_missing")
            break
        texts.append(str(text or ""))
        if len(texts[-1]) >= _TEXT_LIMIT:
            visit.warnings.add("text_cut")
    looks.text = "\n\n".join(text for text in texts if text)
    return {"end": "done", "frames": len(texts), "characters": len(looks.text)}


def _frame_text(visit: Visit, nodes: list[int], limit: float, frame: str) -> object:
    script, given = PageScript.load("text"), {"limit": _TEXT_LIMIT}
    if nodes:
        # One of them may be gone by now: the rest is had without them.
        with suppress(DevToolsError):
            return visit.view.run_with_nodes(script, given, nodes, limit, frame)
    return visit.view.run(script, given, limit, frame)


def _accessibility(visit: Visit, looks: Looks, limit: float) -> Result:
    for frame in visit.view.frames(limit)[:_MOST_FRAMES]:
        try:
            nodes = visit.view.accessibility(limit, frame)
            looks.ax.append(accessibility_tree(frame, nodes))
        except (DevToolsError, ValueError):
            # A frame may be gone by its turn; the page itself comes first and must be there.
            if not looks.ax:
                raise DevToolsError("accessibility tree: not had") from None
    return {"end": "done", "nodes": sum(len(one["nodes"]) for one in looks.ax)}


def keep_mhtml(visit: Visit, looks: Looks) -> None:
    """Have the engine write the page as one file. It may go through every picture again."""

    def work(limit: float) -> Result:
        if visit.recorder.bytes_kept > _MOST_MHTML:
            # It repeats every picture, in one message of the channel.
            return {"end": "skipped", "why": "too_large"}
        looks.mhtml = visit.view.mhtml(limit)
        return {"end": "done", "characters": len(looks.mhtml)}

    if not visit.step("mhtml", 8, work):
        visit.warnings.add("mhtml_missing")


def ask_certificates(visit: Visit, looks: Looks) -> None:
    """Ask by which certificates the sites of the page were known."""
    origins = secured(visit.recorder.hops())

    def work(limit: float) -> Result:
        looks.chains = chains(visit.view, origins, limit)
        return {"end": "done", "sites": len(origins), "chains": len(looks.chains)}

    if origins:
        visit.step("certificates", 3, work)


def print_page(visit: Visit, looks: Looks, spool: Spool) -> None:
    """Print the page to PDF, if the plan says so. The page may hear of it, so it comes last."""

    def work(limit: float) -> Result:
        printed = visit.connection.print_page()
        if not visit.wait(printed.done, limit):
            return {"end": "limit"}
        data = printed.result()
        if not data.startswith(b"%PDF") or len(data) > _MOST_PDF:
            return {"end": "refused", "why": "no PDF" if len(data) < _MOST_PDF else "too_large"}
        looks.print = spool.store(data)
        return {"end": "done", "bytes": len(data)}

    if visit.plan.documents and not visit.step("print", 10, work):
        visit.warnings.add("print_missing")


def _screen(visit: Visit, looks: Looks, limit: float) -> Result:
    answer = visit.run("screen", {"limit": _SHOWN}, limit)
    looks.screen = {name: str(answer.get(name) or "") for name in FIELDS}
    return {"end": "done", "seen": sum(map(bool, looks.screen.values()))}


def _boxes(
    visit: Visit, looks: Looks, size: tuple[int, int], layouts: list[Json], limit: float
) -> Result:
    layout = visit.view.layout(limit)
    layouts.append(layout)
    try:
        looks.boxes = text_boxes(layout, *size)
    except ValueError as error:
        raise DevToolsError("text boxes: the snapshot contradicts itself") from error
    boxes = looks.boxes["boxes"]
    return {"end": "done", "boxes": len(boxes) if isinstance(boxes, list) else 0}
