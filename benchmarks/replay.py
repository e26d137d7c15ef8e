"""Captures difficult pages, stops their site, replays each and prints how alike it was.

    python benchmarks/replay.py [CASE...]

Needs ../shared/testsite and the browser engine. The goal: text equal, pixels >= 99.5 %.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

GOAL = 0.995
Run = Callable[..., Any]

SITE = Path(__file__).resolve().parents[2] / "shared" / "testsite" / "site.py"
CASES = (
    *(
        "c01_light",
        "c02_listing",
        "c03_redirects",
        "c04_iframe",
        "c05_xhr",
        "c06_srcset",
        "c07_css",
    ),
    *("c08_sw", "c09_shadow", "c10_video", "c11_ws", "c12_scroll60", "c14_sticky", "c15_cookie"),
    *("c16_tall12k", "c21_popups", "c23_gbk", "c24_404"),
    *("r01_newegg", "r02_taobao", "r03_aliexpress", "r04_amazon"),
)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main(cases: Sequence[str]) -> int:
    """Measure the cases; return 0 when all reach the goal."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "words").write_text("a long passphrase\n", encoding="utf-8")
        environment = os.environ | {
            "EVIDENCEKIT_HOME": str(home / "home"),
            "EVIDENCEKIT_VAULT": str(home / "vault"),
            "EVIDENCEKIT_PASSPHRASE_FILE": str(home / "words"),
        }

        def run(*words: str) -> Any:  # noqa: ANN401  # whatever the command answers
            command = [sys.executable, "-P", "-m", "evidencekit", *words, "--json"]
            done = subprocess.run(command, env=environment, capture_output=True, check=False)
            return json.loads(done.stdout)

        run("init", str(home / "vault"), "--name", "Benchmark", "--operator", "benchmark")
        captured = capture(run, cases)
        good = sum(measure(run, case, row["id"]) for case, row in captured)
        print(f"{good} of {len(captured)} pages: text equal and pixels >= 99.5 %")
        return 0 if good == len(captured) else 1


def capture(run: Run, cases: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """Capture the pages, then stop their site."""
    ports = [free_port(), free_port()]
    names = ["--port", str(ports[0]), "--port2", str(ports[1]), "--no-heldout"]
    site = subprocess.Popen([sys.executable, str(SITE), *names], stdout=subprocess.PIPE)
    try:
        site.stdout.readline()
        rows = run("capture", *(f"http://127.0.0.1:{ports[0]}/p/{case}" for case in cases))
    finally:
        site.terminate()
        site.wait(10)
    return list(zip(cases, rows, strict=True))


def measure(run: Run, case: str, capture_id: str) -> bool:
    """Replay one capture, print its line, say whether it reaches the goal."""
    begun = time.monotonic()
    said = run("show", capture_id, "--score")["replay"]
    text, pixels = said["text"], said["pixels"]
    share = pixels["equal"] / pixels["of"]
    counts = (
        f"{said['exact']:4} exact {said['approximate']:3} approximate {said['missing']:3} missing"
    )
    seconds = time.monotonic() - begun
    lines = f"text {text['equal']}/{text['of']}"
    print(f"{case:16} {counts}  {lines:14} pixels {share:.5%}  {seconds:.1f} s", flush=True)
    return text["equal"] == text["of"] and share >= GOAL


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or CASES))
