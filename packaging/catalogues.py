"""Keeps the translations and `docs/errors.md` in step with the source.

    python packaging/catalogues.py            update every .po, compile every .mo; 1 if words lack
    python packaging/catalogues.py --errors   write docs/errors.md anew

Run with the project's own Python: it needs Babel and evidencekit.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import LANGUAGES, compile_catalogues
from evidencekit.foundation.error_text import TEXTS

ROOT = Path(__file__).resolve().parents[1]
ERRORS_PAGE = ROOT / "docs" / "errors.md"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# Of these some would make each run a change, and the others say nothing.
_RESTLESS = tuple(
    f'"{name}:'.encode()
    for name in (
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Generated-By",
        "Last-Translator",
        "Language-Team",
        "Report-Msgid-Bugs-To",
    )
)

_ERRORS_HEAD = """\
# Errors

Written by `packaging/catalogues.py --errors` from `foundation/error_text.py`: change the words
there. Each error has a stable code, shown under `--json` as
`{"error": {"code", "message", "meaning", "action"}}`, and an exit code: 1 something is wrong with
what was looked at, 2 wrong use, 3 something needed is missing here, 130 stopped by the person.
Words in braces are filled with the facts of the case.
"""


def extract() -> Catalog:
    """Return every string of the source that is marked for translation."""
    found = Catalog(charset="utf-8")
    rows = extract_from_dir(
        ROOT / "src", [("**.py", "python")], keywords=KEYWORDS, comment_tags=["Translators:"]
    )
    for _file, _line, message, comments, context in sorted(rows, key=repr):
        found.add(message, auto_comments=comments, context=context)
    return found


def po_path(language: str) -> Path:
    """Return where the translations of `language` are kept."""
    return ROOT / "resources" / "locale" / language / "LC_MESSAGES" / "evidencekit.po"


def read_translations(language: str) -> Catalog:
    """Return the translations of `language`, an empty catalogue if there are none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> list[str]:
    """Bring the file of `language` up to the source; return what has no translation yet.

    Translations are kept, those of strings that are gone are dropped.
    """
    translations = read_translations(language)
    translations.update(extract(), no_fuzzy_matching=True, update_creation_date=False)
    translations.obsolete.clear()
    translations.header_comment = "# Translations of evidencekit."
    translations.project, translations.version = "evidencekit", ""
    out = BytesIO()
    write_po(out, translations, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = out.getvalue().splitlines(keepends=True)
    kept = b"".join(line for line in lines if not line.startswith(_RESTLESS))
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != kept:
        path.write_bytes(kept)
    lacking = [m.id for m in messages(translations) if not is_translated(m)]
    return [text if isinstance(text, str) else text[0] for text in lacking]


def messages(found: Catalog) -> list[Message]:
    """Return the messages of a catalogue without its header."""
    return [message for message in found if message.id]


def is_translated(message: Message) -> bool:
    """Say whether every form of `message` has its words, looked over by a person."""
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms) and not message.fuzzy


def error_classes() -> list[type[EvidenceKitError]]:
    """Return every error class that has a code of its own, ordered by code."""

    def below(kind: type[EvidenceKitError]) -> Iterator[type[EvidenceKitError]]:
        for child in kind.__subclasses__():
            if "code" in vars(child):
                yield child
            yield from below(child)

    kinds = {kind for kind in below(EvidenceKitError) if kind.__module__.startswith("evidencekit.")}
    return sorted(kinds, key=lambda kind: kind.code)


def errors_page() -> str:
    """Return `docs/errors.md`: a heading for each code, its three parts, its exit code."""
    parts = [_ERRORS_HEAD]
    for kind in error_classes():
        message, meaning, action = TEXTS[kind.code]
        parts.append(
            f"## {kind.code}\n"
            f"- What happened: {message}\n"
            f"- For the evidence: {meaning}\n"
            f"- What to do: {action}\n"
            f"- Exit code: {int(kind.exit_status)}\n"
        )
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Carry out what the module says; return the exit code."""
    if arguments == ["--errors"]:
        ERRORS_PAGE.write_text(errors_page(), encoding="utf-8", newline="\n")
        return 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    untranslated = {language: update(language) for language in LANGUAGES[1:]}
    compile_catalogues()
    for language, texts in untranslated.items():
        for text in texts:
            print(f"{language}: no translation: {text}")
    return 1 if any(untranslated.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
