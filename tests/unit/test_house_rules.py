"""Rules of the house that no tool knows: sizes, words, documents in step with the code."""

import ast
import importlib
import re
import string
import sys
from pathlib import Path

import pytest
import typer.main

from evidencekit.cli.main import make_app
from evidencekit.domain import errors
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import LANGUAGES
from evidencekit.foundation.error_text import TEXTS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "evidencekit"
PACKAGING = ROOT / "packaging"

sys.path.insert(0, str(PACKAGING))
catalogues = importlib.import_module("catalogues")
sys.path.remove(str(PACKAGING))

# Files over 400 lines, each with the reason why it is not split.
LONG_FILES: dict[str, str] = {"domain/errors.py": "one flat list, a class an error, no logic"}
MODULES = sorted(SOURCE.rglob("*.py"))
ERRORS = catalogues.error_classes()


def lines(path):
    return path.read_text(encoding="utf-8").count("\n")


def headings(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return set(re.findall(r"^## (.+?)\s*$", text, re.MULTILINE))


def placeholders(text):
    return sorted(name for _t, name, _s, _c in string.Formatter().parse(text) if name is not None)


def test_product_files_are_short():
    sizes = {path.relative_to(SOURCE).as_posix(): lines(path) for path in MODULES}
    assert {name for name, size in sizes.items() if size > 400} == set(LONG_FILES)
    assert [name for name, size in sizes.items() if size > 600] == []


def test_test_files_are_short():
    assert [p.name for p in (ROOT / "tests").rglob("*.py") if lines(p) > 900] == []


def test_no_leftovers_in_the_source():
    word = re.compile(r"\b(TODO|FIXME|XXX)\b")
    found = [p.name for p in MODULES if word.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_each_error_is_among_the_errors_of_the_domain():
    for path in MODULES:
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        if "PySide6" not in path.read_text(encoding="utf-8") and not name.endswith("__main__"):
            importlib.import_module(name.removesuffix(".__init__"))
    assert {kind.__module__ for kind in catalogues.error_classes()} == {errors.__name__}


def test_each_error_has_a_code_of_its_own():
    kinds = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, EvidenceKitError)
    } - {EvidenceKitError}
    codes = [kind.code for kind in kinds]
    assert len(codes) == len(set(codes))
    assert kinds == set(ERRORS)
    assert set(TEXTS) == set(codes)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_each_error_says_only_what_its_facts_say(kind):
    facts = re.search(r"Facts: ((?:`\w+`(?:, )?)+|none)", " ".join((kind.__doc__ or "").split()))
    assert facts, f"{kind.__name__} does not name its facts"
    documented = set(re.findall(r"`(\w+)`", facts[1]))
    used = {name for part in TEXTS[kind.code] for name in placeholders(part)}
    assert used <= documented
    for part in TEXTS[kind.code]:
        assert part.format(**dict.fromkeys(documented, "x"))


def test_the_page_of_errors_is_up_to_date():
    assert {kind.code for kind in ERRORS} <= headings("errors.md")
    page = catalogues.ERRORS_PAGE.read_text(encoding="utf-8")
    assert page == catalogues.errors_page(), "run: python packaging/catalogues.py --errors"


def commands(group, before=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(commands(typer.main.get_command(make_app())))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_command_has_help_and_its_json_is_documented(words):
    command = COMMANDS[words]
    assert (command.help or "").strip()
    for parameter in command.params:
        if parameter.param_type_name == "option":
            assert parameter.help, f"{parameter.name} has no help"
    # "right new" has a heading of its own or stands under "right".
    assert {" ".join(words), words[0]} & headings("cli-json.md")


def test_no_marked_text_hides_in_an_f_string():
    marks = {"_", "N_", "ngettext", "pgettext"}
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        formatted = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
        inside = {
            node.func.id
            for outer in formatted
            for node in ast.walk(outer)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not inside & marks, f"Babel does not see it: {path.name}"


def forms(texts):
    return [texts] if isinstance(texts, str) else list(texts)


def test_each_plural_stands_where_the_catalogue_finds_it():
    loose = [
        (path.name, call.lineno)
        for path in MODULES
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "ngettext"
        and not all(isinstance(given, ast.Constant) for given in call.args[:2])
    ]
    assert loose == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_text_is_translated(language):
    translations = catalogues.read_translations(language)
    there = {(m.id, m.context): m for m in catalogues.messages(translations)}
    wanted = {(m.id, m.context) for m in catalogues.messages(catalogues.extract())}
    assert set(there) == wanted, "run: python packaging/catalogues.py"
    assert not translations.obsolete
    for message in there.values():
        assert catalogues.is_translated(message), message.id
        fields = {tuple(placeholders(form)) for form in forms(message.id)}
        for form in forms(message.string):
            assert tuple(placeholders(form)) in fields, message.id


def test_chinese_has_chinese_punctuation():
    for message in catalogues.messages(catalogues.read_translations("zh_CN")):
        for form in forms(message.string):
            bare = re.sub(r"`[^`]*`|\(&\w\)$", "", form)
            wrong = r"[\u4e00-\u9fff\uff09][,;:!?()]|[\u4e00-\u9fff\uff09]\.$|\.\.\.$"
            assert not re.search(wrong, bare), form


def test_chinese_has_one_word_for_one_thing():
    said = [
        form
        for message in catalogues.messages(catalogues.read_translations("zh_CN"))
        for form in forms(message.string)
    ]
    help_texts = (ROOT / "resources" / "help" / "zh_CN").glob("*.md")
    said += [text.read_text(encoding="utf-8") for text in help_texts]
    # What docs/glossary.md calls otherwise: a capture, a vault, a recipient.
    strayed = re.compile("取证(?!购买)|证据库|接收方")
    assert [text for text in said if strayed.search(text)] == []


def test_updating_the_catalogue_again_changes_nothing(tmp_path, monkeypatch):
    copy = tmp_path / "evidencekit.po"
    copy.write_bytes(catalogues.po_path("zh_CN").read_bytes())
    monkeypatch.setattr(catalogues, "po_path", lambda _language: copy)
    catalogues.update("zh_CN")
    once = copy.read_bytes()
    catalogues.update("zh_CN")
    assert copy.read_bytes() == once
