"""`evidencekit right edit|form|history|attach|end-power|product|products|import|template`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evidencekit import bootstrap
from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.cli.commands.confirming_cmd import say_whole
from evidencekit.cli.output import Output
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.right_import import RightImport

_Id = Annotated[str, typer.Argument(metavar="ID")]
_Form = Annotated[Path, typer.Option("--from", help="The YAML file.")]
_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day.")]


def add_right_commands(group: typer.Typer) -> None:
    """Add to `right` what no other noun has."""
    for command in (edit, form, history, attach, product, products, template):
        group.command(command.__name__)(command)
    group.command("end-power")(end_power)
    group.command("import")(import_table)


def edit(context: typer.Context, right_id: _Id, said: _Form) -> None:
    """Change what a form names, as the person named by --as; what stood there is kept."""
    output: Output = context.obj
    options = output.options
    say_whole(output, bootstrap.edit_right(options.vault, right_id, said, options.operator))


def form(
    context: typer.Context,
    right_id: _Id,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The new file, .yaml.")],
) -> None:
    """Write a right as it stands as a form, to be changed and given to `right edit`."""
    output: Output = context.obj
    bootstrap.write_right_form(output.options.vault, right_id, out)
    output.result({"file": str(out)}, lambda: output.line(str(out)))


def history(context: typer.Context, right_id: _Id) -> None:
    """List what was changed of a right, by whom and when."""
    output: Output = context.obj
    found = bootstrap.right_history(output.options.vault, right_id)

    def say() -> None:
        for one in found:
            fields = one["fields"]
            assert isinstance(fields, dict)  # noqa: S101  # by field
            for field, (before, after) in fields.items():
                words = one_line(f"{field}: {before} -> {after}", 300)
                output.line(f"{one['at']}  {one_line(str(one['by']), 60)}  {words}")

    output.result(found, say)


def attach(  # noqa: PLR0913, PLR0917  # one parameter an option: as typer declares them
    context: typer.Context,
    right_id: _Id,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, PNG or JPEG.")],
    kind: Annotated[PaperKind, typer.Option(help="What it is.")],
    agent: Annotated[str, typer.Option(help="Of a power of attorney: to whom it is given.")] = "",
    recipient: Annotated[
        list[str] | None, typer.Option(help="Of a power: a recipient that it names; repeatable.")
    ] = None,
    right: Annotated[
        list[str] | None,
        typer.Option(help="Of a power: a right that it names, by id or number; repeatable."),
    ] = None,
    valid_from: _Day = None,
    valid_to: _Day = None,
    language: Annotated[str, typer.Option(help="Of the paper, such as zh.")] = "",
    remark: Annotated[str, typer.Option(help="What is to be known of it.")] = "",
    notarised: Annotated[bool | None, typer.Option(help="Of a power.")] = None,
    apostille: Annotated[bool | None, typer.Option(help="Of a power.")] = None,
) -> None:
    """Keep a paper of a right, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    wish = PaperWish(
        kind,
        language,
        remark,
        agent,
        valid_from.date() if valid_from else None,
        valid_to.date() if valid_to else None,
        tuple(right or ()),
        tuple(recipient or ()),
        notarised,
        apostille,
    )
    done = bootstrap.attach_paper(options.vault, right_id, file, wish, options.operator)
    say_whole(output, done)


def end_power(
    context: typer.Context,
    right_id: _Id,
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="Of the power's file.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it was withdrawn.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="It was not withdrawn after all.")] = False,
) -> None:
    """Say on which day a power of attorney was withdrawn, or that it was not."""
    output: Output = context.obj
    options = output.options
    if undo is (on is not None):
        raise WrongUse(detail=_("name the day (--on), or take it back (--undo)"))
    day = on.date() if on else None
    say_whole(output, bootstrap.end_power(options.vault, right_id, sha256, day, options.operator))


def product(context: typer.Context, right_id: _Id, form: _Form) -> None:
    """Add a genuine product with prices and photos, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    say_whole(output, bootstrap.add_product(options.vault, right_id, form, options.operator))


def products(context: typer.Context, right_id: _Id) -> None:
    """List the genuine products of a right."""
    output: Output = context.obj
    found: list[dict[str, Any]] = bootstrap.list_products(output.options.vault, right_id)

    def say() -> None:
        for one in found:
            output.line(one_line(f"{one['id']}  {one['name']}  {one['sku']}", 160))
            for price in one["prices"]:
                money = f"{price['price']['amount']} {price['price']['currency']}"
                output.line(one_line(f"    {price['day']}  {money}  {price['source']}", 160))

    output.result(found, say)


def import_table(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX or CSV.")],
    dry_run: Annotated[bool, typer.Option(help="Only look at the rows.")] = False,
) -> int:
    """Add the rights of a table: all that are new, or none while a row is wrong."""
    output: Output = context.obj
    found = bootstrap.import_rights(output.options.vault, file, dry_run=dry_run)
    output.result(found.to_json(), lambda: _say_import(output, found))
    return found.exit_status


def template(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The new file, .xlsx.")],
) -> None:
    """Write the table to fill in, with hints and allowed values."""
    output: Output = context.obj
    bootstrap.write_right_template(out, current_language())
    output.result({"file": str(out)}, lambda: output.line(str(out)))


def _say_import(output: Output, found: "RightImport") -> None:
    for row in found.rows:
        right = row.right
        named = f"{right.reg_no}  {right.mark_text}  {right.owner_as_registered}" if right else ""
        output.line(one_line(f"{row.number:5}  {row.state:12}  {row.here or ''}  {named}", 160))
        for field, words in row.faults:
            output.line(one_line(f"       {field}: {words}", 300))
    if found.wrong:
        output.line(_("Nothing was added: {count} rows are wrong.").format(count=found.wrong))
    elif found.added is not None:
        output.line(_("Added: {count}").format(count=len(found.added)))
