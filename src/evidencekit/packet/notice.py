"""The draft of an e-mail notice (RFC 5322), opened by a mail program as a message not yet sent."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.model import URLS, PacketContent

EML = "notice.eml"
_INTRO = N_("We write on behalf of {filer} about goods suspected of infringing the right below.")
_ATTACH = N_("Attach before sending: packet.pdf, and the files in the folder attachments/papers.")
_FACTS, _URLS, _DECLARED = N_("Facts"), N_("Addresses"), N_("Declarations")
_CLOSING = N_("Name, position, postal address, telephone and signature of the sender:")
_DRAFT = N_("DRAFT. Not confirmed: do not send.")


def notice(content: PacketContent, urls: Sequence[str], say: Callable[[str], str]) -> bytes:
    """Return the draft: no address in it, `X-Unsent: 1`, the addresses of the pages as a file."""
    plan, wording = content.plan, content.wording
    sentences = wording.paragraphs if wording else ()
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(plan.title.split())[:200]
    message["X-Unsent"] = "1"
    message["Content-Language"] = plan.language.replace("_", "-")
    lines = [say(_DRAFT), ""] if plan.draft else []
    lines += [f"[{say(_ATTACH)}]", "", say(_INTRO).format(filer=plan.submitter or "-"), ""]
    lines += [f"{role}: {name}" for role, name in plan.parties]
    lines += ["", f"{say(_FACTS)}:", *(f"{n}. {one}" for n, one in enumerate(sentences, 1))]
    if wording and wording.requests:
        lines += ["", wording.requests]
    lines += ["", f"{say(_URLS)}:", *urls]
    if plan.statement:
        lines += ["", f"{say(_DECLARED)}:", plan.statement]
    lines += ["", say(_CLOSING), ""]
    message.set_content("\n".join(lines), charset="utf-8", cte="base64")
    message.add_attachment("\n".join(urls) + "\n", filename=URLS, charset="utf-8", cte="base64")
    # A boundary of the content's own: the same packet gives the same bytes.
    message.set_boundary(f"=_{_mark(content.packet_id, content.made)}")
    return message.as_bytes()


def _mark(packet_id: str, made: datetime) -> str:
    return hashlib.sha256(f"{packet_id} {made.isoformat()}".encode()).hexdigest()[:32]
