"""One module a command, loaded when it is wanted; each imports no more than `bootstrap`."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer

# By its name, in the order of `--help`: the module of a command and the function that is it.
_COMMANDS = {
    "init": "init_cmd.init",
    "capture": "capture_cmd.capture",
    "import": "import_cmd.import_files",
    "list": "search_cmd.list_captures",
    "search": "search_cmd.search",
    "searches": "search_cmd.searches",
    "show": "show_cmd.show",
    "replay": "replay_cmd.replay",
    "remove": "remove_cmd.remove",
    "hide": "remove_cmd.hide",
    "verify": "verify_cmd.verify",
    "packet": "packet_cmd.packet",
    "redact": "marking_cmd.redact",
    "annotate": "marking_cmd.annotate",
    "plate": "marking_cmd.plate",
    "recheck": "recheck_cmd.recheck",
    "threshold": "threshold_cmd.threshold",
    "deadlines": "following_cmd.deadlines",
    "stats": "following_cmd.stats",
    "outcomes": "following_cmd.outcomes",
    "export": "export_cmd.export",
    "backup": "backup_cmd.backup",
    "restore": "backup_cmd.restore",
    "demo": "demo_cmd.demo",
    "doctor": "doctor_cmd.doctor",
}
# The same of groups: the function that makes one.
_GROUPS = {
    "index": "search_cmd.index_commands",
    "stamp": "stamp_cmd.stamp_commands",
    "facts": "facts_review_cmd.facts_commands",
    "profile": "profile_cmd.profile_commands",
    "recipients": "recipients_cmd.recipients_commands",
    "key": "key_cmd.key_commands",
    "photos": "photos_cmd.photos_commands",
    "purchase": "purchase_cmd.purchase_commands",
}
_NOUNS = ("right", "seller", "case", "complaint")


def register(app: typer.Typer, wanted: str | None = None) -> None:
    """Add the command called `wanted` to `app`; every one if that is none of them.

    Loading all of them takes a third of a start.
    """
    known = {*_COMMANDS, *_GROUPS, *_NOUNS}
    names = {wanted} & known or known
    for name, place in _COMMANDS.items():
        if name in names:
            app.command(name)(_at(place))
    for name, place in _GROUPS.items():
        if name in names:
            app.add_typer(_at(place)(), name=name)
    for name in _NOUNS:
        if name in names:
            app.add_typer(_at("casework_cmd.noun_commands")(name), name=name)


def _at(place: str) -> Callable[..., Any]:
    module, _dot, name = place.partition(".")
    found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), name)
    return found
