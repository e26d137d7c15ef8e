"""What the articles of the thresholds are called in a reader's language."""

import re
from collections.abc import Callable

from evidencekit.foundation.catalogue import N_

_CRIMINAL_LAW = N_("Criminal Law Art. {number}")
_ARTICLE_OF = re.compile(r"Criminal Law Art\. ([0-9]+)")


def article_words(article: str, say: Callable[[str], str]) -> str:
    """Return an article of the data by its name in the language of `say`; others as they are."""
    found = _ARTICLE_OF.fullmatch(article)
    return say(_CRIMINAL_LAW).format(number=found[1]) if found else article
