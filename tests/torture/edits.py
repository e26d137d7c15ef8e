"""Each single edit of a log of 200 lines, found by `verify`; cut tails by what is remembered."""

from common import Tally, checked, own_keyring

from evidencekit.evidence.custody import check_log
from evidencekit.evidence.signature import PublicKey
from fakes.vaults import flipped

LINES = 200
CUTS = 20


def edits(run):
    """Drop, swap, double, change, and put a blank line in, everywhere; cut the tail."""
    own_keyring()
    room = run.room("edits")
    with room.writing() as vault:
        for number in range(LINES - 5):
            vault.record("note", {"about": None, "by": "ana", "text": f"note {number}"})
        vault.seal(room.draft())
        vault.seal(room.draft())
    whole = room.log.read_bytes()
    lines = whole.splitlines(keepends=True)
    key = PublicKey.from_pem((room.path / "keys" / f"{room.made.key_id}.pem").read_bytes())
    rows = [
        _edited(f"log of {len(lines)} lines: {name}", made, key) for name, made in _all(run, lines)
    ]
    cut = Tally("log cut: found by what is remembered or a witness")
    for count in (
        range(1, len(lines))
        if run.long
        else sorted(run.chance("cut").sample(range(1, len(lines)), CUTS))
    ):
        room.log.write_bytes(b"".join(lines[:count]))
        found = {one.id for one in checked(room).problems}
        cut.add(None if "custody.remembered" in found else f"{count} lines left: {found}")
    room.log.write_bytes(whole)
    good = Tally("good log passes")
    good.add([one.id for one in checked(room).problems])
    return [*rows, cut, good]


def _all(run, lines):
    last = len(lines) - 1
    yield "drop", [lines[:n] + lines[n + 1 :] for n in range(last)]
    yield "swap", [[*lines[:n], lines[n + 1], lines[n], *lines[n + 2 :]] for n in range(last)]
    yield "double", [[*lines[: n + 1], *lines[n:]] for n in range(last + 1)]
    yield (
        "change",
        [[*lines[:n], _changed(run, lines[n], n), *lines[n + 1 :]] for n in range(last + 1)],
    )
    yield "blank", [[*lines[:n], b"\n", *lines[n:]] for n in range(last + 2)]


def _changed(run, line, number):
    chance = run.chance("edit", number)
    return flipped(line, chance.randrange(len(line)), chance.randrange(8))


def _edited(name, variants, key):
    row = Tally(name)
    for number, lines in enumerate(variants, 1):
        data = b"".join(lines)
        # As `verify` does: the chain first, each signature after it.
        found = check_log(data, None).problems or check_log(data, key).problems
        row.add(None if found else f"line {number}")
    return row
