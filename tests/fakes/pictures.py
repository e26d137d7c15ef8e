"""PNGs as browsers write them, and captures that hold them."""

import dataclasses
import io
import struct
import zlib

from PIL import Image

from evidencekit.evidence.records import Artefact, BytesBody
from fakes.drafts import PAGE, a_draft, an_about, artefacts


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=320, height=900, mode="RGB", **save):
    """A picture with a different colour in each row, so that no two slices look alike."""
    picture = Image.new("RGB", (width, height))
    row = [(y * 7 % 256, y * 3 % 256, y // 256) for y in range(height)]
    picture.putdata([row[y] for y in range(height) for _x in range(width)])
    out = io.BytesIO()
    picture.convert(mode).save(out, "PNG", **save)
    return out.getvalue()


def chromium(data, size=4096):
    """The same picture in many small IDAT chunks, as Chromium writes them."""
    at, kept, packed = 8, [], b""
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IDAT":
            packed += body
        else:
            kept.append(chunk(kind, body))
    parts = [packed[i : i + size] for i in range(0, len(packed), size)]
    kept[-1:-1] = [chunk(b"IDAT", part) for part in parts]
    return data[:8] + b"".join(kept)


def a_page(capture_id, *pictures, **about):
    """A draft whose whole-page tiles are `pictures`."""
    kept = [one for one in artefacts() if not one.kind.startswith(("fullpage", "view"))]
    y = 0
    for order, data in enumerate(pictures, 1):
        width, height = struct.unpack(">II", data[16:24])
        kind = "fullpage" if order == 1 else f"fullpage-{order}"
        numbers = {"width": width, "height": height, "order": order, "of": len(pictures), "y": y}
        kept.append(Artefact(kind, f"urn:{kind}:{PAGE}", "image/png", BytesBody(data), numbers))
        y += height
    draft = a_draft(artefacts=tuple(kept), about=an_about(**about))
    return dataclasses.replace(draft, capture_id=capture_id)
