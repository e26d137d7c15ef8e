"""`evidencekit right|seller|case|complaint new|list|show`; `complaint check`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands import following_cmd
from evidencekit.cli.commands.case_work_cmd import add_case_commands
from evidencekit.cli.commands.confirming_cmd import add_confirming_commands, say_whole
from evidencekit.cli.commands.right_cmd import add_right_commands
from evidencekit.cli.commands.seller_cmd import add_seller_commands
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.casework import CheckResult

_HELP = {
    "right": "Rights: marks, copyrights, designs, patents.",
    "seller": "Sellers: one a platform and shop.",
    "case": "Cases: a right, sellers, captures.",
    "complaint": "Complaints: drafted, checked, confirmed.",
}
_TITLES = ("name", "mark_text", "recipient", "reg_no", "status", "platform", "state")
_Id = Annotated[str, typer.Argument(metavar="ID")]


def noun_commands(noun: str) -> typer.Typer:
    """Return the commands of one noun."""
    group = typer.Typer(help=_HELP[noun], rich_markup_mode=None)

    @group.command("new", help="Add one, described by a YAML file.")
    def new(
        context: typer.Context,
        form: Annotated[Path, typer.Option("--from", help="The YAML file.")],
    ) -> None:
        output: Output = context.obj
        made = bootstrap.add_to_casework(output.options.vault, noun, form)
        output.result(made, lambda: output.line(str(made["id"])))

    if noun == "case":
        group.command("list")(list_cases)
    else:

        @group.command("list", help="List them, newest first.")
        def list_all(context: typer.Context) -> None:
            _list(context.obj, bootstrap.list_casework(context.obj.options.vault, noun))

    def show(context: typer.Context, noun_id: _Id) -> None:
        output: Output = context.obj
        say_whole(output, bootstrap.show_casework(output.options.vault, noun, noun_id))

    if noun == "seller":
        add_seller_commands(group)
    else:
        group.command("show", help="Show one whole.")(show)
    if noun == "case":
        group.command("script")(script)
        add_case_commands(group)
    if noun == "right":
        add_right_commands(group)
    if noun == "complaint":
        group.command("check")(check)
        add_confirming_commands(group)
        group.command("record")(following_cmd.record)
        group.command("steps")(following_cmd.steps)
    return group


def list_cases(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are archived or merged.")
    ] = False,
) -> None:
    """List them, newest first."""
    found = bootstrap.list_casework(context.obj.options.vault, "case")
    _list(context.obj, [one for one in found if everything or one["state"] == "open"])


def script(
    context: typer.Context,
    case_id: _Id,
    out: Annotated[Path, typer.Option(help="The new file, .txt or .html.")],
) -> None:
    """Write the steps for a notary or a time-stamp app; in Chinese unless --lang en."""
    output: Output = context.obj
    language = output.options.lang or "zh_CN"
    made = bootstrap.write_case_script(output.options.vault, case_id, out, language)
    output.result(made, lambda: output.line(str(made["file"])))


def check(context: typer.Context, complaint_id: _Id) -> int:
    """Hold a complaint against its recipient's rules."""
    output: Output = context.obj
    result = bootstrap.check_complaint(output.options.vault, complaint_id)
    output.result(result.to_json(), lambda: _say(output, result))
    return result.exit_status


def _say(output: Output, result: "CheckResult") -> None:
    for finding in result.findings:
        output.line(f"{finding.level:8} {finding.rule:16} {one_line(finding.words, 400)}")
        command = f" (evidencekit {finding.command})" if finding.command else ""
        output.line(f"    {finding.why} {finding.fix}{command}")
        fact = finding.fact
        if fact is not None and fact.is_open:
            told = _("    The rule itself is not confirmed: {status}, looked up on {day}.")
            output.line(told.format(status=fact.status.value, day=fact.checked_on))
    output.line(_("{id} is now: {state}").format(id=result.complaint, state=result.state.value))


def _row(one: dict[str, object]) -> str:
    titles = (str(one[name]) for name in _TITLES if one.get(name))
    return f"{one['id']}  {one_line('  '.join(titles), 100)}"


def _list(output: Output, found: list[dict[str, object]]) -> None:
    def say() -> None:
        for one in found:
            output.line(_row(one))

    output.result(found, say)
