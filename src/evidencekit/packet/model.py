"""What a packet says, before any page is drawn: frozen, and from nowhere but the vault."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from evidencekit.casework.wording import Wording
from evidencekit.packet.field import Field
from evidencekit.packet.marked import LeftLayer, MarkedLayer
from evidencekit.packet.matter import Matter
from evidencekit.packet.profiles import Profile, find_profile
from evidencekit.packet.token_files import TokenFiles

FORMAT = "1.0"
MANIFEST, PDF, VERIFY = "manifest.json", "packet.pdf", "VERIFY.txt"
URLS, DEFANGED = "urls.txt", "urls-defanged.txt"
ATTACHMENTS = "attachments"
FIELD = "EvidencePacket"
"""The name of the field of our signature in the PDF."""
DECLARANT, LAWYER = "Declarant", "Lawyer"
"""The fields that are kept for others: nobody may sign elsewhere after us."""
TIMES = ("Time1", "Time2", "Time3", "Time4")
"""The fields of document time stamps, not seen: with the signature, later, and renewed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a recipient takes in one file; None is unknown, and nothing is held to it."""

    max_bytes: int | None = None
    max_pages: int | None = None


@dataclass(frozen=True, slots=True)
class PartOf:
    """One PDF of a submission in several: `exhibits` by number, a hash over their pictures."""

    number: int
    of: int
    exhibits: tuple[int, ...]
    pictures_sha256: str

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return PDF if self.of == 1 else f"packet-{self.number}of{self.of}.pdf"

    def to_json(self) -> dict[str, object]:
        """Return an element of `parts`."""
        return {
            "name": self.name,
            "exhibits": list(self.exhibits),
            "pictures_sha256": self.pictures_sha256,
        }


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """What a person asks for. `parties` are pairs of a role and a name, as they are to be shown.

    `captures` are capture ids in the order of their exhibits; `draft` is true until a named person
    confirmed the complaint; `language` is the reader's, `en` or `zh_CN`. `profile` is a name of
    `profiles.NAMES`, `prefix` stands before the exhibits' numbers (whose they are). `redacted`:
    pictures as they were redacted, no captures, and `struck` taken out of every text. `submitter`
    is the party that hands it in, `fields` what the recipient's form asks, `papers` pairs of a path
    in the vault and the name for the recipient, `batch` how many addresses one notice takes.
    `limits` make it a submission, in as many parts as they ask for; None: one archive.
    `recipient_kind` is one of `resources/recipients`, None where nobody is named. `marks`: what
    persons drew over the pictures goes along.
    """

    title: str
    captures: tuple[str, ...]
    operator: str
    recipient: str | None = None
    reference: str | None = None
    parties: tuple[tuple[str, str], ...] = ()
    statement: str = ""
    case: str | None = None
    complaint: str | None = None
    language: str = "en"
    draft: bool = False
    facts_as_of: datetime | None = None
    profile: str = "internal"
    prefix: str = ""
    redacted: bool = False
    struck: tuple[str, ...] = ()
    submitter: str = ""
    fields: tuple[Field, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    batch: int | None = None
    limits: Limits | None = None
    recipient_kind: str | None = None
    marks: bool = True

    @property
    def shape(self) -> Profile:
        """Return the profile itself. Raises KeyError for an unknown name."""
        return find_profile(self.profile, self.language)

    @property
    def archive(self) -> bool:
        """Say whether captures go along, and who captured them on which machine is said."""
        return self.shape.archive and not self.redacted and self.limits is None


@dataclass(frozen=True, slots=True)
class EmbeddedData:
    """Where in a PDF a file lies, as it is: the name it had in the packet, offset and length."""

    name: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class PdfFindings:
    """`fault` is None or one word; without one, who signed a PDF that names the manifest's SHA-256.

    `fingerprint` is the SHA-256 of the signer's public key (64 hex), `subject` the certificate's.
    `embedded` are the files inside it, as they were when it was signed. `others` names who signed
    in the other fields, a line each; `time` is the earliest second that a time authority put on it,
    whose root is not compared here, None if it carries none.
    """

    fault: str | None = None
    fingerprint: str | None = None
    subject: str | None = None
    manifest_sha256: str | None = None
    embedded: tuple[EmbeddedData, ...] = ()
    others: str | None = ""
    time: str | None = None


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact that a person stands for: `value` for reading, `raw` the page's words, `where`.

    `standing` is confirmed, corrected or entered, `by` the person; `box` `x, y, width, height` in
    pixels of the picture, empty where nobody drew one.
    """

    name: str
    value: str
    raw: str
    where: str
    reader: str
    standing: str = "confirmed"
    by: str = ""
    box: str = ""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A tile of the whole page: a PNG on disk. `y` and sizes in pixels of the page's picture.

    `sha256` and `size` are those of the PNG in the capture, whatever `path` was converted from it.
    """

    path: Path
    urn: str
    sha256: str
    size: int
    order: int
    of: int
    y: int
    converted: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A token or certificate got elsewhere, kept for a capture; paths in the vault (8.4).

    `kind` is token or certificate; of a token `gen_time` is its second and `chain` the file of the
    certificates that it leads to, if one is kept.
    """

    file: str
    kind: str
    gen_time: str | None = None
    chain: str | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One capture as it appears in the packet. `about` is its `datapackage.json` (6.7).

    `fingerprint` is that of the key that sealed it, which may be one before the packet's.
    `unconfirmed` names the facts that were read and left out, since nobody confirmed them.
    `label` is what it is called here; `small` a reduced picture (JPEG) of the page's upper part.
    `text_boxes` is the capture's artefact of that name on disk, None if it has none. `marked` are
    its pictures as persons marked them, `marks_left` the marks that are not shown, and why.
    """

    number: int
    capture_id: str
    file: str
    sha256: str
    size: int
    key_id: str
    about: dict[str, object]
    facts: tuple[ShownFact, ...]
    screenshots: tuple[Screenshot, ...]
    tokens: tuple[TokenFiles, ...]
    fingerprint: str = ""
    imported: tuple[ImportedFile, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    text_boxes: Path | None = None
    label: str = ""
    small: Path | None = None
    marked: tuple[MarkedLayer, ...] = ()
    marks_left: tuple[LeftLayer, ...] = ()

    @property
    def called(self) -> str:
        """Return what its number looks like in this packet: `A`, `3`, `P-3`."""
        return self.label or str(self.number)

    def text(self, name: str) -> str:
        """Return a member of `about` as text; empty if it says nothing."""
        value = self.about.get(name)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A file of the packet: `name` with `/`, relative to the packet's folder."""

    name: str
    sha256: str
    bytes: int

    def to_json(self) -> dict[str, object]:
        """Return an element of `files`."""
        return {"name": self.name, "sha256": self.sha256, "bytes": self.bytes}


@dataclass(frozen=True, slots=True)
class Bates:
    """The page numbers of a matter: the first page of this packet is `first`."""

    prefix: str
    first: int

    def on(self, page: int) -> str:
        """Return the number of a page (from 1) of this packet: at least six digits."""
        return f"{self.prefix}{self.first + page - 1:06d}"


@dataclass(frozen=True, slots=True)
class ArchivePacket:
    """The archive that stays with the sender of a submission, by its id and manifest's SHA-256."""

    packet_id: str
    manifest_sha256: str

    def to_json(self) -> dict[str, object]:
        """Return the member `archive_packet` of the manifest."""
        return {"packet_id": self.packet_id, "manifest_sha256": self.manifest_sha256}


@dataclass(frozen=True, slots=True)
class PacketContent:
    """All that manifest and pages are made of. `made` is aware, this computer's clock.

    `signer` is fingerprint and subject of a person's certificate that signs instead of the vault.
    `parts` are all PDFs of a submission in several, `part` the one that is composed. `wording` is
    the drafted statement, None where nothing was drafted. `archive` is the archive of the same
    captures that was made before this submission, if there is one.
    """

    packet_id: str
    plan: PacketPlan
    made: datetime
    vault_id: str
    organisation: str
    key_id: str
    fingerprint: str
    demo: bool
    exhibits: tuple[Exhibit, ...]
    signer: tuple[str, str] | None = None
    matter: Matter = field(default_factory=Matter)
    bates: Bates | None = None
    parts: tuple[PartOf, ...] = ()
    part: PartOf | None = None
    wording: Wording | None = None
    archive: ArchivePacket | None = None

    @property
    def labels(self) -> dict[int, str]:
        """Return what each exhibit is called, by its number."""
        return {one.number: one.called for one in self.exhibits}

    @property
    def sealing_keys(self) -> dict[str, str]:
        """Return the fingerprints of the keys that sealed the exhibits, by key id."""
        return {one.key_id: one.fingerprint for one in self.exhibits}


@dataclass(frozen=True, slots=True)
class PacketResult:
    """What was made. `files` are all files of the packet, the PDF and the manifest included.

    `folder` is the frozen copy's path in the vault, None for a draft. `time` is the second that a
    time authority put on the PDF's signature, None: it is not timestamped.
    """

    packet_id: str
    out: Path
    files: tuple[PacketFile, ...]
    pages: int
    manifest_sha256: str
    draft: bool
    folder: str | None
    time: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the object of `packet --json`."""
        return {
            "packet_id": self.packet_id,
            "out": str(self.out),
            "files": [file.to_json() for file in self.files],
            "pages": self.pages,
            "manifest_sha256": self.manifest_sha256,
            "draft": self.draft,
            "folder": self.folder,
            "time": self.time,
        }
