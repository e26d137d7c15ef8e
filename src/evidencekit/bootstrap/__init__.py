"""Builds the objects once and hands them out; the only place that knows which adapter is used.

Everything heavy is imported inside the function that needs it, so that `--help` stays light and
`verify` never loads Qt.
"""

from evidencekit.bootstrap.casework import (
    add_to_casework,
    check_complaint,
    confirm_complaint,
    list_casework,
    show_casework,
)
from evidencekit.bootstrap.doctor import Finding, examine_computer
from evidencekit.bootstrap.facts import read_facts
from evidencekit.bootstrap.importing import import_files
from evidencekit.bootstrap.packets import PacketWish, make_packet
from evidencekit.bootstrap.plain import capture_plainly
from evidencekit.bootstrap.replaying import open_replay, replay_file, score_replay
from evidencekit.bootstrap.use_cases import (
    capture_pages,
    list_captures,
    log_damage,
    make_vault,
    run_demo,
    show_capture,
    stamp,
    verify,
    withhold_rules,
)

__all__ = [
    "Finding",
    "PacketWish",
    "add_to_casework",
    "capture_pages",
    "capture_plainly",
    "check_complaint",
    "confirm_complaint",
    "examine_computer",
    "import_files",
    "list_captures",
    "list_casework",
    "log_damage",
    "make_packet",
    "make_vault",
    "open_replay",
    "read_facts",
    "replay_file",
    "run_demo",
    "score_replay",
    "show_capture",
    "show_casework",
    "stamp",
    "verify",
    "withhold_rules",
]
