"""The user's settings: one typed object, one JSON file; never secrets."""

import json
import logging
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from evidencekit.foundation.files import write_whole

_log = logging.getLogger(__name__)


_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key that a person compared with its owner: 64 hex digits, and whose it is."""

    fingerprint: str
    label: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose. Lists hold lower-case names.

    `withheld_headers` and `credential_parameters` add to the built-in lists of design principle 7;
    request bodies are kept only for `keep_request_bodies_for` (addresses, exact).
    `authorities` are RFC 3161 addresses, with a user's name where one is needed and never a
    password; none by default. `authority_roots` are PEM files with the roots that are trusted for
    time. `page_languages` are the languages that sites are asked for, best first, such as `zh-CN`;
    empty follows the language of the program. `trusted_keys` are known to `verify` beside
    the keys of the vaults of this computer. `theme` is light, dark or contrast, absent as the
    system has it; `text_size` a percentage; `tour` is `seen` once the tour is not wanted any more.
    `engine` is what captures a page, `embedded` (as without a choice) or `chromium`, the installed
    browser at `chromium_path` or, without that, the one that is found.
    `notices` is `off` where the system is not to tell of jobs and deadlines.
    `hidden_columns` of the list, the `view` of the captures, widths and orders of the other
    `lists` and the places of the `window` and of the `browser_window` are as they were left.
    """

    language: str | None = None
    last_vault: str | None = None
    withheld_headers: tuple[str, ...] = ()
    credential_parameters: tuple[str, ...] = ()
    keep_request_bodies_for: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    authority_roots: tuple[str, ...] = ()
    page_languages: tuple[str, ...] = ()
    trusted_keys: tuple[TrustedKey, ...] = ()
    recent_vaults: tuple[str, ...] = ()
    theme: str | None = None
    text_size: str | None = None
    tour: str | None = None
    notices: str | None = None
    engine: str | None = None
    chromium_path: str | None = None
    hidden_columns: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    view: str | None = None
    window: str | None = None
    browser_window: str | None = None
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
    trusted = _trusted(document.get("trusted_keys", []))
    known: dict[str, Any] = {}
    for name, default in defaults.items():
        if name in document and name != "trusted_keys":
            known[name] = _words(document[name]) if default == () else _word(document[name])
    unknown = {name: value for name, value in document.items() if name not in defaults}
    return Settings(**known, trusted_keys=trusted, unknown=unknown)


def _trusted(value: object) -> tuple[TrustedKey, ...]:
    if not isinstance(value, list):
        raise ValueError("not a list of keys")  # noqa: TRY004  # as above
    return tuple(map(_trusted_key, value))


def _trusted_key(value: object) -> TrustedKey:
    members = value if isinstance(value, dict) else {}
    fingerprint, label = members.get("fingerprint"), members.get("label")
    if set(members) != {"fingerprint", "label"} or not isinstance(label, str):
        raise ValueError("not a key with its label")
    digits = "".join(str(fingerprint).split()).lower()
    if not _FINGERPRINT.fullmatch(digits):
        raise ValueError("not a fingerprint")
    return TrustedKey(digits, label)


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
