"""`evidencekit recheck`: visits reported listings again, as new captures."""

from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.batch import Progress
    from evidencekit.services.rechecking import Rechecked


def recheck(
    context: typer.Context,
    case: Annotated[
        str | None,
        typer.Option(help="The case; without it the listings of every exported complaint."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="A browser profile that keeps its cookies, by platform.")
    ] = None,
) -> int:
    """Visit reported listings again, and say what changed."""
    output: Output = context.obj
    options = output.options

    def told(progress: "Progress") -> None:
        row = progress.row.document
        place = f"{progress.done}/{progress.count}"
        output.progress(f"{place}  {row['state']:18} {one_line(str(row['url']))}")

    found = bootstrap.recheck(
        options.vault, case, operator=options.operator, profile=profile, told=told
    )
    output.result([one.to_json() for one in found], lambda: _say(output, found))
    unknown = any(one.reason is not None for one in found)
    return ExitStatus.FOUND_WRONG if unknown else ExitStatus.DONE


def _say(output: Output, found: "list[Rechecked]") -> None:
    for one in found:
        name = one.now.capture_id if one.now else "-"
        output.line(f"{one.result.value:8} {name:28} {one_line(one.before.listing.url)}")
        if one.reason:
            output.line(f"    {one.reason}")
        if one.not_comparable:
            output.line("    " + _("The captures were made with other settings: not compared."))
        if one.now is not None:
            for field in one.changed:
                values = one.before.fields[field], one.now.fields[field]
                before, now = (one_line(str(value), 80) for value in values)
                output.line(f"    {field}: {before} -> {now}")
        for candidate in one.candidates:
            text = _("    May have come back ({reason}): {id} {url}")
            reason = ", ".join(candidate.reasons)
            url = one_line(candidate.listing.url)
            output.line(text.format(reason=reason, id=candidate.capture_id, url=url))
