"""`evidencekit redact` and `annotate`: copies of a capture's pictures, the evidence unchanged."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.services.marking import MarkedCapture

_Id = Annotated[str, typer.Argument(metavar="ID", help="A capture.")]
_Form = Annotated[
    Path, typer.Option("--from", help="YAML or JSON: boxes in pixels of the picture, and why.")
]


def redact(context: typer.Context, capture_id: _Id, form: _Form) -> None:
    """Make a copy of a capture's pictures with boxes blacked out for good, and a log of why."""
    output: Output = context.obj
    options = output.options
    _say(output, bootstrap.redact_capture(options.vault, capture_id, form, options.operator))


def annotate(context: typer.Context, capture_id: _Id, form: _Form) -> None:
    """Draw boxes, arrows, numbers and words on a copy of a capture's pictures."""
    output: Output = context.obj
    options = output.options
    _say(output, bootstrap.annotate_capture(options.vault, capture_id, form, options.operator))


def _say(output: Output, made: "MarkedCapture") -> None:
    def say() -> None:
        for one in made.pictures:
            output.line(one.file)
        output.line(_("The log: {file}. The capture itself is unchanged.").format(file=made.log))

    output.result(made.to_json(), say)
