"""What a person says of a seller under a right that no figure shows, for the threshold sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.sheet_questions import Question, Said
from evidencekit.casework.tables_register import sheet_answers
from evidencekit.domain.times import parse_utc, utc_text


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """One answer of a named person, with what it rests on."""

    seller: str
    right: str
    question: Question
    said: Said
    ground: str
    by: str
    at: datetime

    def to_json(self) -> dict[str, object]:
        """Return an element of `answers`."""
        return {
            "seller": self.seller,
            "question": self.question.value,
            "answer": self.said.value,
            "ground": self.ground,
            "by": self.by,
            "at": utc_text(self.at),
        }


def add_answer(connection: sa.Connection, answer: SheetAnswer) -> None:
    """Keep an answer; those before it stay in the database."""
    row = {
        "seller": answer.seller,
        "right_id": answer.right,
        "question": answer.question.value,
        "answer": answer.said.value,
        "ground": answer.ground,
        "by": answer.by,
        "at": utc_text(answer.at),
    }
    connection.execute(sheet_answers.insert().values(row | rows.stamped(answer.at)))


def answers_of(
    connection: sa.Connection, sellers: Iterable[str], right: str
) -> tuple[SheetAnswer, ...]:
    """Return the last word on each question about sellers of one hand, in the questions' order."""
    table = sheet_answers
    wanted = table.c.seller.in_(list(sellers)) & (table.c.right_id == right)
    last: dict[Question, SheetAnswer] = {}
    for row in connection.execute(table.select().where(wanted).order_by(table.c.id)).mappings():
        question = Question(row["question"])
        last[question] = SheetAnswer(
            row["seller"],
            row["right_id"],
            question,
            Said(row["answer"]),
            row["ground"],
            row["by"],
            parse_utc(row["at"]),
        )
    return tuple(last[one] for one in Question if one in last)
