"""`evidencekit verify`: everything that can be checked, without a key, writing nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _, ngettext

if TYPE_CHECKING:
    from evidencekit.evidence.report_text import GroupText, ProblemText, ReportText

# Of a kind in which nothing is wrong so many items are named, the others counted.
_SHOWN = 8


def verify(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Every record of every capture.")] = False,
    key: Annotated[str | None, typer.Option(help="The fingerprint you were given.")] = None,
    roots: Annotated[
        Path | None, typer.Option(help="A PEM or DER file: the roots that you trust for time.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="Also write the report to this PDF.")] = None,
) -> int:
    """Check a vault, captures, packets, exports. Needs no key, no network; changes nothing."""
    output: Output = context.obj
    asked = output.options
    report = bootstrap.verify(
        asked.vault, paths or [], deep=deep, fingerprint=key, roots=roots, ahead=asked.ahead
    )
    if pdf is not None:
        checked = paths or [bootstrap.checked_vault(output.options.vault)]
        bootstrap.write_report(report, checked, pdf, fingerprint=key, roots=roots)
    document = bootstrap.report_json(report) if asked.json else None
    output.result(document, lambda: _say(output, bootstrap.words_of(report)))
    return ExitStatus.DONE if report.ok else ExitStatus.FOUND_WRONG


def _say(output: Output, text: "ReportText") -> None:
    if text.banner:
        output.line(text.banner)
    for group in text.groups:
        _say_group(output, group)
    _say_in_full(output, _("Problems"), text.problems)
    _say_in_full(output, _("To be known"), text.notes)
    if text.left:
        output.line(_("Not checked"))
    for names, reason in text.left:
        output.line(f"  {reason}")
        output.line(f"      {names}")
    output.line(text.extent)
    output.line(text.time)
    output.line(text.key)
    for fingerprint in text.fingerprints:
        output.line(f"    {fingerprint}")
    output.line(text.verdict)
    output.line(text.does_not_prove)


def _say_in_full(output: Output, title: str, told: Sequence["ProblemText"]) -> None:
    if told:
        output.line(title)
    for one in told:
        output.line(f"  {one.mark:12} {one.check}  {one.item}")
        output.line(f"      {one.meaning}")
        for name, value in one.details:
            output.line(f"      {name}: {value}")


def _say_group(output: Output, group: "GroupText") -> None:
    output.line(f"{group.title}: {group.counts}")
    odd = [item for item in group.items if not item.sound]
    good = [item for item in group.items if item.sound]
    for item in [*odd, *good[:_SHOWN]]:
        output.line(f"  {item.mark:12} {item.item}  ({item.counts})")
    rest = len(good) - _SHOWN
    if rest > 0:
        words = ngettext("and {n} more like these", "and {n} more like these", rest)
        output.line(f"  {words.format(n=rest)}")
