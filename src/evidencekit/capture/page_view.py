"""The page under capture: its scripts, pictures and measures, by DevTools. No decisions here.

Scripts run in a world of their own, which the page's own scripts can't reach.
"""

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from evidencekit.capture.connection import DevToolsConnection, DevToolsError, Json
from evidencekit.foundation.resources import resource

_WORLD = "evidencekit"
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class PageScript:
    """A script of ours as it runs in the page; `sha256` of these very bytes is in the log."""

    name: str
    source: str

    @classmethod
    @cache
    def load(cls, name: str) -> "PageScript":
        """Read `resources/session/<name>.js`, the prelude before it."""
        prelude = resource("session", "prelude.js").read_text(encoding="utf-8")
        body = resource("session", f"{name}.js").read_text(encoding="utf-8")
        start = "(() => { 'use strict'; return (...given) => {"
        return cls(name, f"{start}\n{prelude}\nreturn (\n{body}\n)(...given);\n}}; }})()")

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the script, lower-case hex."""
        return hashlib.sha256(self.source.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with its measures in pixels."""

    png: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of the page, CSS px."""

    y: int
    width: int
    height: int


class PageView:
    """What a session asks of the page. Raises DevToolsError, TimeoutError, EngineGone.

    `left` gives the seconds that all calls of a step may still take together.
    """

    def __init__(
        self, connection: DevToolsConnection, left: Callable[[], float] = lambda: math.inf
    ) -> None:
        self._connection, self._left = connection, left
        self._main = ""

    def _call(self, method: str, params: Json | None = None, *, limit: float) -> Json:
        left = self._left()
        if left <= 0:
            raise TimeoutError(method)
        return self._connection.call(method, params, limit=min(limit, left))

    def frames(self, limit: float) -> list[str]:
        """Return the ids of all frames of this process, the main one first."""
        tree = self._call("Page.getFrameTree", limit=limit)["frameTree"]
        found: list[str] = []
        waiting = [tree]
        while waiting:
            node = waiting.pop(0)
            found.append(node["frame"]["id"])
            waiting = [*node.get("childFrames", ()), *waiting]
        return found

    def run(self, script: PageScript, given: Json, limit: float, frame: str | None = None) -> Any:  # noqa: ANN401  # whatever JSON the script returns
        """Run a script in the main frame, or in `frame`, and return what it returns."""
        # The world is asked for each time: its number would mean another one after a navigation.
        world = self._world(frame or self._main_frame(limit), limit)
        answer = self._call(
            "Runtime.evaluate",
            {
                "expression": f"{script.source}({json.dumps(given)})",
                "contextId": world,
                "returnByValue": True,
                "awaitPromise": True,
            },
            limit=limit,
        )
        return _value(script, answer)

    def run_with_nodes(
        self, script: PageScript, given: Json, nodes: list[int], limit: float, frame: str
    ) -> Any:  # noqa: ANN401  # whatever JSON the script returns
        """Run a script in `frame` that is given nodes of it too, by the engine's own numbers."""
        world = self._world(frame, limit)
        arguments: list[Json] = [{"value": given}]
        for node in nodes:
            params = {"backendNodeId": node, "executionContextId": world}
            answer = self._call("DOM.resolveNode", params, limit=limit)
            arguments.append({"objectId": answer["object"]["objectId"]})
        answer = self._call(
            "Runtime.callFunctionOn",
            {
                "functionDeclaration": script.source,
                "executionContextId": world,
                "arguments": arguments,
                "returnByValue": True,
                "awaitPromise": True,
            },
            limit=limit,
        )
        return _value(script, answer)

    def _main_frame(self, limit: float) -> str:
        # It keeps its id for the life of the page.
        self._main = self._main or self.frames(limit)[0]
        return self._main

    def _world(self, frame: str, limit: float) -> int:
        world = self._call(
            "Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD}, limit=limit
        )
        return int(world["executionContextId"])

    def picture(self, limit: float, clip: Clip | None = None) -> Picture:
        """Return the viewport, or the part `clip` of the whole page, as pixels."""
        params: Json = {"format": "png", "optimizeForSpeed": True}
        if clip is not None:
            area = {"x": 0, "y": clip.y, "width": clip.width, "height": clip.height, "scale": 1}
            params |= {"captureBeyondViewport": True, "clip": area}
        answer = self._call("Page.captureScreenshot", params, limit=limit)
        return _picture(answer.get("data"))

    def size(self, limit: float) -> tuple[int, int]:
        """Return width and height of the whole page, CSS px, rounded up."""
        measures = self._call("Page.getLayoutMetrics", limit=limit)
        content = measures["cssContentSize"]
        return _up(content["width"]), _up(content["height"])

    def hide_scrollbars(self, limit: float, *, hidden: bool = True) -> None:
        """Give the page the width that the camera sees, without scroll bars; or give them back."""
        self._call("Emulation.setScrollbarsHidden", {"hidden": hidden}, limit=limit)

    def set_window(self, limit: float, width: int, height: int) -> None:
        """Lay the page out as in a window of this size, CSS px; 0 by 0 ends that."""
        if not height:
            self._call("Emulation.clearDeviceMetricsOverride", limit=limit)
            return
        size = {"width": width, "height": height, "deviceScaleFactor": 0, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", size, limit=limit)

    def layout(self, limit: float) -> Json:
        """Return DOMSnapshot.captureSnapshot with the computed style `visibility`."""
        return self._call(
            "DOMSnapshot.captureSnapshot", {"computedStyles": ["visibility"]}, limit=limit
        )

    def mhtml(self, limit: float) -> str:
        """Return the page as one MHTML file, secrets and all: never to be stored as it is."""
        return str(self._call("Page.captureSnapshot", limit=limit).get("data", ""))

    def accessibility(self, limit: float, frame: str) -> list[Json]:
        """Return the nodes of the accessibility tree of a frame."""
        params = {"frameId": frame}
        nodes: list[Json] = self._call("Accessibility.getFullAXTree", params, limit=limit)["nodes"]
        return nodes

    def certificates(self, limit: float, origin: str) -> list[str]:
        """Return the chain that a site was known by, base64 of DER, its own first."""
        names: list[str] = self._call("Network.getCertificate", {"origin": origin}, limit=limit)[
            "tableNames"
        ]
        return names

    def stop_script(self, limit: float) -> None:
        """Stop the script that runs now, and let none of the page's own begin."""
        self._call("Runtime.terminateExecution", limit=limit)
        self.allow_scripts(limit, allowed=False)

    def allow_scripts(self, limit: float, *, allowed: bool = True) -> None:
        """Let the page's own scripts run again, or not; ours run in any case."""
        self._call("Emulation.setScriptExecutionDisabled", {"value": not allowed}, limit=limit)

    def stop_loading(self, limit: float) -> None:
        """Stop what still loads."""
        self._call("Page.stopLoading", limit=limit)


def _value(script: PageScript, answer: Json) -> Any:  # noqa: ANN401  # whatever JSON the script returns
    if "exceptionDetails" in answer:
        raise DevToolsError(f"{script.name}: {answer['exceptionDetails'].get('text')}")
    return answer["result"].get("value")


def _up(value: float) -> int:
    return -int(-value // 1)


def _picture(data: object) -> Picture:
    try:
        png = base64.b64decode(str(data), validate=True)
    except binascii.Error as error:
        raise DevToolsError("screenshot: not base64") from error
    if not png.startswith(_PNG) or png[12:16] != b"IHDR":
        raise DevToolsError("screenshot: not a PNG")
    return Picture(png, int.from_bytes(png[16:20]), int.from_bytes(png[20:24]))
