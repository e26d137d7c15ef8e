"""Points of comparison that a person gives: where the genuine and the suspected goods differ.

A derived file of the suspect capture, so that packets of complaints and of cases show the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.casework import database
from evidencekit.casework.compared import Area, ComparedPoint, Spot, area_around, shown_area
from evidencekit.casework.forms import Form, held, read_form, wrong
from evidencekit.casework.photo_records import genuine_of
from evidencekit.domain.errors import OperatorMissing, WrongUse
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import indented
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.shown_picture import header_size, picture_size
from evidencekit.vault.vault import Vault, VaultWriter

KIND = "comparison"
_MOST = 99


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a person compared: the photo of the register by its SHA-256, parts shown, points.

    `photo` None is the first of the right; an area None the upper part of the picture.
    """

    photo: str | None
    photo_area: Area | None
    suspect_area: Area | None
    points: tuple[ComparedPoint, ...]
    by: str
    file: str

    def to_json(self) -> dict[str, object]:
        """Return the object of `plate --json`."""
        return {"file": self.file, "photo": self.photo, "points": len(self.points), "by": self.by}


@dataclass(frozen=True, slots=True)
class Comparing:
    """The use case, on a vault open for writing."""

    vault: VaultWriter
    clock: Clock

    def compare(self, capture_id: str, form: Path, by: str | None) -> Comparison:
        """Keep the points of a form; the last ones of a capture count, alone.

        Raises OperatorMissing, FileMissing, WrongUse (a place or area outside its picture, no such
        photo in the register), NotFound, DiskFull, VaultNotWritable.
        """
        return self._record(capture_id, form, read_form(form, KIND), by)

    def keep(
        self, capture_id: str, points: Sequence[ComparedPoint], photo: str | None, by: str | None
    ) -> Comparison:
        """Keep points as they are given; each picture is shown where its places are.

        Raises as `compare`.
        """
        form, entry = Path(KIND), self.vault.find(capture_id)
        known = comparison_of(self.vault, entry.sha256)
        said: Form = {"points": [_written(one) for one in points]}
        if photo is not None:
            said["photo"] = photo
        sizes = self._photo_size(form, photo), picture_size(self.vault, entry)[0]
        spots = [one.photo for one in points], [one.suspect for one in points]
        same = known is not None and known.photo == photo
        areas = known.photo_area if known and same else None, known.suspect_area if known else None
        for name, of, size, area in zip(("photo", "suspect"), spots, sizes, areas, strict=True):
            marked = [one for one in of if one is not None]
            around = area_around(marked, size, area) if size else None
            if around:
                said[f"{name}_area"] = [*map(str, around)]
        return self._record(capture_id, form, held(form, KIND, said), by)

    def _record(self, capture_id: str, form: Path, said: Form, by: str | None) -> Comparison:
        if not by:
            raise OperatorMissing(action=KIND)
        entry = self.vault.find(capture_id)
        suspect, _imported = picture_size(self.vault, entry)
        photo = self._photo_size(form, said.get("photo"))
        places = [one for one in said["points"] if "photo" in one]
        if (places or "photo_area" in said) and photo is None:
            raise wrong(form, _("a place on the photo needs `photo`, the SHA-256 of the photo"))
        _require_inside(form, said, "photo", photo)
        _require_inside(form, said, "suspect", suspect)
        number = self._next(entry.sha256)
        document: dict[str, object] = {
            "format": "1.0",
            "kind": KIND,
            "source": {"capture_id": entry.id, "sha256": entry.sha256},
            "made": utc_text(self.clock.now()),
            "by": by,
            **_in_numbers(said),
        }
        name = f"{KIND}-{number}.json"
        self.vault.add_derived(entry.sha256, name, KIND, indented(document))
        found = comparison_of(self.vault, entry.sha256)
        assert found is not None  # noqa: S101  # it was written just now
        return found

    def _photo_size(self, form: Path, sha256: str | None) -> tuple[int, int] | None:
        if sha256 is None:
            return None
        with database.reading(self.vault) as connection:
            photos = [one for one in genuine_of(connection) if one.sha256 == sha256]
        path = self.vault.layout.plain_file(photos[0].file) if photos else None
        if path is None:
            raise wrong(form, _("no photo of genuine goods with this SHA-256 is in the register"))
        return header_size(path.read_bytes())

    def _next(self, sha256: str) -> int:
        for number in range(1, _MOST + 1):
            if not self.vault.layout.at(_path(sha256, number)).exists():
                return number
        raise WrongUse(detail=_("this capture was marked {count} times").format(count=_MOST))


def comparison_of(vault: Vault, sha256: str) -> Comparison | None:
    """Return the last comparison of the capture with this SHA-256, None if there is none."""
    for number in range(_MOST, 0, -1):
        path = vault.layout.plain_file(_path(sha256, number))
        if path is not None:
            return _read(json.loads(path.read_bytes()), _path(sha256, number))
    return None


def _read(said: Form, file: str) -> Comparison:
    points = tuple(
        ComparedPoint(
            one["words"], _spot(one, "photo"), _spot(one, "suspect"), one.get("confidential", False)
        )
        for one in said["points"]
    )
    areas = (_area(said, "photo_area"), _area(said, "suspect_area"))
    return Comparison(said.get("photo"), *areas, points, said["by"], file)


def _written(point: ComparedPoint) -> Form:
    """Return a point as a form has it."""
    spots: Form = {
        name: [*map(str, spot)]
        for name, spot in (("photo", point.photo), ("suspect", point.suspect))
        if spot
    }
    return {"words": point.words, **spots, "confidential": "yes" if point.confidential else "no"}


def _in_numbers(said: Form) -> Form:
    areas: Form = {n: [*map(int, said[n])] for n in ("photo_area", "suspect_area") if n in said}
    points = [
        {
            "words": one["words"],
            **{name: [*map(int, one[name])] for name in ("photo", "suspect") if name in one},
            "confidential": one.get("confidential") == "yes",
        }
        for one in said["points"]
    ]
    photo: Form = {"photo": said["photo"]} if "photo" in said else {}
    return {**photo, **areas, "points": points}


def _require_inside(form: Path, said: Form, name: str, size: tuple[int, int] | None) -> None:
    """Raise WrongUse for an area outside its picture, or a place outside the part shown."""
    given = [(f"$.{name}_area", _area(said, f"{name}_area"))] if f"{name}_area" in said else []
    spots = [
        (f"$.points[{number}].{name}", _spot(one, name))
        for number, one in enumerate(said["points"])
        if name in one
    ]
    if size is None:
        if given or spots:
            raise wrong(form, f"$.{name}: " + _("there is no picture to mark"))
        return
    x, y, wide, high = shown_area(_area(said, f"{name}_area"), size)
    whole = wide > 0 and high > 0 and x + wide <= size[0] and y + high <= size[1]
    outside = [place for place, _given in given if not whole]
    outside += [
        place
        for place, spot in spots
        if spot is not None and not (x <= spot[0] < x + wide and y <= spot[1] < y + high)
    ]
    if outside:
        raise wrong(form, f"{outside[0]}: " + _("outside the part of the picture that is shown"))


def _path(sha256: str, number: int) -> str:
    return f"derived/{sha256}/{KIND}-{number}.json"


def _area(said: Form, name: str) -> Area | None:
    if name not in said:
        return None
    x, y, wide, high = map(int, said[name])
    return x, y, wide, high


def _spot(said: Form, name: str) -> Spot | None:
    if name not in said:
        return None
    x, y = map(int, said[name])
    return x, y
