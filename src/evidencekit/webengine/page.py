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

from evidencekit.webengine.certificates import CertificateQuestion, chain_of
from evidencekit.webengine.profile import RecordingProfile

Note = Callable[[str, str, str], None]
_MOST_LINES = 2_000
_MOST_WISHES = 1_000
_LONGEST = 4_000


class EvidencePage(QWebEnginePage):
    """A page whose dialogs, downloads, popups and wishes are refused, each with a note.

    `note` is called on the GUI thread with what was refused, the address and the page's words;
    `said` with the level (info, warning, error), script and text of a console message. `asks`,
    where a person is there, gets the page's own certificate when it is not valid; `accepted` hears
    that the person took it all the same, `certificates_taken` holds those sites. `distrusted` hears
    of every other site whose certificate is not valid: an address and the chain that it showed.
    """

    def __init__(self, profile: RecordingProfile, parent: QObject | None = None) -> None:
        super().__init__(profile, parent)
        self.request_list = profile.request_list
        self.note: Note = _unheard
        self.said: Note = _unheard
        self.asks: Callable[[CertificateQuestion], None] | None = None
        self.accepted: Callable[[CertificateQuestion], None] = _nothing
        self.distrusted: Callable[[str, Sequence[bytes]], None] = _unshown
        self.certificates_taken: set[str] = set()
        self._question: CertificateQuestion | None = None
        self._lines = self._wishes = 0
        self._log_ins: set[str] = set()
        self.loadStarted.connect(self._begin)
        self.newWindowRequested.connect(self._refuse_window)
        self.permissionRequested.connect(self._refuse_permission)
        self.certificateError.connect(self._refuse_certificate)
        self.authenticationRequired.connect(self._refuse_authentication)
        profile.downloadRequested.connect(self._refuse_download)
        profile.request_list.refused = self._refuse_private

    def _refuse_window(self, request: QWebEngineNewWindowRequest) -> None:
        # Not accepted means not opened; the person is offered the address later.
        self._refused("popup", _text(request.requestedUrl()), "")

    def _refuse_private(self, url: str) -> None:
        self._refused("private", url, "")

    def _refuse_permission(self, permission: QWebEnginePermission) -> None:
        self._refused("permission", _text(permission.origin()), permission.permissionType().name)
        permission.deny()

    def _refuse_certificate(self, error: QWebEngineCertificateError) -> None:
        url = _text(error.url())
        if self.asks and self._question is None and error.isOverridable() and error.isMainFrame():
            self._question = CertificateQuestion(error, url, self._certificate_decided)
            self.asks(self._question)
            return
        self._distrust(url, error.type().name, chain_of(error))
        error.rejectCertificate()

    def _distrust(self, url: str, why: str, chain: Sequence[bytes]) -> None:
        self._refused("certificate", url, why)
        self.distrusted(url, chain)

    def _certificate_decided(self, accept: bool) -> None:
        question, self._question = self._question, None
        if question is None:
            return
        if accept:
            self.certificates_taken.add(QUrl(question.url).authority())
            self.accepted(question)
        else:
            self._distrust(question.url, question.why, question.chain)

    def _refuse_authentication(self, url: QUrl, _authenticator: QAuthenticator) -> None:
        # The binding can't say "cancel": the engine would send the request again without end
        # (31 times in a second seen), so the load is stopped at the first question. Till then it
        # may ask two or three times for one log-in, which the note tells once.
        address = _text(url)
        if address not in self._log_ins:
            self._log_ins.add(address)
            self._refused("auth", address, "")
        QTimer.singleShot(0, self, self._stop)

    def _stop(self) -> None:
        self.triggerAction(QWebEnginePage.WebAction.Stop)

    def _refuse_download(self, download: QWebEngineDownloadRequest) -> None:
        if download.page() is self:
            self._refused("download", _text(download.url()), download.mimeType())
            download.cancel()

    @override
    def javaScriptAlert(self, securityOrigin: QUrl | str, msg: str) -> None:
        self._refused("dialog", _text(QUrl(securityOrigin)), msg)

    @override
    def javaScriptConfirm(self, securityOrigin: QUrl | str, msg: str) -> bool:
        self._refused("dialog", _text(QUrl(securityOrigin)), msg)
        return False

    @override
    def javaScriptPrompt(
        self, securityOrigin: QUrl | str, msg: str, _default: str
    ) -> tuple[bool, str]:
        self._refused("dialog", _text(QUrl(securityOrigin)), msg)
        return False, ""

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        _line: int,
        source: str,
    ) -> None:
        # A page may write without end: what is beyond this is counted nowhere.
        self._lines += 1
        if self._lines <= _MOST_LINES:
            word = level.name.removesuffix("MessageLevel").lower()
            self.said(word, source[:_LONGEST], message[:_LONGEST])

    def _refused(self, what: str, url: str, words: str) -> None:
        # As many as a storm of them are told; what is beyond is refused all the same.
        self._wishes += 1
        if self._wishes <= _MOST_WISHES:
            self.note(what, url, words[:_LONGEST])

    def _begin(self) -> None:
        self._lines = self._wishes = 0
        self._log_ins.clear()

    @override
    def chooseFiles(
        self,
        mode: QWebEnginePage.FileSelectionMode,
        _old: Sequence[str],
        _types: Sequence[str],
    ) -> list[str]:
        self._refused("dialog", _text(self.url()), "")
        return []


def _text(url: QUrl) -> str:
    return bytes(url.toEncoded().data()).decode("ascii", "replace")


def _nothing(_question: CertificateQuestion) -> None:
    pass


def _unshown(_url: str, _chain: Sequence[bytes]) -> None:
    pass


def _unheard(_what: str, _url: str, _words: str) -> None:
    pass
