"""`evidencekit packet`: the folder that goes to a recipient, and its frozen copy."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.packet.model import PacketResult
    from evidencekit.services.frozen_packets import WaitingPacket


def packet(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: typer.Context,
    complaint: Annotated[str | None, typer.Argument(metavar="[COMPLAINT]")] = None,
    out: Annotated[
        Path | None, typer.Option(help="A new folder, or an empty one, for the packet.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="A whole case instead of a complaint.")] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            help="court, us_court, cn_court, cn_authority, authority, platform, email, internal."
        ),
    ] = None,
    prefix: Annotated[
        str, typer.Option(help="Stands before exhibit numbers: whose they are.")
    ] = "",
    redacted: Annotated[
        bool,
        typer.Option("--redacted", help="The copy for strangers: as `redact` made the pictures."),
    ] = False,
    no_marks: Annotated[
        bool, typer.Option("--no-marks", help="Leave out what persons drew over pictures.")
    ] = False,
    pkcs12: Annotated[
        Path | None, typer.Option(help="Sign the PDF with your own certificate (.p12, .pfx).")
    ] = None,
    pkcs12_passphrase_file: Annotated[
        Path | None, typer.Option(help="Its first line opens the --pkcs12 file.")
    ] = None,
    authority: Annotated[
        str | None, typer.Option(help="Ask this chosen time authority for the PDF's signature.")
    ] = None,
    stamp: Annotated[
        str | None,
        typer.Option(metavar="PACKET", help="Put an authority's time on a packet that was made."),
    ] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="List the packets that wait for --stamp.")
    ] = False,
) -> None:
    """Make the packet of a complaint: PDF, attachments, manifest. A draft stays a DRAFT."""
    output: Output = context.obj
    if waiting:
        if any((complaint, case, profile, out, stamp)):
            raise WrongUse(detail="packet --waiting")
        found = bootstrap.waiting_packets(output.options.vault)
        output.result([one.to_json() for one in found], lambda: _say_waiting(output, found))
        return
    if out is None:
        raise WrongUse(detail="packet COMPLAINT --out DIR")
    if stamp is not None:
        if any((complaint, case, profile, pkcs12, pkcs12_passphrase_file)):
            raise WrongUse(detail="packet --stamp PACKET --out DIR [--authority NAME]")
        stamped = bootstrap.stamp_packet(output.options.vault, stamp, out, authority)
        said = _("Timestamped: {time}").format(time=stamped.time)
        output.result(stamped.to_json(), lambda: output.line(said))
        return
    wish = bootstrap.PacketWish(
        complaint,
        case,
        profile,
        out,
        pkcs12,
        pkcs12_passphrase_file,
        prefix,
        redacted,
        authority,
        marks=not no_marks,
    )
    options = output.options
    made = bootstrap.make_packet(
        options.vault, wish, operator=options.operator, language=options.lang
    )
    output.result(made.to_json(), lambda: _say(output, made))


def _say_waiting(output: Output, found: "Sequence[WaitingPacket]") -> None:
    for one in found:
        output.line(f"{one.packet_id}  {one_line(one.title, 80)}")
    if found:
        output.line(_("Not timestamped. To ask an authority: packet --stamp PACKET --out DIR"))
    else:
        output.line(_("No packet waits for a time."))


def _say(output: Output, made: "PacketResult") -> None:
    output.line(f"{made.out}/packet.pdf")
    output.line(_("{pages} pages, {files} files.").format(pages=made.pages, files=len(made.files)))
    output.line(_("SHA-256 of manifest.json: {hash}").format(hash=made.manifest_sha256))
    if made.draft:
        output.line(_("DRAFT: not confirmed, so not signed and not kept. Do not file it."))
    else:
        told = _("Timestamped: {time}").format(time=made.time)
        output.line(told if made.time else _("The PDF is signed and not timestamped."))
        output.line(_("The frozen copy: {folder}").format(folder=made.folder))
