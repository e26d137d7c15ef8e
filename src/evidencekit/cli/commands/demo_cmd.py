"""`evidencekit demo`: the whole job on the sample shop, on real parts, proving nothing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.demo import DemoReport


def demo(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A new or empty folder.")
    ] = None,
) -> None:
    """Do the whole job once on a sample shop, in a folder of its own."""
    output: Output = context.obj
    report, seconds = bootstrap.run_demo(folder, output.progress)
    document = {
        "path": str(report.places.folder),
        "vault": str(report.places.vault),
        "passphrase_file": str(report.passphrase_file) if report.passphrase_file else None,
        "captures": [result.to_json() for result in report.captures],
        "facts": report.facts,
        "complaint": report.check.to_json() if report.check else None,
        "packet": report.packet.to_json() if report.packet else None,
        "stamps": report.stamps.to_json() if report.stamps else None,
        "verification": report.verification.to_json() if report.verification else None,
        "seconds": round(seconds, 1),
    }
    output.result(document, lambda: _say(output, report))


def _say(output: Output, report: "DemoReport") -> None:
    for result in report.captures:
        outcome = result.outcome
        name = result.sealed.id if result.sealed else "-"
        facts = _facts(report, name)
        output.line(f"{outcome.state:18} {name:28} {one_line(outcome.title, 40)}  {facts}")
    output.line("")
    output.line(_("DEMO: everything here agrees with itself, and proves nothing."))
    output.line(_("The vault: {path}").format(path=report.places.vault))
    if report.passphrase_file:
        words = _("Its passphrase: {path}").format(path=report.passphrase_file)
        output.line(words)
    if report.packet:
        output.line(_("The packet: {path}").format(path=report.packet.out / "packet.pdf"))
    output.line(_("Look at it:"))
    output.line(f"    evidencekit list --vault {report.places.vault}")
    output.line(f"    evidencekit verify --deep --vault {report.places.vault}")
    output.line(f"    sh {report.places.vault}/check.sh")


def _facts(report: "DemoReport", capture_id: str) -> str:
    facts = report.facts.get(capture_id, {}).get("facts")
    if not isinstance(facts, dict):
        return ""
    names = ("price", "currency", "sold", "seller")
    return "  ".join(one_line(_shown(facts[name]), 30) for name in names if name in facts)


def _shown(fact: dict[str, object]) -> str:
    # A count shown as a bucket has no value, only the number it begins at.
    return str(fact["value"]) if fact["value"] is not None else f"{fact['low']}+"
