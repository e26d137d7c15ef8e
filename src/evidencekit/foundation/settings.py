"""The user's settings: one typed object, one JSON file; never secrets."""

import json
import logging
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from evidencekit.foundation.files import write_whole

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. Lists hold lower-case names.

    `withheld_headers` and `credential_parameters` add to the built-in lists of design principle 7;
    request bodies are kept only for `keep_request_bodies_for` (addresses, exact).
    `authorities` are RFC 3161 addresses, with a user's name where one is needed and never a
    password; none by default. `authority_roots` are PEM files with the
    roots that are trusted for time.
    """

    language: str | None = None
    last_vault: str | None = None
    withheld_headers: tuple[str, ...] = ()
    credential_parameters: tuple[str, ...] = ()
    keep_request_bodies_for: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    authority_roots: tuple[str, ...] = ()
    unknown: dict[str, Any] = field(default_factory=dict)


def load_settings(path: Path) -> Settings:
    """Read settings; absent gives defaults. A bad file is set aside as `.bad`, never lost.

    Raises OSError for a file that is there and can't be read: it may be a good one.
    """
    try:
        return _parse(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (ValueError, RecursionError):
        aside = _free_name(path)
        path.replace(aside)
        _log.warning("The settings can't be read: set aside as %s, defaults used.", aside.name)
        return Settings()


def _parse(data: bytes) -> Settings:
    document = json.loads(data.decode("utf-8"))
    if not isinstance(document, dict):
        raise ValueError("not an object")  # noqa: TRY004  # same answer as any other bad file
    defaults = {f.name: getattr(Settings(), f.name) for f in fields(Settings)}
    del defaults["unknown"]
    known: dict[str, Any] = {}
    for name, default in defaults.items():
        if name in document:
            known[name] = _words(document[name]) if default == () else _word(document[name])
    unknown = {name: value for name, value in document.items() if name not in defaults}
    return Settings(**known, unknown=unknown)


def _word(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ValueError("not a text")


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise ValueError("not a list of texts")


def _free_name(path: Path) -> Path:
    name, number = path.with_suffix(".bad"), 1
    while name.exists():
        number += 1
        name = path.with_suffix(f".{number}.bad")
    return name


def save_settings(path: Path, settings: Settings) -> None:
    """Write settings; keys that a newer version wrote stay."""
    data = asdict(settings)
    data |= data.pop("unknown")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(data, indent=1, ensure_ascii=False).encode())
