"""The wording of a complaint, drafted from facts: each sentence with the exhibits that carry it.

A sentence of which a fact is unknown, or confirmed by nobody, or which no exhibit carries, is left
out, and that is said. Nothing here says that goods infringe: they are suspected.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from evidencekit.casework.wording_text import (
    EXHIBIT,
    SentenceText,
    SubjectKind,
    Template,
    WordingText,
    wording_text,
)
from evidencekit.foundation.catalogue import N_
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.fact_text import fact_label

# A value of a page in running text; what is longer ends in a mark that says so.
_MOST_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries a sentence. `id` is a capture's, or a paper's path in the vault.

    `called` is its name in the packet, in the packet's language.
    """

    id: str
    called: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that sentences are about, and what is known of it.

    `facts` are those that a person stands for, or that a sealed file or the register says, by the
    names of the templates' fields; `unconfirmed` names those that were only read. `traits` decide
    which sentences are due, `carriers` are what shows the facts.
    """

    kind: SubjectKind
    id: str
    facts: Mapping[str, str]
    carriers: tuple[Carrier, ...] = ()
    traits: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `id` is its template's, `about` its subject's, `exhibits` what carries it."""

    id: str
    about: str
    kind: SubjectKind
    text: str
    exhibits: tuple[Carrier, ...]


class Lack(StrEnum):
    """Why a sentence was left out."""

    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"
    NO_EXHIBIT = "no_exhibit"


_LACKS = {
    Lack.UNCONFIRMED: N_("Left out, since nobody confirmed it: {facts} ({exhibits})."),
    Lack.UNKNOWN: N_("Left out, since it is not known: {facts} ({exhibits})."),
    Lack.NO_EXHIBIT: N_("Left out, since no exhibit of this packet carries it: {facts}."),
}
# Of what no exhibit is here, by the sentence's id; fields are called as facts are.
_SAID = {
    "agent": N_("the filer's authority"),
    "owner": N_("the owner as registered"),
    "goods": N_("classes and goods of the right"),
    "expiry": N_("how long the right holds"),
    "received": N_("the test purchase"),
    "appraised": N_("the appraisal"),
}
_FIELDS = {
    "number": N_("Registration number"),
    "office": N_("Office"),
    "mark": N_("Mark"),
    "work": N_("Own work"),
    "classes": N_("Classes"),
    "goods": N_("Goods and services"),
    "expiry": N_("Expires"),
    "owner": N_("Owner as registered"),
    "right": N_("Right"),
    "received_on": N_("day of receipt"),
    "ordered_on": N_("day of the order"),
    "appraised_on": N_("day of the appraisal"),
    "signer": N_("signer of the appraisal"),
    "time": N_("time of the capture"),
    "address": N_("address of the page"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that is not there: `facts` are the fields at fault, `called` the exhibits' names.

    `about` is its subject's id, `id` its template's.
    """

    id: str
    about: str
    kind: SubjectKind
    lack: Lack
    facts: tuple[str, ...]
    called: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Whole sentences within a number of characters: `used` of `of`, the first ones."""

    text: str
    used: int
    of: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A complaint in words. `words` are the templates it was drafted from."""

    words: WordingText
    sentences: tuple[Sentence, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def by_subject(self) -> dict[tuple[SubjectKind, str], str]:
        """Return the statement, one text a subject, without what is asked for."""
        told = (one for one in self.sentences if one.kind is not SubjectKind.REQUEST)
        groups: dict[tuple[SubjectKind, str], list[str]] = {}
        for one in told:
            groups.setdefault((one.kind, one.about), []).append(one.text)
        return {subject: self.words.between.join(texts) for subject, texts in groups.items()}

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the statement's texts in their order."""
        return tuple(self.by_subject.values())

    @property
    def requests(self) -> str:
        """Return what is asked for; empty where nothing is."""
        asked = [one.text for one in self.sentences if one.kind is SubjectKind.REQUEST]
        return self.words.between.join(asked)

    @property
    def text(self) -> str:
        """Return the statement, a line a subject."""
        return "\n".join(self.paragraphs)

    def fitted(self, limit: int | None) -> Fitted:
        """Return as many whole sentences of the statement as a field of `limit` characters takes.

        No sentence is cut, and none stands before one that did not fit. None is no known limit.
        """
        told = [one for one in self.sentences if one.kind is not SubjectKind.REQUEST]
        if limit is None or len(self.text) <= limit:
            return Fitted(self.text, len(told), len(told))
        text, used = "", 0
        for before, one in zip((None, *told), told, strict=False):
            same = before and (before.kind, before.about) == (one.kind, one.about)
            between = "" if before is None else self.words.between if same else "\n"
            if len(text) + len(between) + len(one.text) > limit:
                break
            text, used = f"{text}{between}{one.text}", used + 1
        return Fitted(text, used, len(told))

    def lacks(self, say: Callable[[str], str]) -> list[str]:
        """Return what was left out and why, one sentence a reason and fact."""
        found: dict[tuple[Lack, tuple[str, ...]], list[str]] = {}
        for one in self.left_out:
            names = (one.id,) if one.lack is Lack.NO_EXHIBIT else one.facts
            found.setdefault((one.lack, names), []).extend(one.called)
        return [
            say(_LACKS[lack]).format(
                facts=self.words.joined.join(say(_name(one, lack)) for one in names),
                exhibits=self.words.joined.join(dict.fromkeys(called)) or "-",
            )
            for (lack, names), called in found.items()
        ]


def draft(language: str, subjects: Sequence[Subject]) -> Wording:
    """Return the wording about `subjects`, in their order, in a language of the program."""
    words = wording_text(language)
    drafted = [one for subject in subjects for one in _about(words, subject)]
    return Wording(
        words,
        tuple(one for one in drafted if isinstance(one, Sentence)),
        tuple(one for one in drafted if isinstance(one, LeftOut)),
    )


def _about(words: WordingText, subject: Subject) -> Iterator[Sentence | LeftOut]:
    said: set[str] = set()
    facts = _known(words, subject.facts)
    for one in words.sentences[subject.kind]:
        if one.id in said or not one.is_due(subject.traits):
            continue
        said.add(one.id)
        yield from _sentence(words, subject, one, facts)


def _sentence(
    words: WordingText, subject: Subject, one: SentenceText, facts: Mapping[str, str]
) -> Iterator[Sentence | LeftOut]:
    carriers = subject.carriers
    chosen = next((text for text in one.texts if facts.keys() >= set(text.fields)), None)
    bound = subject.kind is not SubjectKind.REQUEST
    if chosen is None:
        yield from _missing(subject, one, one.texts[-1:], facts)
    elif bound and not carriers:
        yield _left_out(subject, one, Lack.NO_EXHIBIT, chosen.fields)
    else:
        exhibits = words.joined.join(carrier.called for carrier in carriers)
        text = chosen.text.format_map({**facts, EXHIBIT: exhibits})
        yield Sentence(one.id, subject.id, subject.kind, text, carriers if bound else ())
    # What a fuller text would have said: only what was read and waits for a person's word.
    fuller = one.texts[: one.texts.index(chosen)] if chosen else one.texts[:-1]
    waiting = _waiting(subject, fuller, facts)
    if chosen and waiting:
        yield _left_out(subject, one, Lack.UNCONFIRMED, waiting)


def _missing(
    subject: Subject, one: SentenceText, texts: Iterable[Template], facts: Mapping[str, str]
) -> Iterator[LeftOut]:
    lacking = [name for text in texts for name in text.fields if name not in facts]
    waiting = tuple(name for name in lacking if name in subject.unconfirmed)
    unknown = tuple(name for name in lacking if name not in subject.unconfirmed)
    if waiting:
        yield _left_out(subject, one, Lack.UNCONFIRMED, waiting)
    if unknown:
        yield _left_out(subject, one, Lack.UNKNOWN, unknown)


def _waiting(
    subject: Subject, texts: Iterable[Template], facts: Mapping[str, str]
) -> tuple[str, ...]:
    named = (name for text in texts for name in text.fields if name not in facts)
    return tuple(dict.fromkeys(name for name in named if name in subject.unconfirmed))


def _left_out(subject: Subject, one: SentenceText, lack: Lack, facts: tuple[str, ...]) -> LeftOut:
    called = tuple(carrier.called for carrier in subject.carriers)
    return LeftOut(one.id, subject.id, subject.kind, lack, facts, called)


def _known(words: WordingText, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts in words; a coded value without words for it is not known."""
    said = {name: one_line(value, _MOST_VALUE) for name, value in facts.items() if value.strip()}
    for name, known in words.values.items():
        if name in said:
            value = known.get(said.pop(name))
            said |= {name: value} if value else {}
    return said


def _name(code: str, lack: Lack) -> str:
    if lack is Lack.NO_EXHIBIT:
        return _SAID.get(code, code)
    return _FIELDS.get(code) or fact_label(code)
