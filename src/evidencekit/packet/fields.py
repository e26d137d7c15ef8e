"""The field sheet: what to copy into a recipient's form, as HTML that works offline and as XLSX.

The page loads nothing, and its policy allows no script or style but the two that stand in it.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from typing import BinaryIO

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.field import Field
from evidencekit.packet.tables import write_xlsx

HTML, XLSX = "fields.html", "fields.xlsx"
_TITLE = N_("Field sheet: {title}")
_NOTE = N_(
    "Each value stands as it was confirmed, in the order of the recipient's form as far as that is "
    "known. An empty field is not known to this vault: fill it in yourself, or leave it."
)
_COPY, _COPIED, _EMPTY = N_("Copy"), N_("Copied"), N_("not known here")
_FIELD, _VALUE, _REMARK = N_("Field"), N_("Value"), N_("Remark")
_DRAFT = N_("DRAFT. Not confirmed: do not file.")
_LIMIT = N_("{count} of at most {limit} characters")
_STYLE = """body{font:15px/1.5 "Noto Sans SC","Microsoft YaHei",sans-serif;margin:2em auto;
max-width:60em;padding:0 1em;color:#1c1e21;background:#fff}
h1{font-size:1.3em}.note{color:#555}.draft{background:#b31a1a;color:#fff;padding:.4em .8em}
section{border-top:1px solid #ccc;padding:.7em 0;display:grid;gap:.3em 1em;
grid-template-columns:14em 1fr 6em}
h2{font-size:1em;margin:0}pre{font:inherit;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.empty{color:#777}.over{color:#b31a1a}button{font:inherit;padding:.1em .6em;height:2em}
@media(max-width:40em){section{grid-template-columns:1fr}}"""
_SCRIPT = """for(const b of document.querySelectorAll("button"))b.addEventListener("click",()=>{
const p=document.getElementById(b.dataset.of),s=getSelection(),r=document.createRange();
r.selectNodeContents(p);s.removeAllRanges();s.addRange(r);
let done=false;try{done=document.execCommand("copy")}catch(e){done=false}
if(!done&&navigator.clipboard)navigator.clipboard.writeText(p.textContent);
b.textContent=b.dataset.done;setTimeout(()=>{b.textContent=b.dataset.copy},1500)})"""


def fields_html(
    fields: Sequence[Field], title: str, language: str, say: Callable[[str], str], *, draft: bool
) -> bytes:
    """Return the page. Whatever stands in a value is text; nothing is fetched, nothing sent."""
    policy = f"default-src 'none'; style-src '{_hash(_STYLE)}'; script-src '{_hash(_SCRIPT)}'"
    head = escape(say(_TITLE).format(title=title))
    rows = "\n".join(_section(number, one, say) for number, one in enumerate(fields))
    mark = f'<p class="draft">{escape(say(_DRAFT))}</p>' if draft else ""
    page = f"""<!doctype html>
<html lang="{language.replace("_", "-")}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer"><title>{head}</title><style>{_STYLE}</style></head>
<body><h1>{head}</h1>{mark}<p class="note">{escape(say(_NOTE))}</p>
{rows}
<script>{_SCRIPT}</script></body></html>
"""
    return page.encode("utf-8", "replace")


def write_fields_xlsx(
    file: BinaryIO, fields: Sequence[Field], say: Callable[[str], str], made: datetime
) -> None:
    """Write the same as one sheet: field, value, name, remark. No cell is a formula.

    `made` is aware.
    """
    columns = (say(_FIELD), say(_VALUE), "id", say(_REMARK))
    rows = (
        dict(zip(columns, (one.label, one.value, one.name, one.note), strict=True))
        for one in fields
    )
    write_xlsx(file, columns, rows, made)


def _section(number: int, one: Field, say: Callable[[str], str]) -> str:
    label = escape(one.label)
    if not one.value:
        empty = escape(say(_EMPTY))
        return f'<section><h2>{label}</h2><pre class="empty">{empty}</pre></section>'
    count = ""
    if one.limit is not None:
        words = escape(say(_LIMIT).format(count=len(one.value), limit=one.limit))
        mark = "over" if len(one.value) > one.limit else "note"
        count = f'<br><small class="{mark}">{words}</small>'
    if one.note:
        count += f'<br><small class="note">{escape(one.note)}</small>'
    copy, done = escape(say(_COPY)), escape(say(_COPIED))
    button = (
        f'<button type="button" data-of="v{number}" data-copy="{copy}" data-done="{done}"'
        f' aria-label="{copy}: {label}">{copy}</button>'
    )
    value = f'<pre id="v{number}">{escape(one.value)}</pre>'
    return f"<section><h2>{label}{count}</h2>{value}{button}</section>"


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
