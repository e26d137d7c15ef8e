"""Words in the reader's language: gettext for every string of ours.

`_`, `ngettext` and `pgettext` follow the current language and are for the app and the command
line. What is written for somebody else (a packet) takes a `Catalogue` of that person's language.
Class-level texts are marked with `N_` and translated when shown.
"""

import gettext as _gettext
import os
from functools import cache
from io import BytesIO
from pathlib import Path

from evidencekit.foundation.resources import resource

LANGUAGES = ("en", "zh_CN")

Catalogue = _gettext.NullTranslations


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of `en` or `zh_CN`; other languages give English."""
    if language == "en" or language not in LANGUAGES:
        return _gettext.NullTranslations()
    source = resource("locale", language, "LC_MESSAGES", "evidencekit.po")
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as file:
            return _gettext.GNUTranslations(file)
    return _gettext.GNUTranslations(BytesIO(_compile(source)))


def _compile(source: Path) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # only when no .mo was built
    from babel.messages.pofile import read_po  # noqa: PLC0415

    out = BytesIO()
    with source.open("rb") as file:
        write_mo(out, read_po(file))
    return out.getvalue()


def compile_catalogues() -> None:
    """Write the `.mo` beside each `.po`, so that starting need not."""
    for language in LANGUAGES[1:]:
        source = resource("locale", language, "LC_MESSAGES", "evidencekit.po")
        source.with_suffix(".mo").write_bytes(_compile(source))


_process_language = "en"


def use_language(language: str) -> None:
    """Set the language of this process."""
    global _process_language  # noqa: PLW0603  # one process, one reader
    _process_language = language if language in LANGUAGES else "en"


def current_language() -> str:
    """Return the language in use: `en` or `zh_CN`."""
    return _process_language


def system_language() -> str:
    """Guess the language from the environment: `zh_CN` for any Chinese locale, else `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    # Windows says "Chinese (Simplified)_China".
    import locale  # noqa: PLC0415  # a large module, for one question

    name = (locale.getlocale()[0] or "").lower()
    return "zh_CN" if name.startswith(("zh", "chinese")) else "en"


def _(message: str) -> str:
    """Translate into the current language."""
    return catalogue(current_language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate with the plural form of `count`."""
    return catalogue(current_language()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Translate a label of one or two words, told apart by `context`."""
    return catalogue(current_language()).pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for "mark, translate later"
    """Mark a text for translation when it is shown."""
    return message
