"""A browser profile whose requests are counted: the third list, made by the browser process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QObject
from PySide6.QtWebEngineCore import (
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from typing_extensions import override

from evidencekit.capture.private_addresses import is_private_host
from evidencekit.webengine.keeping import Keeper

_PREFIX = "ResourceType"
# Qt's words in the words of DevTools; `MainFrame` is kept: it tells where a document begins.
_TYPES = {
    "SubFrame": "Document",
    "Stylesheet": "Stylesheet",
    "FontResource": "Font",
    "SubResource": "Other",
    "Favicon": "Other",
    "Xhr": "XHR",
    "Json": "XHR",
    "Worker": "Script",
    "PluginResource": "Other",
    "Object": "Other",
    "CspReport": "CSPViolationReport",
    "Unknown": "Other",
}


class RequestList(QWebEngineUrlRequestInterceptor):
    """Lists (method, address, type) of each request; lets all go on but two kinds.

    A prefetched document never passes the recorder, so the prefetch is refused and the later
    visit is an ordinary one. A page of the public net gets nothing from this computer or a private
    network, and is not led there by a redirect; `refused` is called with such an address.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.requests: list[tuple[str, str, str]] = []
        self.refused: Callable[[str], None] = _unheard

    @override
    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        if bytes(_header(info, b"sec-purpose")).startswith(b"prefetch"):
            info.block(True)
            return
        kind = info.resourceType().name.removeprefix(_PREFIX)
        url = bytes(info.requestUrl().toEncoded().data()).decode("ascii", "replace")
        method = bytes(info.requestMethod().data()).decode("ascii", "replace")
        self.requests.append((method, url, _TYPES.get(kind, kind)))
        # The first party of a redirect of the document is still where it began.
        first = info.firstPartyUrl().host()
        if first and is_private_host(info.requestUrl().host()) and not is_private_host(first):
            info.block(True)
            self.refused(url)


def _unheard(_url: str) -> None:
    pass


def _header(info: QWebEngineUrlRequestInfo, name: bytes) -> bytes:
    headers: dict[QByteArray, QByteArray] = info.httpHeaders()
    for key, value in headers.items():
        if bytes(key.data()).lower() == name:
            return bytes(value.data())
    return b""


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile whose cookies and storage stay between visits, in `folder`, outside any vault."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class BrowserWish:
    """How sites see the browser: `languages` as in `Accept-Language`, best first; the profile.

    Without a profile each page is off the record.
    """

    languages: str = "en-US,en;q=0.9"
    profile: KeptProfile | None = None

    @property
    def first_language(self) -> str:
        """Return the tag of the best language."""
        return self.languages.partition(",")[0].partition(";")[0]


class RecordingProfile(QWebEngineProfile):
    """Off the record, or one that is kept. The latter is one process's own: raises ProfileInUse."""

    def __init__(self, wish: BrowserWish, parent: QObject | None = None) -> None:
        kept = wish.profile
        # It outlives the profile: another process may have the folder when all is written.
        keeper = Keeper(kept.name, kept.folder) if kept else None
        if kept:
            super().__init__(f"kept-{kept.name}", parent)
            self.setPersistentStoragePath(str(kept.folder))
            # What is recorded comes from the site, not from a cache of an earlier visit.
            self.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
        else:
            super().__init__(parent)
        self.kept, self.keeper = kept.name if kept else None, keeper
        if keeper:
            keeper.watch(self.cookieStore())
        # The engine would follow the system, which may ask for such as `en-POSIX`.
        self.setHttpAcceptLanguage(wish.languages)
        self.request_list = RequestList(self)
        self.setUrlRequestInterceptor(self.request_list)
        self.setSpellCheckEnabled(False)
        self.setPersistentPermissionsPolicy(
            QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
        )
        self._set_attributes(self.settings())

    def _set_attributes(self, settings: QWebEngineSettings) -> None:
        attribute = QWebEngineSettings.WebAttribute
        for name, on in (
            # A page's PDF is shown, as a person would see it.
            (attribute.PluginsEnabled, True),
            (attribute.PdfViewerEnabled, True),
            # Nothing may be shown that the site did not send.
            (attribute.ErrorPageEnabled, False),
            # Popups are refused by us, with a note, instead of silently by the engine.
            (attribute.JavascriptCanOpenWindows, True),
            (attribute.ScreenCaptureEnabled, False),
            (attribute.JavascriptCanAccessClipboard, False),
            (attribute.WebRTCPublicInterfacesOnly, True),
            (attribute.HyperlinkAuditingEnabled, True),
        ):
            settings.setAttribute(name, on)
        settings.setUnknownUrlSchemePolicy(
            QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes
        )


# A kept profile of an app with windows: one for as long as the program runs, whichever window it
# serves, for its folder is its own until the engine has ended.
_kept: dict[str, RecordingProfile] = {}


def open_profile(wish: BrowserWish) -> RecordingProfile:
    """Return a fresh profile off the record, or the kept one, which serves a page at a time.

    The latter is let go of by `close_kept` alone. Raises ProfileInUse.
    """
    if wish.profile is None:
        return RecordingProfile(wish)
    name = wish.profile.name
    if name not in _kept:
        _kept[name] = RecordingProfile(wish)
    _kept[name].request_list.requests.clear()
    return _kept[name]


def close_kept() -> list[Keeper]:
    """Free every kept profile, when all pages are gone; return what watched them."""
    keepers = [one.keeper for one in _kept.values() if one.keeper is not None]
    for one in _kept.values():
        one.deleteLater()
    _kept.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return keepers
