"""What a packet costs: composing, signing, validating, and whole packets, beside img2pdf.

    python benchmarks/packet.py [--rounds N] [--only PART ...] [--results]

The pictures are taken once by our own command, of pages made here with noise photographs, and kept
in `build/benchmarks/packet`. Everything is measured in a process of its own: seconds by the clock,
seconds of the processor, peak memory; ours and the peer by turns. PART is compose, sign, whole.
Ends 1 when a goal is missed.
"""

# ruff: noqa: PLC0415  # a process loads only what it measures
import argparse
import functools
import http.server
import json
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from capture import append, table

from evidencekit.foundation.catalogue import catalogue
from evidencekit.packet.model import Exhibit, PacketContent, PacketPlan, Screenshot

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "benchmarks" / "packet"
SHOTS, PHOTOS, SIDE = 20, 6, 1000
SMALLEST = 10_000_000
# Seconds of the processor, megabytes.
COMPOSE, SIGN, VALIDATE = (5, 120), (4, 150), (2, 400)
RATIO, LAYER, ONE, FIFTY = 0.5, 0.1, 2, 60
LISTINGS = 50
Figures = dict[str, float]


# Pictures, made once


def photograph(path: Path, seed: int) -> None:
    """Write a photograph that no method makes small: slopes of light under noise."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(seed)
    slope = np.linspace(40, 200, SIDE)[:, None, None] + np.linspace(-30, 30, SIDE)[None, :, None]
    noisy = slope + chance.normal(0, 26, (SIDE, SIDE, 3))
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(path, quality=95, subsampling=0)


def page(number: int) -> str:
    """Return a listing of text and photographs, about 9,000 pixels high."""
    words = (
        f"假冒商品 Listing {number} Nike Air 型号 CW2288 价格 ¥199 发货地 义乌 genuine guarantee "
    )
    photos = "".join(
        f"<p>{words * 3}</p>"
        f'<img src="/{(number + n) % (PHOTOS * 2)}.jpg" width={SIDE} height={SIDE}>'
        for n in range(PHOTOS)
    )
    rows = "".join(f"<tr><td>{words}</td><td>{n * number}</td></tr>" for n in range(40))
    return (
        "<!doctype html><meta charset=utf-8>"
        f"<title>Listing {number} 假货</title>"
        f"<h1>Listing {number}</h1>{photos}<table>{rows}</table>"
    )


def take_pictures() -> list[Path]:
    """Return the screenshots, taken now if they were not before."""
    shots = sorted(KEPT.glob("shot-*.png"))
    if len(list(KEPT.glob("shot-*.json"))) == SHOTS:
        return shots
    if len(list((KEPT / "vault" / "evidence").rglob("*.wacz"))) == SHOTS:
        unpack()
        return sorted(KEPT.glob("shot-*.png"))
    site, home = KEPT / "site", KEPT / "home"
    shutil.rmtree(KEPT, ignore_errors=True)
    site.mkdir(parents=True)
    for number in range(PHOTOS * 2):
        photograph(site / f"{number}.jpg", number)
    for number in range(SHOTS):
        (site / f"listing-{number}.html").write_text(page(number), encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        captured(home, [f"{address}/listing-{number}.html" for number in range(SHOTS)])
        server.shutdown()
    unpack()
    return sorted(KEPT.glob("shot-*.png"))


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the pages and says nothing."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of our command."""
    kept = {name: value for name, value in os.environ.items() if name[:12] != "EVIDENCEKIT_"}
    return kept | {
        "EVIDENCEKIT_HOME": str(home),
        "EVIDENCEKIT_PASSPHRASE_FILE": str(KEPT / "passphrase.txt"),
        "QT_QPA_PLATFORM": "offscreen",
    }


def captured(home: Path, addresses: list[str]) -> None:
    """Capture the pages into a new vault by our own command."""
    (KEPT / "passphrase.txt").write_text("correct horse battery\n")
    ours = [sys.executable, "-m", "evidencekit", "--json", "--vault", str(KEPT / "vault")]
    names = ["--name", "Benchmark", "--operator", "bench"]
    around = environment(home)
    for words in (["init", str(KEPT / "vault"), *names], ["capture", "--delay", "0", *addresses]):
        subprocess.run([*ours, *words], env=around, check=True, capture_output=True)


def unpack() -> None:
    """Put the tiles of the whole page and the text boxes of each capture beside each other."""
    from evidencekit.evidence.text_boxes import KIND
    from evidencekit.evidence.wacz_file import WaczFile

    for number, path in enumerate(sorted((KEPT / "vault" / "evidence").rglob("*.wacz"))):
        with WaczFile.open(path) as capture:
            tiles = [capture.artefact_body(tile) for tile in capture.tiles()]
            if sum(map(len, tiles)) < SMALLEST:
                raise SystemExit(f"{path.name}: a picture of {sum(map(len, tiles))} bytes only")
            for place, data in enumerate(tiles):
                (KEPT / f"shot-{number:02}-{place}.png").write_bytes(data)
            (KEPT / f"shot-{number:02}.json").write_bytes(capture.artefact(KIND) or b"{}")


def single_idat(path: Path) -> Path:
    """Return a copy of a PNG with all its data in one chunk, which is the peer's easiest case."""
    target = path.with_name(f"one-{path.name}")
    if target.exists():
        return target
    from evidencekit.packet.png import scan

    data = b"".join(scan(path).chunks())
    head = path.read_bytes()[:33]
    body = struct.pack(">I", len(data)) + b"IDAT" + data
    body += struct.pack(">I", zlib.crc32(b"IDAT" + data))
    target.write_bytes(head + body + bytes.fromhex("0000000049454e44ae426082"))
    return target


# What runs in a process of its own


def a_content(*, words: bool) -> PacketContent:
    """Return the content of a packet of all screenshots, one exhibit each."""
    exhibits = []
    for number, boxes in enumerate(sorted(KEPT.glob("shot-*.json")), 1):
        tiles = sorted(KEPT.glob(f"{boxes.stem}-*.png"))
        shots, top = [], 0
        for order, path in enumerate(tiles, 1):
            size = path.stat().st_size
            shots.append(Screenshot(path, "urn:x", "0" * 64, size, order, len(tiles), top))
            with path.open("rb") as file:
                top += struct.unpack(">I", file.read(24)[20:])[0]
        exhibits.append(
            Exhibit(
                number=number,
                capture_id=f"c-{number}",
                file="evidence/x.wacz",
                sha256="1" * 64,
                size=1,
                key_id="k" * 16,
                about={"title": f"Listing {number} 假货", "final_url": "https://shop.example/"},
                facts=(),
                screenshots=tuple(shots),
                tokens=(),
                text_boxes=boxes if words else None,
            )
        )
    plan = PacketPlan("Benchmark", tuple(one.capture_id for one in exhibits), "bench")
    made = datetime(2026, 11, 27, tzinfo=UTC)
    return PacketContent(
        *("p", plan, made, "v-1", "Benchmark", "0" * 16, "2" * 64),
        demo=False,
        exhibits=tuple(exhibits),
    )


def compose_ours(target: Path, *, words: bool = True) -> None:
    """Compose the packet of all screenshots: slices, ruler, text layer, structure."""
    from evidencekit.packet.compose import compose

    with target.open("wb") as file:
        compose(file, a_content(words=words), [], "3" * 64, catalogue("en"))


def compose_peer(target: Path, name: str = "shot-*.png") -> None:
    """Let img2pdf put the same pictures into a PDF, one a page."""
    import img2pdf

    with target.open("wb") as file:
        img2pdf.convert([str(one) for one in sorted(KEPT.glob(name))], outputstream=file)


def a_signer() -> tuple[object, object]:
    """Return a key of the vault's kind, made now, and its certificate."""
    sys.path.insert(0, str(ROOT / "tests"))
    from evidencekit.foundation.clock import SystemClock
    from fakes.drafts import a_key

    key = a_key()
    return key, key.certificate("bench", "Benchmark", SystemClock().now())


def sign_ours(target: Path) -> None:
    """Sign the composed packet."""
    from evidencekit.packet.sign import device_signer, sign

    key, certificate = a_signer()
    with target.open("w+b") as file:
        sign(KEPT / "ours.pdf", file, device_signer(key, certificate))


def stamp_ours(target: Path) -> None:
    """Put a document time stamp on the signed packet, by the demo's authority in this process."""
    from evidencekit.foundation.clock import SystemClock
    from evidencekit.packet.pades import Stamper, stamp_pdf
    from evidencekit.services.demo_authority import DemoAuthority

    with target.open("w+b") as file:
        stamp_pdf(KEPT / "signed.pdf", file, Stamper(DemoAuthority(SystemClock()), lambda _t: {}))


def validate(target: Path) -> None:
    """Check the signed packet as `verify` does, in this process."""
    from evidencekit.packet.check_pdf import check_pdf

    found = check_pdf(target)
    if found.fault is not None:
        raise SystemExit(found.fault)


def whole(target: Path, captures: int, warm: int) -> None:
    """Make packets of the vault, the last of which counts."""
    from evidencekit.foundation.clock import SystemClock
    from evidencekit.packet.model import PacketPlan
    from evidencekit.services.packets import Packets
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock = SystemClock()
    known = KnownVaults(KEPT / "home" / "data" / "known.json")
    words = (KEPT / "passphrase.txt").read_text().strip()
    with Vault.open_writing(KEPT / "vault", known, clock, words) as vault:
        ids = sorted(path.stem for path in (KEPT / "vault" / "evidence").rglob("*.wacz"))
        chosen = tuple((ids * captures)[:captures])
        for round_ in range(warm + 1):
            begin, used = time.perf_counter(), time.process_time()
            out = target / f"{captures}-{round_}"
            made = Packets(vault, clock).make(PacketPlan("Bench", chosen, "bench"), out)
            figures = {
                "seconds": time.perf_counter() - begin,
                "processor": time.process_time() - used,
                "pages": float(made.pages),
            }
            shutil.rmtree(out)
            frozen = KEPT / "vault" / str(made.folder)
            for path in frozen.rglob("*"):
                path.chmod(0o755 if path.is_dir() else 0o644)
            shutil.rmtree(frozen)
    tell(figures)


def tell(figures: Figures) -> None:
    """Print the figures of this process as JSON."""
    # Not `ru_maxrss`: that begins with what the process that started this one had.
    said = Path("/proc/self/status").read_text()
    peak = next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({**figures, "memory": peak / 1024}))


TASKS: dict[str, Callable[[Path], None]] = {
    "ours": compose_ours,
    "bare": lambda target: compose_ours(target, words=False),
    "peer": compose_peer,
    "peer-one": lambda target: compose_peer(target, "one-*.png"),
    "sign": sign_ours,
    "stamp": stamp_ours,
    "validate": validate,
}


def child(task: str, target: Path) -> None:
    """Do one task and print what it cost."""
    if task in {"one", "fifty"}:
        whole(target, 1 if task == "one" else LISTINGS, 1 if task == "one" else 0)
        return
    # Loading fonts and libraries is part of it: a person waits for that too.
    begin, used = time.perf_counter(), time.process_time()
    TASKS[task](target)
    tell({"seconds": time.perf_counter() - begin, "processor": time.process_time() - used})


def measured(task: str, target: Path) -> Figures:
    """Return what a task costs in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", task, str(target)]
    done = subprocess.run(
        command, env=environment(KEPT / "home"), check=True, stdout=subprocess.PIPE
    )
    answer: Figures = json.loads(done.stdout)
    return answer


def best(task: str, target: Path, rounds: int) -> Figures:
    """Return the round with the least processor time."""
    found = [measured(task, target) for _round in range(rounds)]
    return min(found, key=lambda one: one["processor"])


# Tables


Row = tuple[object, ...]


def row(name: str, cost: Figures, goal: str, met: bool | None) -> Row:
    """Return a row of the table."""
    said = "" if met is None else ("yes" if met else "**no**")
    return (
        name,
        f"{cost['seconds']:.2f} s",
        f"{cost['processor']:.2f} s",
        f"{cost['memory']:.0f} MB",
        goal,
        said,
    )


def composing(rounds: int) -> list[Row]:
    """Compare composing with the peer, by turns."""
    shots = take_pictures()
    for path in shots:
        single_idat(path)
    size = sum(path.stat().st_size for path in shots) / 1e6
    print(f"{SHOTS} screenshots, {size:.0f} MB", file=sys.stderr)
    ours: Figures = {}
    eased: Figures = {}
    for _round in range(rounds):
        ours = least(ours, measured("ours", KEPT / "ours.pdf"))
        eased = least(eased, measured("peer-one", KEPT / "peer.pdf"))
    bare = best("bare", KEPT / "bare.pdf", rounds)
    peer = measured("peer", KEPT / "peer.pdf")
    ratio = ours["processor"] / eased["processor"]
    layer = (ours["processor"] - bare["processor"]) / SHOTS
    return [
        row(f"ours, {SHOTS} screenshots, {size:.0f} MB", ours, *within(ours, COMPOSE)),
        row("ours without the text layer", bare, "", None),
        row("img2pdf, the same files", peer, "", None),
        row("img2pdf, single-IDAT copies", eased, "", None),
        (
            "ours / img2pdf on single-IDAT copies",
            "",
            f"{ratio:.2f}",
            "",
            f"{RATIO}",
            yes(ratio <= RATIO),
        ),
        ("text layer, a screenshot", "", f"{layer:.3f} s", "", f"{LAYER} s", yes(layer <= LAYER)),
    ]


def within(cost: Figures, most: tuple[int, int]) -> tuple[str, bool]:
    """Return a goal of seconds and megabytes in words, and whether it is met."""
    seconds, memory = most
    return f"{seconds} s, {memory} MB", cost["processor"] <= seconds and cost["memory"] <= memory


def yes(met: bool) -> str:
    """Return a word for the last column."""
    return "yes" if met else "**no**"


def least(one: Figures, other: Figures) -> Figures:
    """Return the cheaper of two."""
    return min((one or other, other), key=lambda cost: cost["processor"])


def signing(rounds: int) -> list[Row]:
    """Sign and validate the packet of all screenshots."""
    take_pictures()
    if not (KEPT / "ours.pdf").exists():
        measured("ours", KEPT / "ours.pdf")
    signed = best("sign", KEPT / "signed.pdf", rounds)
    checked = best("validate", KEPT / "signed.pdf", rounds)
    stamped = best("stamp", KEPT / "stamped.pdf", rounds)
    again = best("validate", KEPT / "stamped.pdf", rounds)
    size = (KEPT / "signed.pdf").stat().st_size / 1e6
    return [
        row(f"sign, {size:.0f} MB", signed, *within(signed, SIGN)),
        row("validate", checked, *within(checked, VALIDATE)),
        row("document time stamp behind it", stamped, *within(stamped, SIGN)),
        row("validate with the stamp", again, *within(again, VALIDATE)),
    ]


def packets(rounds: int) -> list[Row]:
    """Make whole packets: gathered, composed, signed, checked, frozen, handed out."""
    take_pictures()
    out = KEPT / "out"
    out.mkdir(exist_ok=True)
    one, fifty = best("one", out, rounds), measured("fifty", out)
    return [
        row("whole packet of one capture, warm", one, f"{ONE} s", one["seconds"] <= ONE),
        row(
            f"whole packet of {LISTINGS} listings, {fifty['pages']:.0f} pages",
            fifty,
            f"{FIFTY} s",
            fifty["seconds"] <= FIFTY,
        ),
    ]


PARTS = {"compose": composing, "sign": signing, "whole": packets}


def main() -> int:
    """Print the table; return 1 when a goal is missed."""
    words = argparse.ArgumentParser(description="What a packet costs.")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    words.add_argument("--results", action="store_true")
    words.add_argument("--child", nargs=2, metavar=("TASK", "TARGET"))
    given = words.parse_args()
    if given.child:
        child(given.child[0], Path(given.child[1]))
        return 0
    KEPT.mkdir(parents=True, exist_ok=True)
    rows = [one for part in given.only for one in PARTS[part](given.rounds)]
    head = ("what", "clock", "processor", "peak memory", "goal", "met")
    text = table(head, rows)
    print(text)
    if given.results:
        append("packet.py", text)
    return int(any(one[-1] == "**no**" for one in rows))


if __name__ == "__main__":
    sys.exit(main())
