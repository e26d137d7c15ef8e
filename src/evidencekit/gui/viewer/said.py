"""What a person says of facts and of photos, as deeds that can be undone and done again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.deeds import Deed
from evidencekit.gui.viewer.review import Word
from evidencekit.gui.words import fact_name

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_WORDS = {
    "confirm": N_("Confirm: {fact}"),
    "correct": N_("Correct: {fact}"),
    "enter": N_("Enter: {fact}"),
    "not_on_page": N_("Not on the page: {fact}"),
    "undo": N_("Take back: {fact}"),
}
_VERDICTS = {
    "same": N_("Photos: same goods"),
    "different": N_("Photos: different"),
    "open": N_("Photos: not decided"),
}
# What a standing was said by; what was only read needs no word.
_SAID_BY = {
    "confirmed": "confirm",
    "corrected": "correct",
    "entered": "enter",
    "not_on_page": "not_on_page",
}
Facts = Mapping[str, Mapping[str, Any]]


def fact_deed(capture_id: str, word: Word, facts: Facts, then: Callable[[], object]) -> Deed:
    """Return the deed of a word; `facts` say how the capture's facts stand before it."""

    def back(desk: "Desk", names: Sequence[str]) -> None:
        for name in names:
            for one in _back(word, name, facts):
                _speak(desk, capture_id, one)

    return Deed(_named(word), lambda desk: _speak(desk, capture_id, word), back, then)


def photo_deed(
    pair: tuple[str, str], verdicts: tuple[str, str], by: str, then: Callable[[], object]
) -> Deed:
    """Return the deed of a decision about two pictures; `verdicts` before it and by it."""
    before, after = verdicts
    return Deed(
        _(_VERDICTS[after]),
        lambda desk: desk.decide_photos(*pair, after, by),
        lambda desk, _none: desk.decide_photos(*pair, before, by),
        then,
    )


def _speak(desk: "Desk", capture_id: str, word: Word) -> tuple[str, ...]:
    return desk.speak(capture_id, word.what, word.words, word.by, word.box)


def _named(word: Word) -> str:
    """Return the name of a word for a menu."""
    first, *_rest = word.words
    if isinstance(first, tuple):
        if not first:
            return _("Confirm all facts")
        (first,) = first
    return _(_WORDS[word.what]).format(fact=fact_name(str(first)))


def _back(word: Word, name: str, facts: Facts) -> Iterator[Word]:
    """Give what restores how a fact stood before the word."""
    if word.what != "undo":
        yield Word("undo", (name,), word.by)
        return
    fact = facts.get(name, {})
    what = _SAID_BY.get(str(fact.get("standing")))
    box = fact.get("box")
    place = (int(box[0]), int(box[1]), int(box[2]), int(box[3])) if box else None
    if what in {"confirm", "not_on_page"}:
        yield Word(what, ((name,),), word.by)
    elif what is not None:
        yield Word(what, (name, _typed(fact)), word.by, place)


def _typed(fact: Mapping[str, Any]) -> str:
    """Return a value as a person types it."""
    value, low = fact.get("value"), fact.get("low")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value is not None else f"{low}+"
