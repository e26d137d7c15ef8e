"""The steps that a notary or the user of a time-stamp app follows: a case's pages, or a purchase.

The words are data, `resources/texts/`; what stands in them of the captures comes
from pages of others, and is shown as such.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import yaml

from evidencekit.casework.model import Case
from evidencekit.casework.purchase_model import Purchase
from evidencekit.domain.times import utc_text
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator
from evidencekit.services.about import about_capture
from evidencekit.services.facts_kept import kept_facts
from evidencekit.vault.vault import Vault

Words = dict[str, Any]
_ADDRESS = 4000
_BLANK = "_" * 30
_STYLE = """body{font:11pt/1.5 "Noto Sans SC","Microsoft YaHei",sans-serif}
body{margin:2em auto;max-width:44em}
h1{font-size:16pt}h2{font-size:13pt}h3{font-size:11pt}section{break-inside:avoid}
code{font-family:monospace;overflow-wrap:anywhere}.blank{border-bottom:1px solid;min-height:1.8em}
@page{margin:18mm}@media print{body{margin:0;max-width:none}}"""


@dataclass(frozen=True, slots=True)
class ScriptPage:
    """One capture of the case: its address, and what was seen there and when; `facts` in words."""

    capture_id: str
    url: str
    seen: str
    facts: str


@dataclass(frozen=True, slots=True)
class CaseScript:
    """The steps for a case, in one language."""

    words: Words
    language: str
    about: str
    pages: tuple[ScriptPage, ...]

    def text(self) -> str:
        """Return the script as plain text, UTF-8, steps numbered anew for each page."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        words = self.words
        yield from (words["title"], "", words["status"], self.about, "", words["before_title"])
        yield from _numbered(words["before"])
        yield from ("", words["pages_title"])
        for number, page in enumerate(self.pages, 1):
            yield from ("", self._page_title(number), f"{words['address']}: {page.url}")
            yield from (page.seen, page.facts)
            yield from _numbered(words["page"])
            yield from (f"   {name}: {_BLANK}" for name in words["blanks"])
        yield from ("", words["after_title"])
        yield from _numbered(words["after"])
        for title, command in self._commands():
            yield from (f"   {title}", f"   {command}")
        yield from ("", words["caution"], "", words["sign_title"])
        yield from (f"   {name}: {_BLANK}" for name in words["sign"])

    def html(self) -> str:
        """Return the script as one HTML page that prints well: no script, nothing loaded."""
        words = self.words
        parts = [
            f"<h1>{escape(words['title'])}</h1><p><em>{escape(words['status'])}</em></p>",
            f"<p>{escape(self.about)}</p><h2>{escape(words['before_title'])}</h2>",
            _ordered(words["before"]),
            f"<h2>{escape(words['pages_title'])}</h2>",
            *(self._section(number, page) for number, page in enumerate(self.pages, 1)),
            f"<h2>{escape(words['after_title'])}</h2>",
            _ordered(words["after"]),
            *(
                f"<p>{escape(title)}<br><code>{escape(command)}</code></p>"
                for title, command in self._commands()
            ),
            f"<p>{escape(words['caution'])}</p><h2>{escape(words['sign_title'])}</h2>",
            _blanks(words["sign"]),
        ]
        language = self.language.replace("_", "-")
        head = f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        title = f"<title>{escape(words['title'])}</title><style>{_STYLE}</style>"
        return head + title + "\n" + "\n".join(parts) + "\n</html>\n"

    def _section(self, number: int, page: ScriptPage) -> str:
        words = self.words
        return (
            f"<section><h3>{escape(self._page_title(number))}</h3>"
            f"<p>{escape(words['address'])}: <code>{escape(page.url)}</code></p>"
            f"<p>{escape(page.seen)}</p><p>{escape(page.facts)}</p>"
            f"{_ordered(words['page'])}{_blanks(words['blanks'])}</section>"
        )

    def _page_title(self, number: int) -> str:
        title: str = self.words["page_title"]
        return title.format(number=number, count=len(self.pages))

    def _commands(self) -> Iterator[tuple[str, str]]:
        # Nothing of a page beside a command: it will be pasted into a terminal.
        for number, page in enumerate(self.pages, 1):
            yield self._page_title(number), self.words["command"].format(id=page.capture_id)


@cache
def script_texts(name: str = "case-script") -> dict[str, Any]:
    """Return the words by language, of `case-script` or `purchase-script`.

    Raises jsonschema.ValidationError: a broken installation.
    """
    folder = resource("texts")
    schema = json.loads((folder / "case-script.schema.json").read_text(encoding="utf-8"))
    text = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    validator(schema).validate(document)
    return document


def case_script(vault: Vault, case: Case, language: str, clock: Clock) -> CaseScript:
    """Return the script for the captures of a case, in the case's order.

    Captures that were removed, or whose file can't be read, have no address and are left out.
    """
    words: Words = script_texts()[language]
    return _script(vault, words, language, (case.name, case.id), case.captures, clock)


def purchase_script(vault: Vault, purchase: Purchase, language: str, clock: Clock) -> CaseScript:
    """Return the script for buying what a capture shows, up to the sealed goods.

    A purchase that names no capture that can be read has no page to begin from.
    """
    words: Words = script_texts("purchase-script")[language]
    captures = (purchase.capture,) if purchase.capture else ()
    number = purchase.order_no or words["unknown"]
    return _script(vault, words, language, (number, purchase.id), captures, clock)


def _script(
    vault: Vault,
    words: Words,
    language: str,
    named: tuple[str, str],
    captures: tuple[str, ...],
    clock: Clock,
) -> CaseScript:
    pages = tuple(_pages(vault, captures, words))
    about = words["about"].format(
        name=one_line(named[0]), case=named[1], count=len(pages), made=utc_text(clock.now())
    )
    return CaseScript(words, language, about, pages)


def _pages(vault: Vault, captures: tuple[str, ...], words: Words) -> Iterator[ScriptPage]:
    entries = {entry.id: entry for entry in vault.captures(hidden=True)}
    for entry in (entries[one] for one in captures if one in entries):
        about = about_capture(vault, entry)
        if not about.get("final_url"):
            continue
        seen = words["seen"].format(
            captured=about.get("started"),
            title=one_line(str(about.get("title") or "")),
            kind=about.get("page_kind"),
            status=about.get("http_status") or words["unknown"],
        )
        read = (kept_facts(vault, entry.sha256) or {}).get("facts")
        facts = _facts(read if isinstance(read, dict) else {}, words)
        url = one_line(str(about["final_url"]), _ADDRESS)
        yield ScriptPage(entry.id, url, seen, words["facts"].format(facts=facts))


def _facts(read: dict[str, Any], words: Words) -> str:
    """Return the facts as the page worded them."""
    said = (
        f"{name_shown} {one_line(str(read[name].get('raw')), 100)}"
        for name, name_shown in words["fact_names"].items()
        if isinstance(read.get(name), dict)
    )
    return "; ".join(said) or words["unread"]


def _numbered(lines: list[str]) -> Iterator[str]:
    return (f"{number:2}. {line}" for number, line in enumerate(lines, 1))


def _ordered(lines: list[str]) -> str:
    return "<ol>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ol>"


def _blanks(names: list[str]) -> str:
    return "".join(f'<p class="blank">{escape(name)}: </p>' for name in names)
