"""Drafts for people to sign: viewing, certificate, declaration, seal, translator.

Their words are legal texts of `resources/texts/`; each says that no lawyer has read it yet.
"""

import re

from evidencekit import __version__
from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import Visit
from evidencekit.packet.model import Exhibit
from evidencekit.packet.parts.blocks import Blanks, Block, Notice, SealBox, Sub, Table, Text, Title
from evidencekit.packet.parts.method import engine_of
from evidencekit.packet.parts.telling import Telling
from evidencekit.packet.texts import LegalText, legal_text

_BASIS = N_("Basis: {basis}")
_SEAL = N_("Seal (left empty for the ink)")
_UNWATCHED = N_(
    "No statement of viewing is offered for these exhibits: the program loaded the pages by "
    "itself, and nobody is recorded as watching: {exhibits}."
)
_IMPORTED = N_(
    "These exhibits were imported; who saw the page they were made of is not known here: "
    "{exhibits}."
)
_LOOKED = N_("Who was shown the picture of a page, and said that it infringes")
_LOOKED_NOTE = N_("That is no statement of having visited the page.")
_EXHIBIT, _PERSON, _WHEN, _HOW = N_("Exhibit"), N_("Person"), N_("When (UTC)"), N_("How")
_WAYS = {
    "window": N_("shown by this program"),
    "command": N_("by that person's own word"),
}
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]{3}")


def viewing(tell: Telling) -> list[Block]:
    """Return a draft statement for each page that a person had open; else that there is none."""
    text = _text(tell, "viewing")
    flow: list[Block] = [Title(text.title), *_standing(tell, text)]
    watched = [one for one in tell.content.exhibits if _visit(tell, one).watched]
    for exhibit in watched:
        fields = {
            "person": exhibit.text("operator"),
            "exhibit": exhibit.called,
            "started": exhibit.text("started"),
            "finished": exhibit.text("finished"),
            "address": exhibit.text("final_url"),
            "program": _program(),
        }
        flow += [Sub(tell.named(exhibit.number)), *map(Text, text.filled(fields))]
        flow.append(Blanks(text.blanks))
    others = [one for one in tell.content.exhibits if one not in watched]
    for words, imported in ((_UNWATCHED, False), (_IMPORTED, True)):
        numbers = [one.number for one in others if ("origin" in one.about) is imported]
        if numbers:
            flow.append(Text(tell.say(words).format(exhibits=tell.listed(numbers))))
    return [*flow, *_viewers(tell)]


def certificate(tell: Telling) -> list[Block]:
    """Return the draft of FRE 902(13) and (14), with the engines and exhibits it speaks of."""
    exhibits = tell.content.exhibits
    fields = {
        "program": _program(),
        "engines": ", ".join(dict.fromkeys(filter(None, map(engine_of, exhibits)))) or "-",
        "exhibits": tell.listed(one.number for one in exhibits if "origin" not in one.about),
    }
    declared = _text(tell, "declaration_1746")
    text = _text(tell, "certificate_902")
    flow = _draft(tell, text, fields)
    return [*flow, *map(Text, declared.filled(_declared(tell))[1:]), Blanks(declared.blanks)]


def declaration(tell: Telling) -> list[Block]:
    """Return the draft under 28 USC 1746: both places of signing, one to be struck out."""
    return _draft(tell, _text(tell, "declaration_1746"), _declared(tell))


def seal(tell: Telling) -> list[Block]:
    """Return who submits, and the frame for the seal of a Chinese company."""
    plan = tell.content.plan
    flow = _draft(tell, _text(tell, "seal"), {"submitter": plan.submitter or "-"})
    return [*flow, SealBox(tell.say(_SEAL))]


def translator(tell: Telling) -> list[Block]:
    """Return the translator's draft where pages hold words of another language; else nothing."""
    foreign = [one.number for one in tell.content.exhibits if _is_foreign(tell, one)]
    if not foreign:
        return []
    return _draft(tell, _text(tell, "translator"), {"exhibits": tell.listed(foreign)})


def _draft(tell: Telling, text: LegalText, fields: dict[str, str]) -> list[Block]:
    flow: list[Block] = [Title(text.title), *_standing(tell, text)]
    return [*flow, *map(Text, text.filled(fields)), Blanks(text.blanks)]


def _standing(tell: Telling, text: LegalText) -> list[Block]:
    said = text.standing(tell.say)
    return [Notice(f"{said} {tell.say(_BASIS).format(basis=text.basis)}")]


def _viewers(tell: Telling) -> list[Block]:
    viewers = tell.content.matter.viewers
    if not viewers:
        return []
    rows = [
        (
            tell.content.labels.get(tell.number_of(one.capture_id) or 0, "-"),
            one.by,
            f"{one.at:%Y-%m-%d %H:%M}",
            tell.say(_WAYS.get(one.how, one.how)),
        )
        for one in viewers
    ]
    head = tell.head(_EXHIBIT, _PERSON, _WHEN, _HOW)
    table = Table(head, rows, (60, 180, 110, 150))
    return [Sub(tell.say(_LOOKED)), table, Text(tell.say(_LOOKED_NOTE), small=True)]


def _declared(tell: Telling) -> dict[str, str]:
    numbers = (one.number for one in tell.content.exhibits)
    return {"title": tell.content.plan.title, "exhibits": tell.listed(numbers)}


def _is_foreign(tell: Telling, exhibit: Exhibit) -> bool:
    words = " ".join((exhibit.text("title"), *(fact.raw for fact in exhibit.facts)))
    if tell.content.plan.language == "zh_CN":
        return bool(_LATIN.search(words)) and not _HAN.search(words)
    return bool(_HAN.search(words))


def _text(tell: Telling, name: str) -> LegalText:
    return legal_text(name, tell.content.plan.language)


def _visit(tell: Telling, exhibit: Exhibit) -> Visit:
    return tell.content.matter.visits.get(exhibit.number, Visit())


def _program() -> str:
    return f"evidencekit {__version__}"
