"""Asks whether a page is loaded whose certificate is not valid. Enter and Esc refuse."""

from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.parts import page_text
from evidencekit.webengine.certificates import CertificateQuestion

_WHY = {
    "CertificateAuthorityInvalid": N_("nobody that this computer knows vouches for it"),
    "CertificateCommonNameInvalid": N_("it was made for another site"),
    "CertificateDateInvalid": N_("its time has run out or not yet begun"),
    "CertificateRevoked": N_("it was revoked"),
}


def ask_certificate(window: QWidget, question: CertificateQuestion) -> QMessageBox:
    """Show the question over `window` and hand on the answer."""
    why = _(_WHY.get(question.why, N_("it does not hold")))
    site = page_text(urlsplit(question.url).netloc, 80)
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_("The site can't prove who it is"))
    box.setText(_("The certificate of {site} is not valid: {why}.").format(site=site, why=why))
    box.setInformativeText(
        _(
            "Somebody on the way may show you another page than the site's. If you load it all the "
            "same, each capture of it says so and keeps the certificate. Type no password there."
        )
    )
    refuse = box.addButton(_("Don't load it"), QMessageBox.ButtonRole.RejectRole)
    load = box.addButton(_("Load it all the same"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.finished.connect(lambda _code: question.answer(accept=box.clickedButton() is load))
    box.open()
    return box
