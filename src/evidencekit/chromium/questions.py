"""Questions put to the browser by threads that wait for the answers."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotDone

from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.chromium.pipe import Pipe


class Questions:
    """Asks over a pipe, from any thread but the pipe's; `why_not` says why nothing can be asked."""

    def __init__(self, pipe: Pipe, why_not: Callable[[], Exception | None]) -> None:
        self._pipe, self._why_not = pipe, why_not
        self._waiting: set[Future[Json]] = set()

    def ask(self, method: str, params: Json, session: str, limit: float) -> Json:
        """Return the result of a DevTools method; an empty `session` is the browser's own.

        `limit` in seconds. Raises what `why_not` says, what the waits are given up with,
        TimeoutError, DevToolsError.
        """
        future: Future[Json] = Future()
        with self._pipe.lock:
            error = self._why_not()
            if error is not None:
                raise error
            self._waiting.add(future)
        self._pipe.send(method, params, session, lambda answer: _settle(future, answer))
        try:
            answer = future.result(limit)
        except NotDone:
            raise TimeoutError(method) from None
        finally:
            with self._pipe.lock:
                self._waiting.discard(future)
        if "error" in answer:
            raise DevToolsError(f"{method}: {answer['error'].get('message')}")
        result: Json = answer["result"]
        return result

    def give_up(self, error: Exception) -> None:
        """End all waits with an error. Under the pipe's lock."""
        for future in self._waiting:
            if not future.done():
                future.set_exception(error)


def _settle(future: Future[Json], answer: Json) -> None:
    if not future.done():
        future.set_result(answer)
