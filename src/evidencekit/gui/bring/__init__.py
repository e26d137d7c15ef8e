"""What is brought into the vault in numbers: files of others, lists of addresses."""

from evidencekit.gui.bring.batch_dialog import BatchDialog
from evidencekit.gui.bring.dropping import DropZone
from evidencekit.gui.bring.import_dialog import ImportDialog

__all__ = ["BatchDialog", "DropZone", "ImportDialog"]
