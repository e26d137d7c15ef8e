"""The files of a packet beside its PDF: papers, addresses, field sheet, e-mail draft, statement."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from evidencekit.domain.errors import FileMissing
from evidencekit.foundation.files import flush
from evidencekit.packet.fields import HTML, XLSX, fields_html, write_fields_xlsx
from evidencekit.packet.model import (
    ATTACHMENTS,
    DEFANGED,
    URLS,
    PacketContent,
    PacketFile,
)
from evidencekit.packet.notice import EML, notice
from evidencekit.packet.statement import DOCX, statement_docx
from evidencekit.vault.vault import VaultWriter

_COPY = 1 << 20


@dataclass(frozen=True, slots=True)
class PacketFolder:
    """The folder in which a packet is put together; each file is on the disk when it is told."""

    vault: VaultWriter
    work: Path

    def copied(self, path: str, name: str | None = None) -> PacketFile:
        """Copy a file of the vault into `attachments/`. Raises FileMissing, OSError."""
        source = self.vault.layout.plain_file(path)
        if source is None:
            raise FileMissing(path=self.vault.layout.at(path), detail="missing")
        named = f"{ATTACHMENTS}/{name or path}"
        target = self.work / named
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as given, target.open("xb") as copy:
            while piece := given.read(_COPY):
                digest.update(piece)
                size += len(piece)
                copy.write(piece)
            copy.flush()
            flush(copy.fileno())
        return PacketFile(named, digest.hexdigest(), size)

    def put(self, name: str, data: bytes) -> PacketFile:
        """Write a file. Raises OSError."""
        with (self.work / name).open("xb") as file:
            file.write(data)
            file.flush()
            flush(file.fileno())
        return PacketFile(name, hashlib.sha256(data).hexdigest(), len(data))

    def beside(self, content: PacketContent, say: Callable[[str], str]) -> list[PacketFile]:
        """Write statement, addresses, field sheet and e-mail draft, as far as the packet has them.

        The statement is for the sender's lawyers: no page of it is missing in the PDF.
        """
        plan = content.plan
        urls = [" ".join(one.text("final_url").split()) for one in content.exhibits]
        files = [self.put(DOCX, statement_docx(content, say)), *self._addresses(urls, plan.batch)]
        if plan.fields:
            html = fields_html(plan.fields, plan.title, plan.language, say, draft=plan.draft)
            table = BytesIO()
            write_fields_xlsx(table, plan.fields, say, content.made)
            files += [self.put(HTML, html), self.put(XLSX, table.getvalue())]
        if plan.shape.id == "email":
            files.append(self.put(EML, notice(content, urls, say)))
        return files

    def _addresses(self, urls: Sequence[str], batch: int | None) -> list[PacketFile]:
        files = self._listed(urls, "")
        if batch is not None and len(urls) > batch:
            parts = [urls[at : at + batch] for at in range(0, len(urls), batch)]
            for number, part in enumerate(parts, 1):
                files += self._listed(part, f"-{number}of{len(parts)}")
        return files

    def _listed(self, urls: Sequence[str], end: str) -> list[PacketFile]:
        defanged = [url.replace("http", "hxxp", 1).replace(".", "[.]") for url in urls]
        named = ((URLS, urls), (DEFANGED, defanged))
        return [
            self.put(name.replace(".txt", f"{end}.txt"), ("\n".join(lines) + "\n").encode())
            for name, lines in named
        ]


def papers_named(papers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the papers by their path in the vault, each with the name it has in the packet."""
    return {path: f"papers/{number:02d}-{name}" for number, (path, name) in enumerate(papers, 1)}
