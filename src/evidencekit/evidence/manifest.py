"""`datapackage.json` and `datapackage-digest.json` of a capture of ours (6.7, 6.8)."""

import base64
import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.canonical import repaired
from evidencekit.evidence.http_form import ascii_address
from evidencekit.evidence.members import FORMAT, MANIFEST
from evidencekit.evidence.records import Artefact, CaptureDraft, Withheld
from evidencekit.evidence.signature import Signer, raw_from_der
from evidencekit.evidence.zip_store import StoredEntry

_ABOUT_FIRST = (
    *("url", "final_url", "title", "state", "reason", "page_kind", "http_status", "logged_in"),
    *("started", "finished", "clock", "engine", "environment", "sandbox", "operator", "limits"),
)
# Added to the format later: captures before it, and importers, do not say it.
_ABOUT_LAST = ("capture_settings", "origin")
_REDIRECTS = {301, 302, 303, 307, 308}
_FORM_STEP = 32


@dataclass(frozen=True, slots=True)
class SealContext:
    """What the vault and the clock say at the moment of sealing.

    `custody_seq` and `custody_head` are the last line of the log then; `software` is
    `evidencekit <version>`.
    """

    vault_id: str
    custody_seq: int
    custody_head: str
    created: datetime
    software: str


def manifest(
    draft: CaptureDraft, members: list[StoredEntry], signer: Signer, context: SealContext
) -> dict[str, object]:
    """Return `datapackage.json` of a draft whose first four members were written."""
    about = draft.about
    return {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": about.get("title"),
        "software": context.software,
        "created": utc_seconds(context.created),
        "mainPageUrl": about.get("final_url"),
        "mainPageDate": _seconds(about.get("started")),
        "resources": [_resource(member) for member in members],
        "evidencekit": {
            "format": FORMAT,
            "capture_id": draft.capture_id,
            "vault_id": context.vault_id,
            "key_id": signer.public.key_id,
            "demo": signer.demo,
            "custody": {"seq": context.custody_seq, "head": context.custody_head},
            **_visit(draft),
        },
    }


def digest_file(manifest_sha256: str, created: object, software: str, signer: Signer) -> object:
    """Return `datapackage-digest.json`: the anonymous form of wacz-auth 0.1.0, six members."""
    named = f"sha256:{manifest_sha256}"
    signature = raw_from_der(signer.sign(named.encode("ascii")))
    return {
        "path": MANIFEST,
        "hash": named,
        "signedData": {
            "hash": named,
            "created": created,
            "software": software,
            "version": "0.1.0",
            "signature": base64.b64encode(signature).decode("ascii"),
            "publicKey": base64.b64encode(signer.public.spki).decode("ascii"),
        },
    }


def pages(draft: CaptureDraft) -> bytes:
    """Return `pages/pages.jsonl`."""
    about = draft.about
    page = {
        "id": draft.capture_id,
        "url": about.get("final_url"),
        "ts": about.get("started"),
        "title": about.get("title"),
    }
    header = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    lines = [json.dumps(repaired(line), ensure_ascii=False) for line in (header, page)]
    return ("\n".join(lines) + "\n").encode()


def _seconds(time: object) -> object:
    """Cut a time of ours to the second."""
    return f"{time[:19]}Z" if isinstance(time, str) else time


def _resource(member: StoredEntry) -> dict[str, object]:
    return {
        "name": member.name.rpartition("/")[2],
        "path": member.name,
        "hash": f"sha256:{member.sha256}",
        "bytes": member.size,
    }


def _visit(draft: CaptureDraft) -> dict[str, object]:
    said = {name: draft.about.get(name) for name in _ABOUT_FIRST}
    if draft.gaps or _stopped(draft):
        # A state is never rounded up, whatever the caller thought.
        said["state"] = {"complete": "complete_with_gaps"}.get(str(said["state"]), said["state"])
    return said | {
        "counts": _counts(draft),
        "gaps": [
            {
                "url": gap.url,
                "method": gap.method,
                "type": gap.resource_type,
                "status": gap.status,
                "reason": gap.reason,
            }
            for gap in draft.gaps
        ],
        "failed_requests": [
            {"url": one.url, "method": one.method, "type": one.resource_type, "error": one.error}
            for one in draft.failed_requests
        ],
        "withheld": _withheld(draft),
        "artefacts": [_artefact(artefact) for artefact in draft.artefacts],
        "screen_wire": draft.about.get("screen_wire"),
        "actions": _actions(draft),
        "warnings": _warnings(draft),
        "ground": draft.about.get("ground"),
        **{name: draft.about[name] for name in _ABOUT_LAST if name in draft.about},
    }


def _stopped(draft: CaptureDraft) -> bool:
    limits = draft.about.get("limits")
    return isinstance(limits, dict) and limits.get("stopped_by") is not None


def _counts(draft: CaptureDraft) -> dict[str, int]:
    exchanges = draft.exchanges
    kept = {(one.url, one.method) for one in exchanges if one.body_state == "truncated"}
    alone = [gap for gap in draft.gaps if (gap.url, gap.method) not in kept]
    frames = [one for one in draft.artefacts if one.kind == "ws"]
    return {
        "requests": len(exchanges) + len(alone) + len(draft.failed_requests),
        "responses": len(exchanges),
        "bytes": sum(one.body.size for one in exchanges),
        "exact": sum(one.exact for one in exchanges),
        "redirects": sum(one.status in _REDIRECTS for one in exchanges),
        "ws_frames": sum(_lines(one) for one in frames),
        "gaps": len(draft.gaps),
        "failed": len(draft.failed_requests),
        "withheld": len(draft.withheld),
    }


def _lines(artefact: Artefact) -> int:
    return sum(piece.count(b"\n") for piece in artefact.body.pieces())


def _withheld(draft: CaptureDraft) -> list[dict[str, object]]:
    counts: Counter[tuple[str, str]] = Counter()
    sizes: Counter[tuple[str, str]] = Counter()
    for item in draft.withheld:
        counts[item.where, item.name] += 1
        sizes[item.where, item.name] += _told_size(item)
    return [
        {"where": where, "name": name, "count": counts[where, name], "bytes": sizes[where, name]}
        for where, name in sorted(counts)
    ]


def _told_size(item: Withheld) -> int:
    # The exact length of a password would help to guess it.
    return -(-item.size // _FORM_STEP) * _FORM_STEP if item.where == "form_value" else item.size


def _artefact(artefact: Artefact) -> dict[str, object]:
    return {
        "kind": artefact.kind,
        "urn": ascii_address(artefact.urn),
        "type": artefact.content_type,
        "sha256": artefact.body.sha256,
        "bytes": artefact.body.size,
        **artefact.details,
    }


def _actions(draft: CaptureDraft) -> dict[str, object] | None:
    for artefact in draft.artefacts:
        if artefact.kind == "actions":
            urn, sha256 = ascii_address(artefact.urn), artefact.body.sha256
            return {"urn": urn, "sha256": sha256, "lines": _lines(artefact)}
    return None


def _warnings(draft: CaptureDraft) -> list[str]:
    given = draft.about.get("warnings")
    codes = {str(code) for code in given} if isinstance(given, list | tuple) else set()
    if repaired(_texts(draft)) != _texts(draft):
        codes.add("text_repaired")
    return sorted(codes)


def _texts(draft: CaptureDraft) -> object:
    """Everything of a draft that is written as text."""
    exchanges = [
        [one.url, one.reason, *map(list, one.request_headers), *map(list, one.response_headers)]
        for one in draft.exchanges
    ]
    gaps = [gap.url for gap in draft.gaps] + [one.url for one in draft.failed_requests]
    return [draft.about, exchanges, gaps, [one.urn for one in draft.artefacts]]
