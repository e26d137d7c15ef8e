"""`evidencekit verify`: everything that can be checked, without a key, writing nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.evidence.report import VerificationReport


def verify(
    context: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH...")] = None,
    deep: Annotated[bool, typer.Option("--deep", help="Every record of every capture.")] = False,
    key: Annotated[str | None, typer.Option(help="The fingerprint you were given.")] = None,
    roots: Annotated[
        Path | None, typer.Option(help="A PEM file: the roots that you trust for time.")
    ] = None,
) -> int:
    """Check a vault or captures. Needs no key and no network, and writes nothing."""
    output: Output = context.obj
    report = bootstrap.verify(
        output.options.vault, paths or [], deep=deep, fingerprint=key, roots=roots
    )

    output.result(report.to_json(), lambda: _say(output, report))
    return ExitStatus.DONE if report.ok else ExitStatus.FOUND_WRONG


def _say(output: Output, report: "VerificationReport") -> None:
    for problem in report.problems:
        output.line(f"{problem.outcome:13} {problem.id:22} {problem.item}")
        output.line(f"    {problem.meaning}")
    for told in report.notes:
        output.line(f"{'note':13} {told.id:22} {told.item}")
        output.line(f"    {told.meaning} ({told.found})")
    output.line(
        _("Checked {items} items, {bytes} bytes.").format(
            items=report.checked, bytes=report.bytes_read
        )
    )
    output.line(_verdict(report))
    output.line(_("This does not prove who runs the shop, nor that the goods are fake."))


def _verdict(report: "VerificationReport") -> str:
    if not report.ok:
        return _("FAILED: do not use the items named above.")
    if report.demo:
        return _("DEMO: the files agree with each other. A demo proves nothing.")
    if report.verdict == "passed":
        return _("PASSED: everything is as it was sealed, with a key that is known here.")
    return _("INDETERMINATE: nothing failed, but not everything could be decided here.")
