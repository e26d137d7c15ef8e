"""The kinds of custody lines and the members of their bodies (`docs/vault-format.md` 5.1)."""

import re
from collections.abc import Callable

from evidencekit.domain.ids import IdKind, is_id
from evidencekit.vault.layout import is_key_id, is_vault_path

KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(members.split())
    for kind, members in {
        "log.begun": "after demo format key_id program spki vault_id",
        "capture.sealing": "bytes file id sha256",
        "capture.sealed": "bytes file id recovered sha256",
        "capture.lost": "id reason sha256",
        "capture.failed": "by detail error finished started url",
        "stamp.requested": "authority list list_sha256 tsq_sha256",
        "stamp.received": "authority chain_sha256 gen_time list list_sha256 policy recovered "
        "revocation serial tsr_sha256",
        "stamp.failed": "authority list list_sha256 reason",
        "derived.made": "file kind sha256 source",
        "facts.confirmed": "action by capture capture_sha256 fact record_sha256",
        "complaint.confirmed": "by complaint content_sha256 recipient rules_sha256",
        "packet.made": "by case complaint files folder manifest_sha256",
        "note": "about by text",
        "capture.removed": "by id reason sha256",
        "capture.hidden": "by hidden id reason",
        "stamp.imported": "by capture_sha256 file gen_time id kind sha256",
        "packet.signed": "bytes file folder key_id sha256 unsigned_bytes unsigned_sha256",
        "export.made": "by case files recipient",
        "backup.made": "by bytes files manifest_sha256",
        "vault.restored": "by remembered",
        "clock.step": "step_ms",
        "key.succeeded": "by spki",
        "key.revoked": "by key_id reason",
    }.items()
}
# Written by the vault alone, each as a step of an order of writes.
OWN_KINDS = frozenset(
    {
        "log.begun",
        "capture.sealing",
        "capture.sealed",
        "capture.lost",
        "capture.removed",
        "clock.step",
        "key.succeeded",
    }
)
MAX_REASON = 2000

_HASH = re.compile(r"[0-9a-f]{64}")
_LIST = re.compile(r"stamps/[0-9]{8}T[0-9]{6}Z-[0-9]+\.sha256")
_CRL = re.compile(r"stamps/[0-9]{8}T[0-9]{6}Z-[0-9]+\.[a-z0-9-]{1,40}\.[1-9]\.crl")
_AUTHORITY = re.compile(r"[a-z0-9-]{1,40}")
_WORD = re.compile(r"[a-z_]{1,40}")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
# 120 bytes of DER.
_SPKI = re.compile(r"[A-Za-z0-9+/]{160}")
_FORMAT = re.compile(r"[0-9]+\.[0-9]+")


def is_hash(value: object) -> bool:
    """Say whether `value` is a SHA-256 as 64 lower-case hex digits."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def body_is_sound(kind: str, body: dict[str, object]) -> bool:
    """Say whether a body has its kind's members, in the forms that `check.sh` relies on.

    Of a kind that is not known here nothing is asked: a later minor may have added it.
    """
    if kind not in KINDS:
        return True
    if set(body) != KINDS[kind]:
        return False
    if kind == "stamp.imported" and body["gen_time"] is None:
        # Of a certificate or chain no time is known.
        body = {name: value for name, value in body.items() if name != "gen_time"}
    forms = _FORMS | _OWN_FORMS.get(kind, {})
    return all(forms[name](body[name]) for name in _checked_members(kind) & body.keys())


def _checked_members(kind: str) -> frozenset[str]:
    return KINDS[kind] & _FORMS.keys() if kind in _READ_BY_CHECK else frozenset()


_READ_BY_CHECK = frozenset(
    {
        "log.begun",
        "capture.sealing",
        "capture.sealed",
        "capture.lost",
        "stamp.requested",
        "stamp.received",
        "stamp.imported",
        "derived.made",
        "capture.removed",
        "capture.hidden",
        "key.succeeded",
        "key.revoked",
    }
)


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_reason(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_REASON


def _is_spki(value: object) -> bool:
    return isinstance(value, str) and _SPKI.fullmatch(value) is not None


def _is_size(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_path(value: object) -> bool:
    return isinstance(value, str) and is_vault_path(value)


def _is_revocation(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and set(one) == {"file", "sha256"}
        and isinstance(one["file"], str)
        and _CRL.fullmatch(one["file"]) is not None
        and is_hash(one["sha256"])
        for one in value
    )


def _is_after(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or set(value) != {"head", "key_id", "seq"}:
        return False
    return is_hash(value["head"]) and _FORMS["key_id"](value["key_id"]) and _is_size(value["seq"])


_FORMS: dict[str, Callable[[object], bool]] = {
    "after": _is_after,
    "authority": _matches(_AUTHORITY),
    "bytes": _is_size,
    "chain_sha256": is_hash,
    "demo": _is_bool,
    "file": _is_path,
    "format": _matches(_FORMAT),
    "hidden": _is_bool,
    "gen_time": _matches(_SECOND),
    "id": lambda value: isinstance(value, str) and is_id(value, IdKind.CAPTURE),
    "key_id": lambda value: isinstance(value, str) and is_key_id(value),
    "kind": _matches(_WORD),
    "list": _matches(_LIST),
    "list_sha256": is_hash,
    "reason": _matches(_WORD),
    "recovered": _is_bool,
    "revocation": _is_revocation,
    "sha256": is_hash,
    "source": is_hash,
    "spki": _is_spki,
    "tsq_sha256": is_hash,
    "tsr_sha256": is_hash,
    "vault_id": lambda value: isinstance(value, str) and is_id(value, IdKind.VAULT),
}
# Where a member's name is used for something else than in the other kinds.
_OWN_FORMS: dict[str, dict[str, Callable[[object], bool]]] = {
    "capture.removed": {"reason": _is_reason},
    "capture.hidden": {"reason": _is_reason},
}
