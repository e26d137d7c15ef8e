"""`evidencekit backup` and `evidencekit restore`: the whole vault, there and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus
from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.vault.backup import BackupResult
    from evidencekit.vault.restore import RestoreResult


def backup(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where backups go, on another disk.")
    ],
) -> int:
    """Copy the whole vault into a new folder below DIR, with a list of hashes, and check it."""
    output: Output = context.obj
    options = output.options
    made = bootstrap.back_up(options.vault, folder, operator=options.operator)
    output.result(made.to_json(), lambda: _say_backup(output, made))
    return ExitStatus.DONE if made.ok else ExitStatus.FOUND_WRONG


def restore(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="BACKUP", help="A folder that backup made.")],
    to: Annotated[Path, typer.Option(help="A new folder, or an empty one, for the vault.")],
    although_older: Annotated[
        bool,
        typer.Option("--although-older", help="Give up entries that were seen here later."),
    ] = False,
) -> None:
    """Make a vault of a backup: every file checked before the vault has its name."""
    output: Output = context.obj
    made = bootstrap.restore(
        folder, to, operator=output.options.operator, although_older=although_older
    )
    output.result(made.to_json(), lambda: _say_restore(output, made))


def _say_backup(output: Output, made: "BackupResult") -> None:
    output.line(str(made.path))
    output.line(
        _("{files} files, {bytes} bytes; {linked} of them shared with the backup before.").format(
            files=made.files, bytes=made.bytes, linked=made.linked
        )
    )
    output.line(_("SHA-256 of SHA256SUMS: {hash}").format(hash=made.manifest_sha256))
    for name in made.skipped:
        output.line(
            _("Not copied, since no file of a vault is called so: {name}").format(name=name)
        )
    if made.ok:
        output.line(_("Every byte was read again, and the copy was checked as a vault."))
    else:
        output.line(_("The vault itself is damaged: run `evidencekit verify`. The copy is exact."))


def _say_restore(output: Output, made: "RestoreResult") -> None:
    output.line(_("Vault {vault_id} at {path}").format(vault_id=made.vault_id, path=made.path))
    output.line(_("{files} files, each as the backup lists it.").format(files=made.files))
    if made.remembered:
        output.line(
            _("Given up: log entries after the backup, up to entry {seq}.").format(
                seq=made.remembered.head.seq
            )
        )
    if not made.logged:
        output.line(
            _("Its signing key is not here: it can be read and checked, but nothing sealed in it.")
        )
