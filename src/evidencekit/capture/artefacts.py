"""What was seen, as artefacts (`docs/vault-format.md` 6.5): addresses clean, bodies spooled."""

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from evidencekit.capture.looking import Looks, Shot
from evidencekit.capture.spool import Spool
from evidencekit.evidence.canonical import canonical
from evidencekit.evidence.records import Artefact


class AddressCleaner:
    """Writes the clean form of addresses that hold a secret, however a text spells them."""

    def __init__(self, addresses: dict[str, str]) -> None:
        pairs = {form: clean for old, new in addresses.items() for form, clean in _forms(old, new)}
        # Longest first: one address may begin another.
        self._pairs = sorted(pairs.items(), key=lambda pair: -len(pair[0]))

    def clean(self, text: str) -> str:
        """Return `text` with every such address replaced."""
        for old, new in self._pairs:
            text = text.replace(old, new)
        return text


def _forms(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give the spellings: whole or without the site, plain, in HTML, in a script's string."""
    pairs = [(old, new)]
    try:
        before, after = urlsplit(old), urlsplit(new)
    except ValueError:
        before = after = urlsplit("")
    if before.query and before.path == after.path:
        pairs.append((f"{before.path}?{before.query}", f"{after.path}?{after.query}"))
        pairs.append((f"?{before.query}", f"?{after.query}"))
    for plain, clean in pairs:
        yield plain, clean
        yield escape(plain), escape(clean)
        yield plain.replace("/", "\\/"), clean.replace("/", "\\/")
        yield plain.replace("&", "\\u0026"), clean.replace("&", "\\u0026")


def picture_artefacts(looks: Looks, final_url: str) -> list[Artefact]:
    """Return the screenshots: the viewport, then the tiles in order."""
    return [_picture(shot, final_url) for shot in looks.shots]


def _picture(shot: Shot, final_url: str) -> Artefact:
    details = {"width": shot.width, "height": shot.height}
    kind = "view-before" if shot.before else "view"
    if shot.tile is not None:
        kind = "fullpage" if shot.tile.order == 1 else f"fullpage-{shot.tile.order}"
        details |= {"order": shot.tile.order, "of": shot.tile.of, "y": shot.y}
    return Artefact(kind, f"urn:{kind}:{final_url}", "image/png", shot.body, details)


def text_artefacts(
    looks: Looks, final_url: str, spool: Spool, cleaner: AddressCleaner
) -> list[Artefact]:
    """Return document, visible text and text boxes, in so far as they were had."""
    texts = (
        ("dom", "text/html", looks.html),
        ("text", "text/plain; charset=utf-8", looks.text),
        ("text-boxes", "application/json", _json(looks.boxes)),
        ("ax", "application/json", _json({"frames": looks.ax} if looks.ax else None)),
    )
    return [
        text_artefact(kind, media, cleaner.clean(text), final_url, spool)
        for kind, media, text in texts
        if text is not None
    ]


def text_artefact(kind: str, media: str, text: str, final_url: str, spool: Spool) -> Artefact:
    """Spool a text as an artefact; lone surrogates become U+FFFD. Raises DiskFull."""
    data = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    return Artefact(kind, f"urn:{kind}:{final_url}", media, spool.store(data))


def _json(value: dict[str, object] | None) -> str | None:
    return None if value is None else canonical(value).decode()
