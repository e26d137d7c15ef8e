"""Which languages a site is asked for: chosen, never taken from the system unseen."""

import re
from collections.abc import Sequence

from evidencekit.domain.errors import WrongUse

# A page in the language of the reader, then whatever the site has in English.
_OF_PROGRAM = {"en": ("en-US", "en"), "zh_CN": ("zh-CN", "zh", "en-US", "en")}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
_MOST = 9


def accept_language(chosen: Sequence[str], program: str) -> str:
    """Return the value of `Accept-Language` for tags, best first (RFC 9110, 12.5.4).

    Without any, those that go with the language of the program. Raises WrongUse for what is no
    language with script and region (RFC 5646, 2.1), such as `en-POSIX`, and for more than nine.
    """
    tags = list(chosen) or list(_OF_PROGRAM.get(program, _OF_PROGRAM["en"]))
    wrong = next((tag for tag in tags if not _TAG.fullmatch(tag)), None)
    if wrong is not None or len(tags) > _MOST:
        raise WrongUse(detail=f"page_languages: {wrong if wrong is not None else len(tags)}")
    weights = ("", *(f";q=0.{10 - place}" for place in range(1, len(tags))))
    return ",".join(f"{tag}{weight}" for tag, weight in zip(tags, weights, strict=True))
