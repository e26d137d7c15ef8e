"""`evidencekit recipients`: whom complaints go to, and how well each rule is known."""

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _, current_language, ngettext
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.rule_files import RuleFile


def recipients(
    context: typer.Context,
    recipient_id: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
) -> None:
    """List recipients and the law's lines: each rule with its status, source and age."""
    output: Output = context.obj
    today = bootstrap.today()
    found = bootstrap.list_rules(recipient_id)

    def say() -> None:
        for one in found:
            _say_file(output, one, today)
            if recipient_id is not None:
                _say_facts(output, one, today)

    output.result([one.to_json(today) for one in found], say)


def _say_file(output: Output, one: "RuleFile", today: date) -> None:
    name = dict(one.names).get(current_language(), one.name)
    doubtful = len(one.unverified(today))
    told = ngettext("{count} rule not confirmed", "{count} rules not confirmed", doubtful)
    age = _("looked up {day}").format(day=one.checked_on)
    output.line(f"{one.id:20} {one_line(name, 60)}; {told.format(count=doubtful)}; {age}")


def _say_facts(output: Output, one: "RuleFile", today: date) -> None:
    for fact in one.facts:
        if not fact.holds_on(today):
            continue
        value = _("not known") if fact.value is None else json.dumps(fact.value, ensure_ascii=False)
        mark = "?" if fact.status.is_doubtful else " "
        output.line(f"{mark} {fact.name:32} {one_line(value, 200)}")
        titles = "; ".join(source.title for source in fact.sources)
        output.line(f"      {fact.status.value}, {fact.checked_on}: {one_line(titles, 200)}")
        if fact.note:
            output.line(f"      {one_line(fact.note, 300)}")
    output.line(
        _("?: nobody has read it in the law or at the recipient yet. Check before you rely on it.")
    )
