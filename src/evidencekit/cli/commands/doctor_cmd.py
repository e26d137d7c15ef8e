"""`evidencekit doctor`: what is missing on this computer, and how to get it."""

from dataclasses import asdict

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus


def doctor(context: typer.Context) -> int:
    """Say what is missing on this computer and how to get it."""
    output: Output = context.obj
    findings = bootstrap.examine_computer(output.options.vault)
    needed = [f for f in findings if f.is_lack]

    def say() -> None:
        for finding in findings:
            mark = "ok" if finding.ok else ("!!" if finding in needed else "--")
            output.line(f"{mark}  {finding.name:16} {finding.seen}")
            if not finding.ok:
                output.line(f"    {finding.action}")

    output.result({"ok": not needed, "findings": [asdict(f) for f in findings]}, say)
    return ExitStatus.MISSING_HERE if needed else ExitStatus.DONE
