"""The roots by which time tokens are checked, in the settings: trusted, anew or no longer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.time_authorities import roots_in, settings, settings_file
from evidencekit.domain.errors import WrongUse
from evidencekit.domain.times import utc_seconds
from evidencekit.foundation.files import write_whole
from evidencekit.foundation.settings import save_settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class TrustedRoot:
    """A root by which tokens are checked: its name, the SHA-256 of it in hex, when it ends."""

    name: str
    sha256: str
    ends: datetime

    def to_json(self) -> dict[str, object]:
        """Return an element of `stamp roots --json`."""
        return {"name": self.name, "sha256": self.sha256, "ends": utc_seconds(self.ends)}


def roots_of_file(file: Path) -> tuple[TrustedRoot, ...]:
    """Return what a file would have trusted, to be compared. Raises FileMissing, RootsMissing."""
    return tuple(map(_told, roots_in(file)))


def trusted_roots() -> tuple[TrustedRoot, ...]:
    """Return the roots of the settings. Raises FileMissing, RootsMissing for a file of them."""
    files = settings().authority_roots
    return tuple(dict.fromkeys(one for file in files for one in roots_of_file(Path(file))))


def trust_roots(file: Path) -> tuple[TrustedRoot, ...]:
    """Trust the roots of a file for time, whoever gives it; return all that are trusted then.

    They are copied, so that the file may go. Raises FileMissing, RootsMissing.
    """
    _save([*settings().authority_roots, *map(keep_root, roots_in(file))])
    return trusted_roots()


def distrust_root(sha256: str) -> tuple[TrustedRoot, ...]:
    """Trust a root no longer, by its SHA-256, with blanks or without; return those that are left.

    Tokens that end in it stay; their root is from then on one that came with the files. A file that
    somebody named in the settings stays as it lies; copies stand for the other roots in it. Raises
    WrongUse for a root that is not trusted, FileMissing and RootsMissing as `trusted_roots`.
    """
    from evidencekit.evidence.signature import read_fingerprint

    wanted = read_fingerprint(sha256)
    if wanted is None or wanted not in {one.sha256 for one in trusted_roots()}:
        raise WrongUse(detail=f"--remove {sha256}")
    left: list[str] = []
    for file in settings().authority_roots:
        roots = roots_in(Path(file))
        others = [root for root in roots if _told(root).sha256 != wanted]
        left += [file] if len(others) == len(roots) else map(keep_root, others)
    _save(left)
    _copy_of(wanted).unlink(missing_ok=True)
    return trusted_roots()


def keep_root(root: "Certificate") -> str:
    """Keep a copy of a root beside the settings; return its path, to be named in them."""
    from cryptography.hazmat.primitives.serialization import Encoding

    file = _copy_of(_told(root).sha256)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, root.public_bytes(Encoding.PEM))
    return str(file)


def _save(roots: Iterable[str]) -> None:
    save_settings(settings_file(), replace(settings(), authority_roots=tuple(dict.fromkeys(roots))))


def _copy_of(sha256: str) -> Path:
    return settings_file().parent / "time-roots" / f"{sha256}.pem"


def _told(root: "Certificate") -> TrustedRoot:
    from cryptography.hazmat.primitives.hashes import SHA256

    name = root.subject.rfc4514_string()
    return TrustedRoot(name, root.fingerprint(SHA256()).hex(), root.not_valid_after_utc)
