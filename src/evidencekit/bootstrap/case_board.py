"""The board of a case, for the command line and for the app."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.casework import open_for_work
from evidencekit.bootstrap.places import vault_folder
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.stages import Stage
    from evidencekit.services.case_board import Board, CaseBoardReading


def case_board(vault: Path | None, case_id: str) -> "Board":
    """Return the board of a case. Raises NotFound and as opening for reading."""
    return _reading(vault_folder(vault)).board(case_id)


def place_on_board(
    vault: Path | None, case_id: str, seller: str, stage: str | None, by: str | None
) -> "Board":
    """Place a seller on a stage, None: where the records say; return the board.

    Raises as `CaseBoard.place` and opening for writing.
    """
    from evidencekit.casework.stages import Stage
    from evidencekit.services.case_board import CaseBoard

    with open_for_work(vault) as (writer, clock):
        work = CaseBoard(writer, clock)
        if stage is None:
            work.put_back(case_id, seller, None, by)
        else:
            work.place(case_id, seller, Stage(stage), by)
        return work.board(case_id)


def outline_of(desk: "Desk", case_id: str) -> "Board":
    """Return the board of a case at a desk without its sheets. Raises as `outline`."""
    return _reading(desk.folder).outline(case_id)


def with_sheets(desk: "Desk", board: "Board") -> "Board":
    """Return a board with the sheets of its sellers; takes longer. Raises as `with_sheets`."""
    return _reading(desk.folder).with_sheets(board)


def place_at(desk: "Desk", case_id: str, seller: str, stage: "Stage", by: str) -> "Stage | None":
    """Place a seller; return the stage where a hand had it before. Raises as `CaseBoard.place`."""
    from evidencekit.services.case_board import CaseBoard

    with desk.writing() as writer:
        before = CaseBoard(writer, SystemClock()).place(case_id, seller, stage, by)
    return before.stage if before else None


def put_back_at(desk: "Desk", case_id: str, seller: str, stage: "Stage | None", by: str) -> None:
    """Have a seller where a hand had it before. Raises as `CaseBoard.put_back`."""
    from evidencekit.services.case_board import CaseBoard

    with desk.writing() as writer:
        CaseBoard(writer, SystemClock()).put_back(case_id, seller, stage, by)


def _reading(folder: Path) -> "CaseBoardReading":
    from evidencekit.services.case_board import CaseBoardReading
    from evidencekit.vault.vault import Vault

    return CaseBoardReading(Vault.open_reading(folder), SystemClock())
