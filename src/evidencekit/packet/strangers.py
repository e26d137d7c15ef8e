"""What a stranger's packet may hold: no operator, machine or account, and no struck word.

A submission or a redacted packet goes to people who may hand it to the seller. Here the content is
made that they may have; hashes and ids are never touched, or nothing could be verified.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from evidencekit.packet.marks import Reason
from evidencekit.packet.model import Exhibit, PacketContent, PacketPlan

REDACTED = "\u2588\u2588\u2588"
_KEPT = frozenset(
    {
        "url",
        "final_url",
        "title",
        "state",
        "reason",
        "page_kind",
        "http_status",
        "started",
        "finished",
        "gaps",
        "screen_wire",
        "counts",
        "warnings",
    }
)
_IDS = frozenset(
    {
        "packet_id",
        "capture_id",
        "vault_id",
        "key_id",
        "fingerprint",
        "file",
        "sha256",
        "source_sha256",
        "urn",
        "profile",
        "language",
        "case",
        "complaint",
        "started",
        "finished",
    }
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PRIVATE = (
    (_MAIL, Reason.PERSONAL_CONTACT),
    # Mobile numbers and identity numbers of the mainland, as they stand in running text.
    (
        re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
        Reason.PERSONAL_CONTACT,
    ),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), Reason.ID_NUMBER),
)


def for_strangers(content: PacketContent) -> PacketContent:
    """Return the content without who made it on which machine, and without what was struck.

    In a redacted packet e-mail addresses, mobile and identity numbers go too, but for addresses of
    pages, which a recipient needs whole.
    """
    plan = content.plan
    bare = replace(
        content,
        plan=replace(plan, operator=""),
        exhibits=tuple(map(_anonymous, content.exhibits)),
    )
    if not plan.redacted and not plan.struck:
        return bare
    hide = hider(plan.struck, patterns=plan.redacted)
    return replace(
        bare,
        plan=replace(_walked(bare.plan, hide), struck=()),
        exhibits=_walked(bare.exhibits, hide),
        matter=_walked(bare.matter, hide),
    )


def struck_texts(texts: Mapping[str, str], plan: PacketPlan) -> dict[str, str]:
    """Return single texts as the readers of a packet may have them, under the same names."""
    if not plan.redacted and not plan.struck:
        return dict(texts)
    hide = hider(plan.struck, patterns=plan.redacted)
    return {name: hide(text) for name, text in texts.items()}


def _anonymous(exhibit: Exhibit) -> Exhibit:
    about: dict[str, object] = {k: v for k, v in exhibit.about.items() if k in _KEPT}
    engine = exhibit.about.get("engine")
    if isinstance(engine, dict):
        # The user agent names the system of the computer.
        about["engine"] = {part: engine.get(part) for part in ("kind", "name", "version")}
    if "origin" in exhibit.about:
        about["origin"] = {}
    facts = tuple(replace(fact, by="") for fact in exhibit.facts)
    marked = tuple(replace(layer, by="") for layer in exhibit.marked)
    return replace(exhibit, about=about, facts=facts, marked=marked)


def hider(words: Sequence[str], *, patterns: bool) -> Callable[[str], str]:
    """Return what takes `words` out of a text; with `patterns` contacts and id numbers too."""
    ordered = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    struck = re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None

    def hide(text: str) -> str:
        if struck is not None:
            text = struck.sub(REDACTED, text)
        if patterns and "://" not in text:
            for one, _why in _PRIVATE:
                text = one.sub(REDACTED, text)
        return text

    return hide


def private_in(text: str) -> Reason | None:
    """Return why `hider` with `patterns` would take something out of a text, None if nothing."""
    if "://" in text:
        return None
    return next((why for one, why in _PRIVATE if one.search(text)), None)


def _walked(value: Any, hide: Callable[[str], str]) -> Any:  # noqa: ANN401  # any dataclass of ours
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, tuple | list):
        return type(value)(_walked(one, hide) for one in value)
    if isinstance(value, dict):
        return {k: v if k in _IDS else _walked(v, hide) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            one.name: _walked(getattr(value, one.name), hide)
            for one in fields(value)
            if one.name not in _IDS and one.init
        }
        return replace(value, **changed)
    return value
