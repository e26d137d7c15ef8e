"""The page under capture: refuses what would change it or leave it, and says so."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtNetwork import QAuthenticator
from PySide6.QtWebEngineCore import (
    QWebEngineCertificateError,
    QWebEngineDownloadRequest,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEnginePermission,
)
from typing_extensions import override

from evidencekit.webengine.profile import RecordingProfile

Note = Callable[[str, str, str], None]


class EvidencePage(QWebEnginePage):
    """A page whose dialogs, downloads, popups and wishes are refused, each with a note.

    `note` is called on the GUI thread with what was refused, the address and the page's words.
    """

    def __init__(self, profile: RecordingProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        self.request_list = profile.request_list
        self.note: Note = _unheard
        self.newWindowRequested.connect(self._refuse_window)
        self.permissionRequested.connect(self._refuse_permission)
        self.certificateError.connect(self._refuse_certificate)
        self.authenticationRequired.connect(self._refuse_authentication)
        profile.downloadRequested.connect(self._refuse_download)

    def _refuse_window(self, request: QWebEngineNewWindowRequest) -> None:
        # Not accepted means not opened; the person is offered the address later.
        self.note("popup", _text(request.requestedUrl()), "")

    def _refuse_permission(self, permission: QWebEnginePermission) -> None:
        self.note("permission", _text(permission.origin()), permission.permissionType().name)
        permission.deny()

    def _refuse_certificate(self, error: QWebEngineCertificateError) -> None:
        self.note("certificate", _text(error.url()), error.type().name)
        error.rejectCertificate()

    def _refuse_authentication(self, url: QUrl, _authenticator: QAuthenticator) -> None:
        # The binding can't say "cancel": the engine would send the request again without end
        # (31 times in a second seen), so the load is stopped at the first question.
        self.note("auth", _text(url), "")
        QTimer.singleShot(0, self, self._stop)

    def _stop(self) -> None:
        self.triggerAction(QWebEnginePage.WebAction.Stop)

    def _refuse_download(self, download: QWebEngineDownloadRequest) -> None:
        if download.page() is self:
            self.note("download", _text(download.url()), download.mimeType())
            download.cancel()

    @override
    def javaScriptAlert(self, securityOrigin: QUrl | str, msg: str) -> None:
        self.note("dialog", _text(QUrl(securityOrigin)), msg)

    @override
    def javaScriptConfirm(self, securityOrigin: QUrl | str, msg: str) -> bool:
        self.note("dialog", _text(QUrl(securityOrigin)), msg)
        return False

    @override
    def javaScriptPrompt(
        self, securityOrigin: QUrl | str, msg: str, _default: str
    ) -> tuple[bool, str]:
        self.note("dialog", _text(QUrl(securityOrigin)), msg)
        return False, ""

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        _line: int,
        _source: str,
    ) -> None:
        """Stay silent: the session takes console messages from DevTools."""

    @override
    def chooseFiles(
        self,
        mode: QWebEnginePage.FileSelectionMode,
        _old: Sequence[str],
        _types: Sequence[str],
    ) -> list[str]:
        self.note("dialog", _text(self.url()), "")
        return []


def _text(url: QUrl) -> str:
    return bytes(url.toEncoded().data()).decode("ascii", "replace")


def _unheard(_what: str, _url: str, _words: str) -> None:
    pass
