"""What the page asked for, by address: the artefact `pageinfo` (6.5), in Browsertrix's form."""

from collections.abc import Iterable, Iterator

from evidencekit.evidence.canonical import canonical
from evidencekit.evidence.records import Artefact, BytesBody, Exchange, FailedRequest, Gap

# From the best to the worst: of several requests for one address the worst is told.
_STATES = ("kept", "none", "redirect", "truncated", "failed", "gap")

Row = tuple[str, dict[str, object]]


def page_info(
    page_id: str,
    url: str,
    exchanges: Iterable[Exchange],
    gaps: Iterable[Gap],
    failed: Iterable[FailedRequest],
) -> Artefact:
    """Return the list of all requests of a page: status, media type, kind, what became of it."""
    rows = [*map(_kept, exchanges), *map(_gap, gaps), *map(_failed, failed)]
    urls: dict[str, dict[str, object]] = {}
    for address, told in rows:
        before = urls.get(address)
        if before is None:
            urls[address] = told
            continue
        times = int(str(before.get("times", 1))) + 1
        worse = max(before, told, key=lambda one: _STATES.index(str(one["state"])))
        urls[address] = worse | {"times": times}
    document = {"pageid": page_id, "url": url, "urls": urls, "counts": _counts(rows)}
    body = BytesBody(canonical(document))
    return Artefact("pageinfo", f"urn:pageinfo:{url}", "application/json", body)


def _counts(rows: list[Row]) -> dict[str, int]:
    states = [str(told["state"]) for _address, told in rows]
    return {"requests": len(rows)} | {name: states.count(name) for name in _STATES}


def _kept(one: Exchange) -> Row:
    return one.url, dict(_told(one.method, one.status, one.resource_type, one.body_state)) | {
        "mime": _mime(one),
    } | ({"initiator": one.initiator} if one.initiator == "capture" else {})


def _gap(one: Gap) -> Row:
    told = dict(_told(one.method, one.status or 0, one.resource_type, "gap"))
    return one.url, told | {"reason": one.reason}


def _failed(one: FailedRequest) -> Row:
    told = dict(_told(one.method, 0, one.resource_type, "failed"))
    return one.url, told | {"reason": one.error}


def _told(method: str, status: int, kind: str, state: str) -> Iterator[tuple[str, object]]:
    yield "status", status
    yield "type", kind.lower()
    yield "state", state
    if method != "GET":
        yield "method", method


def _mime(one: Exchange) -> str:
    value = next((v for name, v in one.response_headers if name.lower() == "content-type"), "")
    return value.partition(";")[0].strip().lower()[:200]
