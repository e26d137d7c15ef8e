"""Plates for a packet: a photo of the genuine goods beside the picture of each suspected offer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.casework import database
from evidencekit.casework.model import Right
from evidencekit.casework.photo_records import GenuinePhoto, genuine_of
from evidencekit.domain.errors import ArchiveRefused
from evidencekit.packet.marking import reduced
from evidencekit.packet.matter import Plate, PlatePicture
from evidencekit.packet.model import Exhibit
from evidencekit.packet.png import PngFault, from_picture
from evidencekit.vault.vault import Vault

MOST = 12


@dataclass(frozen=True, slots=True)
class Plates:
    """Makes the pictures of plates in `scratch`, which the caller removes."""

    vault: Vault
    scratch: Path

    def of(self, rights: Sequence[Right], exhibits: Sequence[Exhibit]) -> tuple[Plate, ...]:
        """Return a plate for each of the first twelve exhibits that have a picture.

        None without a photo of the genuine goods in the register. Raises ArchiveRefused for a
        picture that can't be read, OSError.
        """
        photo = self._photo(rights)
        if photo is None:
            return ()
        shown = [one for one in exhibits if one.screenshots][:MOST]
        return tuple(self._plates(photo, shown))

    def _photo(self, rights: Sequence[Right]) -> GenuinePhoto | None:
        named = [one.id for one in rights]
        with database.reading(self.vault) as connection:
            photos = [one for one in genuine_of(connection) if one.right_id in named]
        return next((one for one in photos if self.vault.layout.plain_file(one.file)), None)

    def _plates(self, photo: GenuinePhoto, exhibits: Sequence[Exhibit]) -> Iterator[Plate]:
        flat, small = self.scratch / "genuine.png", self.scratch / "genuine.jpg"
        try:
            from_picture(self.vault.layout.at(photo.file), flat)
            reduced(flat, small)
        except PngFault as fault:
            raise ArchiveRefused(path=photo.file, reason=fault.code, member="") from fault
        genuine = PlatePicture(small, f"{photo.by}, {photo.at:%Y-%m-%d}", photo.sha256)
        for one in exhibits:
            shot = one.screenshots[0]
            target = self.scratch / f"{one.number}-plate.jpg"
            try:
                reduced(shot.path, target)
            except PngFault as fault:
                raise ArchiveRefused(path=one.file, reason=fault.code, member=shot.urn) from fault
            yield Plate(
                one.number, genuine, PlatePicture(target, one.text("final_url"), shot.sha256)
            )
