"""Captures the addresses named on standard input with a real engine; one process for all.

Usage: session_child.py FOLDER embedded|chromium

Reads a JSON list of `{"name", "url", "plan"}`, writes what each ended in to `<folder>/<name>.json`
and its artefacts beside it.
"""

import json
import os
import sys
import time
from pathlib import Path

from evidencekit.capture.session import CapturePlan, capture_page
from evidencekit.capture.withholding import WithholdRules
from evidencekit.foundation.clock import SystemClock


def run(work, engine):
    """Run the work with the engine that is built in, or with the installed one."""
    if engine == "chromium":
        from evidencekit.chromium import InstalledWish, run_with_installed

        return run_with_installed(work, InstalledWish())
    from evidencekit.webengine import run_with_browser

    return run_with_browser(work)


def told(outcome, seconds, folder):
    about = outcome.draft("c-0", "ana").about
    artefacts = {}
    for one in outcome.artefacts:
        (folder / one.kind).write_bytes(b"".join(one.body.pieces()))
        artefacts[one.kind] = {"urn": one.urn, "type": one.content_type, **one.details}
    return about | {
        "error": outcome.error,
        "error_detail": outcome.error_detail,
        "failure": outcome.failure("ana"),
        "urls": [one.url for one in outcome.exchanges],
        "bodies": [[one.url, one.body.sha256] for one in outcome.exchanges],
        "initiators": [[one.url, one.initiator] for one in outcome.exchanges],
        "gaps": [[gap.url, gap.reason] for gap in outcome.gaps],
        "failed_requests": [[one.url, one.error] for one in outcome.failed_requests],
        "withheld": [[one.where, one.name, one.size] for one in outcome.withheld],
        "artefacts": artefacts,
        "seconds": seconds,
    }


def main(folder, engine):
    jobs = json.load(sys.stdin)

    def work(browser):
        for job in jobs:
            begun = time.monotonic()
            place = folder / job["name"]
            (place / "spool").mkdir(parents=True)
            connection = browser.open_page()
            try:
                outcome = capture_page(
                    connection,
                    job["url"],
                    CapturePlan(**job.get("plan", {})),
                    spool=place / "spool",
                    clock=SystemClock(),
                    rules=WithholdRules(),
                )
            finally:
                connection.close()
            result = told(outcome, time.monotonic() - begun, place)
            (folder / f"{job['name']}.json").write_text(json.dumps(result), encoding="utf-8")

    run(work, engine)


main(Path(sys.argv[1]), sys.argv[2])
sys.stdout.flush()
# Qt's own end is not what is under test here.
os._exit(0)
