"""The appendix of hashes, the page on checking, and what all of it does and does not prove."""

from evidencekit.foundation.catalogue import N_
from evidencekit.packet import wording
from evidencekit.packet.parts.blocks import Block, Commands, Pairs, Points, Sub, Table, Text, Title
from evidencekit.packet.parts.telling import Telling
from evidencekit.packet.verify_text import commands

_HASHES, _CHECKING = N_("Appendix: hashes and time tokens"), wording.CHECKING
_FILES, _FILE, _BYTES = wording.FILES, wording.FILE, wording.BYTES
_CAPTURES = N_("Captures")
_NO_FILES = N_("No file goes with this packet but the manifest.")
_INTRO = N_(
    "With a POSIX shell, in the folder of the packet, offline. Nothing of our program is needed."
)


def hashes(tell: Telling) -> list[Block]:
    """Return the full SHA-256 of manifest, files, captures and pictures, then the tokens."""
    say, exhibits = tell.say, tell.content.exhibits
    flow: list[Block] = [Title(say(_HASHES))]
    flow += [Pairs([(say(wording.MANIFEST_HASH), tell.manifest_sha256)]), Sub(say(_FILES))]
    head = (say(_FILE), say(_BYTES), "SHA-256")
    rows = [(one.name, str(one.bytes), one.sha256) for one in tell.files]
    flow.append(Table(head, rows, (190, 52, 258), mono=True) if rows else Text(say(_NO_FILES)))
    captures = [(one.called, one.file, str(one.size), one.sha256) for one in exhibits]
    numbered = (say(wording.NUMBER), *head)
    flow += [Sub(say(_CAPTURES)), Table(numbered, captures, (34, 156, 52, 258), mono=True)]
    shots = [(one.called, shot) for one in exhibits for shot in one.screenshots]
    tiles = [(n, f"{s.order}/{s.of}", str(s.size), s.sha256) for n, s in shots]
    if tiles:
        tile_head = (say(wording.NUMBER), say(wording.TILE), say(_BYTES), "SHA-256")
        flow.append(Sub(say(wording.PICTURES)))
        flow.append(Table(tile_head, tiles, (60, 90, 90, 260), mono=True))
    return [*flow, Sub(say(wording.TOKENS)), *_tokens(tell)]


def checking(tell: Telling) -> list[Block]:
    """Return the exact commands."""
    lines = tuple(commands(tell.content, tell.manifest_sha256, tell.say))
    return [Title(tell.say(_CHECKING)), Text(tell.say(_INTRO)), Commands(lines)]


def proof(tell: Telling) -> list[Block]:
    """Return what the packet proves, and what it does not."""
    flow: list[Block] = [Title(tell.say(wording.PROOF))]
    for heading, sentences in wording.proof(tell.content):
        flow += [Sub(tell.say(heading)), Points(tuple(tell.say(one) for one in sentences))]
    return flow


def _tokens(tell: Telling) -> list[Block]:
    exhibits = tell.content.exhibits
    tokens = {token: None for one in exhibits for token in one.tokens}
    got = {one: None for each in exhibits for one in each.imported}
    if not tokens and not got:
        return [Text(tell.say(wording.NO_TOKENS))]
    head = tuple(map(tell.say, (wording.AUTHORITY, wording.TOKEN_TIME, wording.LIST)))
    rows = [(one.authority, one.gen_time, one.list) for one in tokens]
    elsewhere = tell.say(wording.ELSEWHERE)
    rows += [(elsewhere, one.gen_time or "-", one.file) for one in got]
    return [Table(head, rows, (100, 120, 280), mono=True)]
