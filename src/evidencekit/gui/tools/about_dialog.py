"""About the app: version, engine, licences of everything that it is made of."""

import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

import evidencekit
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.resources import resource
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section

_SIZE = (680, 560)
_LONGEST = 60
# What a person runs; the test that holds it against pyproject.toml says when one is missing.
PARTS = (
    *("PySide6-Essentials", "PySide6-Addons", "requests", "platformdirs", "babel", "typer"),
    *("cryptography", "asn1crypto", "keyring", "rfc8785", "rfc3161-client", "warcio", "surt"),
    *("filelock", "sqlalchemy", "alembic", "pyyaml", "jsonschema", "beautifulsoup4", "lxml"),
    *("price-parser", "tldextract", "reportlab", "pillow", "numpy", "phonenumbers", "python-docx"),
    *("python-stdnum", "pyhanko", "xlsxwriter", "typing-extensions", "holidays", "icalendar"),
    *("python-bidi", "arabic-reshaper"),
)


class AboutDialog(QDialog):
    """Says what this is, which version, under which licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About evidencekit"))
        self.resize(*_SIZE)
        self.text = ReadingPane(_("Licences"))
        self.text.read(list(_sections()))
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(button(_("Close"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("evidencekit"), "title"))
        version = _("Version {version}").format(version=evidencekit.__version__)
        layout.addWidget(label(version, "muted", selectable=True))
        layout.addWidget(self.text, 1)
        layout.addLayout(end)


def _sections() -> Iterator[Section]:
    yield Section(
        _("Licence"),
        (
            Row("", _("evidencekit is free software under the Apache License 2.0.")),
            Row("", _("It comes without any warranty; whether evidence is admitted a court says.")),
        ),
    )
    yield Section(
        _("This computer"),
        (
            Row("Python", sys.version.split()[0]),
            Row("Qt", qVersion()),
        ),
    )
    rows = [Row(name, licence) for name in PARTS if (licence := _licence(name))]
    yield Section(_("Made with"), tuple(rows))
    for file in sorted(resource("fonts").glob("LICENSE-*.txt")):
        name = file.stem.removeprefix("LICENSE-")
        yield Section(
            _("Font {name}").format(name=name), (Row("", file.read_text(encoding="utf-8")),)
        )


def _licence(name: str) -> str:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ""
    said = _said(found, "License-Expression", "License")
    if not said or len(said) > _LONGEST:
        classes = found.metadata.get_all("Classifier") or []
        named = [one.rsplit("::", 1)[-1].strip() for one in classes if one.startswith("License")]
        said = named[0] if named else said.split("\n", 1)[0][:_LONGEST]
    return f"{found.version}, {said}"


def _said(found: Distribution, *names: str) -> str:
    known = found.metadata
    return next((known[name] for name in names if name in known), "")
