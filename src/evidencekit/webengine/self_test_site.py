"""Serves the page of the recorder's self-test on a scheme of our own."""

from PySide6.QtCore import QBuffer, QObject
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlSchemeHandler
from typing_extensions import override

from evidencekit.capture.self_test import SITE


class SelfTestSite(QWebEngineUrlSchemeHandler):
    """Serves the known bytes; installed on the self-test's own profile only."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._site = SITE

    @override
    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        found = self._site.get(job.requestUrl().path())
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        kind, data = found
        buffer = QBuffer(job)
        buffer.setData(data)
        job.reply(kind.encode(), buffer)
