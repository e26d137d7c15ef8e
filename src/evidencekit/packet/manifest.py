"""`manifest.json`: what the packet is, and every file of it but itself and the signed PDF."""

from collections.abc import Sequence

from evidencekit import __version__
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import canonical
from evidencekit.packet.marked import MarkedLayer
from evidencekit.packet.model import FORMAT, Exhibit, PacketContent, PacketFile


def manifest(content: PacketContent, files: Sequence[PacketFile]) -> bytes:
    """Return the canonical JSON (RFC 8785). Texts are whole here, however a page cuts them."""
    plan = content.plan
    return canonical(
        {
            "format": FORMAT,
            "kind": "packet",
            "packet_id": content.packet_id,
            "program": f"evidencekit {__version__}",
            "made": utc_text(content.made),
            "by": plan.operator or None,
            "profile": plan.shape.id,
            "archive": plan.archive,
            "redacted": plan.redacted,
            "bates": _bates(content),
            "vault_id": content.vault_id,
            "organisation": content.organisation,
            "key_id": content.key_id,
            "fingerprint": content.fingerprint,
            "demo": content.demo,
            "draft": plan.draft,
            "language": plan.language,
            "title": plan.title,
            "recipient": plan.recipient,
            "reference": plan.reference,
            "case": plan.case,
            "complaint": plan.complaint,
            "parties": [{"role": role, "name": name} for role, name in plan.parties],
            "statement": plan.statement,
            "exhibits": [_exhibit(one, archive=plan.archive) for one in content.exhibits],
            **_signer(content),
            **({"archive_packet": content.archive.to_json()} if content.archive else {}),
            **({"parts": [one.to_json() for one in content.parts]} if content.parts else {}),
            "files": [file.to_json() for file in sorted(files, key=lambda one: one.name)],
        }
    )


def _signer(content: PacketContent) -> dict[str, object]:
    if content.signer is None:
        return {}
    fingerprint, subject = content.signer
    return {"signer": {"fingerprint": fingerprint, "subject": subject}}


def _bates(content: PacketContent) -> dict[str, object] | None:
    bates = content.bates
    return {"prefix": bates.prefix, "first": bates.first} if bates else None


def _exhibit(exhibit: Exhibit, *, archive: bool) -> dict[str, object]:
    return {
        "number": exhibit.number,
        "label": exhibit.called,
        # Of a capture that stays with the sender the hash alone is told.
        "attached": archive,
        "capture_id": exhibit.capture_id,
        "file": exhibit.file,
        "sha256": exhibit.sha256,
        "bytes": exhibit.size,
        "key": exhibit.fingerprint,
        "url": exhibit.text("final_url"),
        "title": exhibit.text("title"),
        "started": exhibit.text("started"),
        "state": exhibit.text("state"),
        "facts": [
            {
                "name": fact.name,
                "value": fact.value,
                "raw": fact.raw,
                "where": fact.where,
                "reader": fact.reader,
                "standing": fact.standing,
                "by": fact.by,
                "box": fact.box,
            }
            for fact in exhibit.facts
        ],
        "unconfirmed": list(exhibit.unconfirmed),
        "screenshots": [
            {
                "urn": shot.urn,
                "sha256": shot.sha256,
                "bytes": shot.size,
                "order": shot.order,
                "of": shot.of,
                "y": shot.y,
                "converted": shot.converted,
            }
            for shot in exhibit.screenshots
        ],
        "tokens": [
            {
                "list": one.list,
                "authority": one.authority,
                "gen_time": one.gen_time,
                "revocation": list(one.revocation),
            }
            for one in exhibit.tokens
            if archive
        ],
        "imported": [
            {"file": one.file, "kind": one.kind, "gen_time": one.gen_time, "chain": one.chain}
            for one in exhibit.imported
            if archive
        ],
        **_marks(exhibit, archive=archive),
    }


def _marks(exhibit: Exhibit, *, archive: bool) -> dict[str, object]:
    """Return what was drawn over the pictures, nothing where nobody drew."""
    shown = [_layer(one, archive=archive) for one in exhibit.marked]
    left = [{"number": one.number, "why": one.why.value} for one in exhibit.marks_left]
    return {**({"marks": shown} if shown else {}), **({"marks_left": left} if left else {})}


def _layer(layer: MarkedLayer, *, archive: bool) -> dict[str, object]:
    return {
        "number": layer.number,
        "made": layer.made,
        "by": layer.by,
        "file": layer.file if archive else None,
        "sha256": layer.sha256,
        "marks": [
            {"shape": one.shape.value, "place": list(one.place), "words": one.words}
            for one in layer.marks
        ],
        "pictures": [
            {
                "file": one.file if archive else None,
                "sha256": one.sha256,
                "bytes": one.size,
                "source_sha256": one.source_sha256,
                "order": one.order,
                "redacted": one.covered,
            }
            for one in layer.pictures
        ],
    }
