"""A certificate that is not valid, held until a person has decided."""

from collections.abc import Callable

from PySide6.QtWebEngineCore import QWebEngineCertificateError


def chain_of(error: QWebEngineCertificateError) -> tuple[bytes, ...]:
    """Return the certificates that the site showed, DER, its own first."""
    return tuple(bytes(one.toDer().data()) for one in error.certificateChain())


class CertificateQuestion:
    """Lives on the GUI thread; `answer` once, and for no answer the page stays refused.

    `url` is the page's address, `why` the engine's word, `chain` DER, the site's own first.
    """

    def __init__(
        self, error: QWebEngineCertificateError, url: str, told: Callable[[bool], None]
    ) -> None:
        # The signal's own object ends with the signal.
        self._error = QWebEngineCertificateError(error)
        self._error.defer()
        self._told = told
        self.url, self.why = url, error.type().name
        self.chain = chain_of(error)

    def answer(self, *, accept: bool) -> None:
        """Load the page all the same, or not."""
        if accept:
            self._error.acceptCertificate()
        else:
            self._error.rejectCertificate()
        self._told(accept)
