"""Time authorities as data: `resources/time-authorities/`, checked by a schema when loaded.

None is asked unless a person chose it. Whether the terms allow a use, or a law takes its tokens,
is not known here.
"""

import json
from dataclasses import dataclass
from functools import cache

from evidencekit.foundation.own_yaml import read_own
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator


@dataclass(frozen=True, slots=True)
class Preset:
    """An authority that was seen somewhere.

    `address` is None where only its customers know it. `seen_on` is `YYYY-MM`, `seen_where` the
    page; `notes` are by language.
    """

    name: str
    title: str
    address: str | None
    seen_where: str
    seen_on: str
    notes: tuple[tuple[str, str], ...]

    def note(self, language: str) -> str:
        """Return what is known of it, in a language, in English where there is none."""
        notes = dict(self.notes)
        return notes.get(language, notes["en"])


@cache
def presets() -> tuple[Preset, ...]:
    """Return every preset. Raises jsonschema.ValidationError: a broken installation."""
    folder = resource("time-authorities")
    check = validator(json.loads((folder / "schema.json").read_text(encoding="utf-8")))
    document = read_own((folder / "presets.yaml").read_text(encoding="utf-8"))
    check.validate(document)
    return tuple(
        Preset(
            one["name"],
            one["title"],
            one["address"],
            one["seen"]["where"],
            one["seen"]["on"],
            tuple(one["note"].items()),
        )
        for one in document
    )


def find_preset(name: str) -> Preset | None:
    """Return the preset of this name."""
    return next((one for one in presets() if one.name == name), None)
