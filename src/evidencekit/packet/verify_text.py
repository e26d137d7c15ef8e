"""How to check a packet without this program: the commands, and the file VERIFY.txt."""

from collections.abc import Callable, Iterator, Sequence

from evidencekit.foundation.catalogue import N_
from evidencekit.packet.model import ATTACHMENTS, PDF, PacketContent, PacketFile
from evidencekit.packet.token_files import TokenFiles

_MANIFEST = N_("The manifest is the one that the signed PDF names:")
_FILES = N_("Every file is as it was (the lines below, or in VERIFY.txt, name them):")
_CAPTURE = N_("Each capture was signed with the key whose fingerprint the cover names:")
_CAPTURES = N_("Each capture was signed with the key that its exhibit names:")
_TIME = N_("The time authority saw the list of captures; ROOTS.pem holds the roots that you trust:")
_PDF = N_("The PDF was not changed since it was signed (or: evidencekit verify on this folder):")
_DRAFT = N_("This is a draft: its PDF is not signed.")
_FINGERPRINT = N_("The key's fingerprint (compare it with the one the cover names):")
_EARLIER = N_("The fingerprint of an earlier key (compare it with the one that its exhibits name):")
_REVOKED = N_(
    "The list of revoked certificates is genuine (verify OK) and does not name the certificate "
    "(nothing more is printed):"
)
_IMPORTED = N_("A time token got elsewhere, over the capture itself:")
_CERTIFICATES = N_("Certificates of others, kept as they came: whoever made them says how to check")
_KEPT = N_(
    "The captures are not here: the sender keeps them. Their SHA-256 stand in manifest.json; a "
    "capture that is shown later is the same if sha256sum prints the same."
)
_INTRO = N_("How to check this packet without the program that made it.")
_LIMITS = N_("What it proves and what it does not prove is the last page of packet.pdf.")


def commands(content: PacketContent, manifest_sha256: str, say: Callable[[str], str]) -> list[str]:
    """Return the lines to type in a POSIX shell in the packet's folder, each with its reason."""
    key = f"{ATTACHMENTS}/keys/{content.key_id}.pem"
    lines = [
        f"# {say(_MANIFEST)}",
        f"sha256sum manifest.json    # {manifest_sha256}",
        f"# {say(_FILES)}",
        "grep -E '^[0-9a-f]{64} ' VERIFY.txt | sha256sum -c",
        f"# {say(_FINGERPRINT)}",
        f"openssl pkey -pubin -in {key} -outform DER | sha256sum",
    ]
    if not content.plan.archive:
        return [*lines, f"# {say(_KEPT)}", *_pdf_lines(content, say)]
    earlier = sorted(content.sealing_keys.keys() - {content.key_id})
    for key_id in earlier:
        pem = f"{ATTACHMENTS}/keys/{key_id}.pem"
        lines.append(f"# {say(_EARLIER)}")
        lines.append(f"openssl pkey -pubin -in {pem} -outform DER | sha256sum")
    lines.append(f"# {say(_CAPTURES if earlier else _CAPTURE)}")
    for exhibit in content.exhibits:
        file = f"{ATTACHMENTS}/{exhibit.file}"
        signer = f"{ATTACHMENTS}/keys/{exhibit.key_id}.pem"
        lines.append(f"openssl dgst -sha256 -verify {signer} -signature {file}.sig {file}")
    lines += [*_token_lines(content, say), *_imported_lines(content, say)]
    return [*lines, *_pdf_lines(content, say)]


def _pdf_lines(content: PacketContent, say: Callable[[str], str]) -> list[str]:
    if content.plan.draft:
        return [f"# {say(_DRAFT)}"]
    names = [one.name for one in content.parts] or [PDF]
    return [f"# {say(_PDF)}", *(f"pdfsig -nocert {name}" for name in names)]


def _token_lines(content: PacketContent, say: Callable[[str], str]) -> list[str]:
    tokens = {token: None for one in content.exhibits for token in one.tokens}
    lines = [f"# {say(_TIME)}"] if tokens else []
    for token in tokens:
        stem = f"{ATTACHMENTS}/{token.stem}"
        question = f"openssl ts -verify -data {ATTACHMENTS}/{token.list} -in {stem}.tsr"
        lines += [
            f"{question} -CAfile ROOTS.pem -untrusted {stem}.chain.pem",
            f"(cd {ATTACHMENTS} && sha256sum -c --ignore-missing {token.list})",
        ]
    lists = [(token, path) for token in tokens for path in token.revocation]
    return [*lines, *_revocation_lines(lists, say)]


def _revocation_lines(
    lists: Sequence[tuple[TokenFiles, str]], say: Callable[[str], str]
) -> Iterator[str]:
    for token, path in lists:
        stem = f"{ATTACHMENTS}/{token.stem}"
        # n in its name is the place of the certificate in the chain (8.2).
        place = path.removesuffix(".crl").rpartition(".")[2]
        nth = f"awk '/BEGIN/{{i++}} i=={place}' {stem}.chain.pem | openssl x509 -noout -serial"
        crl = f"openssl crl -inform DER -in {ATTACHMENTS}/{path} -noout"
        yield f"# {say(_REVOKED)}"
        yield f"{crl} -CAfile {stem}.chain.pem"
        yield f'! {crl} -text | grep "Serial Number: $({nth} | cut -d= -f2)"'


def _imported_lines(content: PacketContent, say: Callable[[str], str]) -> Iterator[str]:
    got = [(exhibit.file, one) for exhibit in content.exhibits for one in exhibit.imported]
    for capture, one in got:
        if one.kind == "token":
            file = f"{ATTACHMENTS}/{one.file}"
            inner = " -token_in" if file.endswith(".tst") else ""
            chain = f" -untrusted {ATTACHMENTS}/{one.chain}" if one.chain else ""
            yield f"# {say(_IMPORTED)}"
            yield (
                f"openssl ts -verify -data {ATTACHMENTS}/{capture}{inner} -in {file} "
                f"-CAfile ROOTS.pem{chain}"
            )
    others = sorted({one.file for _capture, one in got if one.kind == "certificate"})
    if others:
        yield f"# {say(_CERTIFICATES)}"
        yield from (f"# {ATTACHMENTS}/{path}" for path in others)


def verify_file(
    content: PacketContent, files: Sequence[PacketFile], say: Callable[[str], str]
) -> bytes:
    """Return VERIFY.txt. It can't name the manifest's hash, since the manifest names it."""
    words = say(N_("(its SHA-256 stands on the cover of packet.pdf)"))
    lines = [say(_INTRO), "", *commands(content, words, say), "", say(_LIMITS), ""]
    lines += [f"{file.sha256}  {file.name}" for file in files]
    return ("\n".join(lines) + "\n").encode()
