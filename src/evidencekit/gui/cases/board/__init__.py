"""A case as a board: a column a stage, a card a seller, what happened and what is due below."""

from evidencekit.gui.cases.board.page import CaseBoardView

__all__ = ["CaseBoardView"]
