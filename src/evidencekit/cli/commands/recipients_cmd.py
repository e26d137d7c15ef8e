"""`evidencekit recipients`: whom complaints go to, how well each rule is known, newer ones."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands.default_group import DefaultGroupAlone
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _, current_language, ngettext
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.casework.dated_facts import Origin, RuleFact
    from evidencekit.services.rule_files import RuleFile
    from evidencekit.services.ruling import FileChange

_SHIPPED = "shipped"


def recipients_commands() -> typer.Typer:
    """Return `recipients` itself and the commands below it."""
    group = typer.Typer(
        cls=DefaultGroupAlone,
        help="Recipients and the law: rules with status, source and age; newer ones, your own.",
        rich_markup_mode=None,
    )
    group.command("show")(recipients)
    group.command("import")(import_pack)
    group.command("add")(add)
    group.command("remove")(remove)
    group.command("read")(read)
    return group


def recipients(
    context: typer.Context,
    recipient_id: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
) -> None:
    """List recipients and the law's lines: each rule with its status, source and age."""
    output: Output = context.obj
    today = bootstrap.today()
    found = bootstrap.list_rules(output.options.vault, recipient_id)

    def say() -> None:
        for one in found:
            _say_file(output, one, today)
            if recipient_id is not None:
                _say_facts(output, one, today)

    output.result([one.to_json(today) for one in found], say)


def import_pack(context: typer.Context, pack: Annotated[Path, typer.Argument()]) -> None:
    """Take in a newer data pack (a ZIP) and say what it changes; nothing is fetched."""
    output: Output = context.obj
    changes = bootstrap.take_rules(output.options.vault, pack, output.options.operator)

    def say() -> None:
        for one in changes:
            _say_change(output, one)

    output.result([one.to_json() for one in changes], say)


def add(context: typer.Context, file: Annotated[Path, typer.Argument(help="A YAML file.")]) -> None:
    """Add rules of your own: a new recipient, or facts laid over those that are here."""
    output: Output = context.obj
    change = bootstrap.add_rules(output.options.vault, file, output.options.operator)
    output.result(change.to_json(), lambda: _say_change(output, change))


def remove(context: typer.Context, rule_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Take rules of your own away again."""
    output: Output = context.obj
    bootstrap.remove_rules(output.options.vault, rule_id, output.options.operator)
    told = _("Your own rules of {id} hold no more.").format(id=rule_id)
    output.result({"id": rule_id}, lambda: output.line(told))


def read(
    context: typer.Context,
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="A recipient or a law.")],
    facts: Annotated[list[str], typer.Argument(metavar="FACT...")],
    where: Annotated[str, typer.Option(help="Where: an address, or a book and its edition.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if not given.")
    ] = None,
) -> None:
    """Record that you, the person named by --as, read the source of rules."""
    output: Output = context.obj
    options, day = output.options, on.date() if on else None
    read = bootstrap.SourceRead(day, where, options.operator)
    done = bootstrap.read_rule_source(options.vault, rule_id, facts, read)

    def say() -> None:
        for one in done:
            value = one_line(json.dumps(one["value"], ensure_ascii=False), 200)
            told = _("Read: {fact} = {value}, in force from {day}")
            day = one["valid_from"] or "-"
            output.line(told.format(fact=one["name"], value=value, day=day))

    output.result(done, say)


def _say_change(output: Output, change: "FileChange") -> None:
    kinds = {
        "added": _("new"),
        "changed": _("changed"),
        "same": _("as it was"),
        "older": _("older than what is here: left out"),
    }
    output.line(f"{change.folder}/{change.id}: {kinds[change.kind]}")
    for one in change.facts if change.kind != "older" else ():
        was, now = (_told(side) for side in (one.old, one.new))
        output.line(f"    {one.name}: {was} -> {now}")
    for rules, text in (
        (change.rules_new, _("    checked from now on: {rules}")),
        (change.rules_gone, _("    not named any more, checked all the same: {rules}")),
    ):
        if rules and change.kind == "changed":
            output.line(text.format(rules=", ".join(rules)))


def _told(fact: "RuleFact | None") -> str:
    if fact is None:
        return _("not there")
    value = one_line(json.dumps(fact.value, ensure_ascii=False), 120)
    return f"{value} ({fact.status.value}, {fact.checked_on})"


def _say_file(output: Output, one: "RuleFile", today: date) -> None:
    name = dict(one.names).get(current_language(), one.name)
    doubtful = len(one.unverified(today))
    told = ngettext("{count} rule not confirmed", "{count} rules not confirmed", doubtful)
    age = _("looked up {day}").format(day=one.checked_on)
    own = [_origin_words(origin) for origin in one.origins if origin.value != _SHIPPED]
    parts = (one_line(name, 60), told.format(count=doubtful), age, *own)
    output.line(f"{one.id:20} {'; '.join(parts)}")


def _say_facts(output: Output, one: "RuleFile", today: date) -> None:
    for fact in one.facts:
        if not fact.holds_on(today):
            continue
        value = _("not known") if fact.value is None else json.dumps(fact.value, ensure_ascii=False)
        mark = "?" if fact.is_open else " "
        output.line(f"{mark} {fact.name:32} {one_line(value, 200)}")
        titles = "; ".join(source.title for source in fact.sources)
        output.line(f"      {fact.status.value}, {fact.checked_on}: {one_line(titles, 200)}")
        if fact.origin.value != _SHIPPED:
            output.line("      " + _origin_words(fact.origin))
        if fact.read:
            told = _("Source read by {by} on {day}: {where}")
            by, where = one_line(fact.read.by, 80), one_line(fact.read.where, 200)
            line = told.format(by=by, day=fact.read.on, where=where)
            output.line("      " + line)
        if fact.note:
            output.line(f"      {one_line(fact.note, 300)}")
    output.line(
        _("?: nobody has read it in the law or at the recipient yet. Check before you rely on it.")
    )


def _origin_words(origin: "Origin") -> str:
    return _("your firm's own") if origin.value == "own" else _("from a data pack")
