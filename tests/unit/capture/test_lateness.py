"""Pages that can still bring something by themselves, and pages that can't."""

import pytest

from evidencekit.capture.lateness import Lateness
from evidencekit.evidence.records import BytesBody


@pytest.mark.parametrize(
    "body",
    [
        b"<script>setTimeout(()=>fetch('/price'),1500)</script>",
        b"new WebSocket('wss://x')",
        b"const w=new Worker('/w.js')",
        b"<meta http-equiv=refresh content=3>",
        b"eval(code)",
        b"window['\\x73etTimeout']",
        b" " * ((1 << 20) - 5) + b"setTimeout(f)",
    ],
)
def test_what_acts_by_itself(body):
    assert Lateness().of([BytesBody(b"<p>"), BytesBody(body)])


@pytest.mark.parametrize("body", [b"", b"<h1>Bag</h1>", b"fetch('/price').then(function(r){})"])
def test_what_only_answers(body):
    assert not Lateness().of([BytesBody(body)])
