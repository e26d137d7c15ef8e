"""`evidencekit init`: makes a vault and its signing key."""

from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[str, typer.Option(help="The organisation.")],
    operator: Annotated[str, typer.Option(help="Who captures, unless --as says otherwise.")],
    passphrase_file: Annotated[
        Path | None, typer.Option(help="Where no keyring is: its first line encrypts the key.")
    ] = None,
) -> None:
    """Make a vault and its signing key."""
    output: Output = context.obj
    made = bootstrap.make_vault(folder, name, operator, passphrase_file)

    document = {
        "vault_id": made.vault_id,
        "path": str(made.path),
        "key_id": made.key_id,
        "key_store": made.key_store.value,
        "fingerprint": made.fingerprint,
    }

    def say() -> None:
        output.line(_("Vault {vault_id} at {path}").format(**document))
        output.line(_("Signing key {key_id}, kept in: {key_store}").format(**document))
        output.line(
            _("Its fingerprint, to note down and hand out: {fingerprint}").format(**document)
        )

    output.result(document, say)
