"""`evidencekit redact` and `annotate`: copies of a capture's pictures, the evidence unchanged."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.services.marking import MarkedCapture
    from evidencekit.services.redaction_boxes import Proposals

_Id = Annotated[str, typer.Argument(metavar="ID", help="A capture.")]
_Form = Annotated[
    Path, typer.Option("--from", help="YAML or JSON: boxes in pixels of the picture, and why.")
]


def redact(
    context: typer.Context,
    capture_id: _Id,
    form: Annotated[
        Path | None,
        typer.Option("--from", help="YAML or JSON: boxes in pixels of the picture, and why."),
    ] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Only say which boxes may be needed; change nothing.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="With --propose: a new file for --from, to be edited.")
    ] = None,
) -> None:
    """Make a copy of a capture's pictures with boxes blacked out for good, and a log of why."""
    output: Output = context.obj
    options = output.options
    if propose and form is None:
        found = bootstrap.propose_redaction(options.vault, capture_id, out)
        output.result(found.to_json(), lambda: _say_proposed(output, found, out))
    elif form is None or propose or out is not None:
        raise WrongUse(detail="redact ID --from FILE, or redact ID --propose [--out FILE]")
    else:
        _say(output, bootstrap.redact_capture(options.vault, capture_id, form, options.operator))


def annotate(context: typer.Context, capture_id: _Id, form: _Form) -> None:
    """Draw boxes, arrows, numbers and words on a copy of a capture's pictures."""
    output: Output = context.obj
    options = output.options
    _say(output, bootstrap.annotate_capture(options.vault, capture_id, form, options.operator))


def plate(context: typer.Context, capture_id: _Id, form: _Form) -> None:
    """Record points of comparison of a capture with a photo of the genuine goods, for packets."""
    output: Output = context.obj
    options = output.options
    made = bootstrap.compare_goods(options.vault, capture_id, form, options.operator)
    kept = _("{count} points of comparison are kept: {file}")
    said = kept.format(count=len(made.points), file=made.file)
    output.result({"id": capture_id, **made.to_json()}, lambda: output.line(said))


def _say_proposed(output: Output, found: "Proposals", out: Path | None) -> None:
    for line in found.lines():
        output.line(line)
    output.line(_("Nothing was changed."))
    if out is not None:
        output.line(_("To edit, and then for --from: {file}").format(file=out))


def _say(output: Output, made: "MarkedCapture") -> None:
    def say() -> None:
        for one in made.pictures:
            output.line(one.file)
        output.line(_("The log: {file}. The capture itself is unchanged.").format(file=made.log))

    output.result(made.to_json(), say)
