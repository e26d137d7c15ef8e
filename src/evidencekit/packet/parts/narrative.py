"""The statement of facts, drafted from what persons confirmed: each sentence with its exhibit."""

from evidencekit.casework.wording_text import SubjectKind
from evidencekit.foundation.catalogue import N_
from evidencekit.foundation.wording_standing import standing_words
from evidencekit.packet.parts.blocks import Block, Notice, Points, Sub, Text, Title
from evidencekit.packet.parts.telling import Telling

_MOST = 60
_MORE = N_("The other {count} exhibits are told of in the table of exhibits.")
_REQUESTS = N_("What is asked for")
_LEFT_OUT = N_("What the statement leaves out")


def narrative(tell: Telling) -> list[Block]:
    """Return the statement: a paragraph a right, exhibit and purchase; what it leaves out."""
    wording = tell.content.wording
    if wording is None:
        return []
    words, archive = wording.words, tell.content.plan.shape.archive
    most = _MOST if archive else 8
    written = standing_words(words.status, words.author, words.day, words.reviewer, tell.say)
    flow: list[Block] = [Title(words.title), Notice(f"{words.note} {written}")]
    left, shown = _within(tell, most)
    flow.append(Points(shown, numbered=True))
    if left:
        flow.append(Text(tell.say(_MORE).format(count=left)))
    if wording.requests:
        flow += [Sub(tell.say(_REQUESTS)), Text(wording.requests)]
    lacks = wording.lacks(tell.say) if archive else []
    return [*flow, Sub(tell.say(_LEFT_OUT)), Points(tuple(lacks))] if lacks else flow


def _within(tell: Telling, most: int) -> tuple[int, tuple[str, ...]]:
    """Return how many exhibits are not told of, and the paragraphs of all else."""
    wording = tell.content.wording
    assert wording is not None  # noqa: S101  # asked for by its caller
    told = wording.by_subject
    listings = [about for kind, about in told if kind is SubjectKind.LISTING]
    left = set(listings[most:])
    return len(left), tuple(text for (_kind, about), text in told.items() if about not in left)
