"""What the threshold sheet asks a person, since no figure shows it."""

from enum import StrEnum

from evidencekit.foundation.catalogue import N_


class Question(StrEnum):
    """What is asked: what the crime needs, then what makes its line lower, then signs of knowing.

    The signs are those of Fa Shi [2004] No. 19 Art. 9 and of the accounts of Fa Shi [2025] No. 5.
    """

    IDENTICAL_MARK = "identical_mark"
    SAME_GOODS = "same_goods"
    TWO_MARKS = "two_marks"
    REPEAT_OFFENDER = "repeat_offender"
    ALTERED_MARKS = "altered_marks"
    FORGED_AUTHORITY = "forged_authority"
    EARLIER_PENALTY = "earlier_penalty"
    PRICE_FAR_BELOW = "price_far_below"
    HIDDEN_EVIDENCE = "hidden_evidence"

    @property
    def text(self) -> str:
        """Return the question as a sentence, to be translated."""
        return _TEXTS[self]


_TEXTS = {
    Question.IDENTICAL_MARK: N_("The mark on the goods is identical to the registered one."),
    Question.SAME_GOODS: N_("The goods are of the kind that the mark is registered for."),
    Question.TWO_MARKS: N_("The goods bear two or more registered marks."),
    Question.REPEAT_OFFENDER: N_("The seller was punished for such an act within two years."),
    Question.ALTERED_MARKS: N_("Marks on the goods were altered or covered."),
    Question.FORGED_AUTHORITY: N_("The seller showed a forged authority of the owner."),
    Question.EARLIER_PENALTY: N_("The seller was penalised for the same goods before."),
    Question.PRICE_FAR_BELOW: N_("The price is far below the market's, without a reason."),
    Question.HIDDEN_EVIDENCE: N_("The seller hid or destroyed evidence after discovery."),
}
# Without these Arts. 213 and 214 of the Criminal Law count nothing: similar marks are no crime.
NEEDED = (Question.IDENTICAL_MARK, Question.SAME_GOODS)


class Said(StrEnum):
    """What the person says; unknown takes an earlier answer back."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
