"""`evidencekit key`: the vault's keys, to compare, to hand out, to change."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _, catalogue, current_language

if TYPE_CHECKING:
    from evidencekit.services.keys import KeyView


def show(
    context: typer.Context,
    letterhead: Annotated[
        bool, typer.Option("--letterhead", help="A sheet to print: what the fingerprint binds.")
    ] = False,
) -> None:
    """Show the keys: fingerprint, where the private half is kept, since when."""
    output: Output = context.obj
    views = bootstrap.show_keys(output.options.vault)
    sheet = views[0].letterhead(catalogue(current_language()).gettext) if views else ""

    def say() -> None:
        if letterhead:
            for line in sheet.splitlines():
                output.line(line)
            return
        for view in views:
            _say(output, view)

    output.result({"keys": [view.to_json() for view in views], "letterhead": sheet}, say)


def _say(output: Output, view: "KeyView") -> None:
    states = {
        "writing": _("writes now"),
        "succeeded": _("followed by another key, in order"),
        "superseded": _("followed by another key; that it agreed is not shown"),
        "revoked": _("revoked"),
    }
    places = {
        "keyring": _("in the keyring"),
        "file": _("in an encrypted file"),
        None: _("not here"),
    }
    output.line(_("Key {key_id}: {state}").format(key_id=view.key.key_id, state=states[view.state]))
    output.line(f"    {view.groups}")
    since = _("since {since}; private key: {place}; certificate: {subject}")
    place, subject = places[view.store], view.subject or "-"
    output.line("    " + since.format(since=view.since, place=place, subject=subject))


def export_public(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="A new file for the public key, PEM.")],
) -> None:
    """Write the public key to a file, to hand out with the fingerprint."""
    output: Output = context.obj
    view = bootstrap.export_public_key(output.options.vault, out)
    document = {"file": str(out), "key_id": view.key.key_id, "fingerprint": view.key.fingerprint}
    output.result(document, lambda: output.line(f"{out}\n{view.groups}"))


def rotate(
    context: typer.Context,
    lost: Annotated[
        bool, typer.Option("--lost", help="The old key is not on this computer any more.")
    ] = False,
) -> None:
    """Change the key: a new one writes from now on, in a log of its own."""
    output: Output = context.obj
    done = bootstrap.rotate_key(output.options.vault, output.options.operator, lost=lost)
    document = {
        "before": done.before,
        "key_id": done.key_id,
        "fingerprint": done.fingerprint,
        "key_store": done.key_store.value,
        "proven": not lost,
    }

    def say() -> None:
        output.line(_("Signing key {key_id}, kept in: {key_store}").format(**document))
        output.line(
            _("Its fingerprint, to note down and hand out: {fingerprint}").format(**document)
        )
        if lost:
            output.line(_("That the old key agrees can't be shown; `verify` says so."))
        else:
            output.line(
                _("Make a backup now: an older one could be gone on with only as after a loss.")
            )

    output.result(document, say)


def revoke(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(metavar="KEY_ID")],
    reason: Annotated[str, typer.Option(help="lost, stolen or left (its holder left).")],
) -> None:
    """Say in the signed log that an earlier key counts for nothing from its successor on."""
    output: Output = context.obj
    bootstrap.revoke_key(output.options.vault, key_id, reason, output.options.operator)
    document = {"key_id": key_id, "reason": reason}
    output.result(document, lambda: output.line(_("Revoked: {key_id}").format(key_id=key_id)))


def key_commands() -> typer.Typer:
    """Return the group of these commands."""
    group = typer.Typer(help="The vault's keys.", rich_markup_mode=None)
    group.command("show")(show)
    group.command("export-public")(export_public)
    group.command("rotate")(rotate)
    group.command("revoke")(revoke)
    return group
