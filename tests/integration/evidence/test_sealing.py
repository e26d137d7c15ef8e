"""Sealing over many drafts: reproducible, and whole by every check of ours."""

import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from evidencekit.evidence.check_wacz import check_capture
from evidencekit.evidence.records import Artefact, BytesBody
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.wacz import MEMBERS, seal, sign_file
from fakes.drafts import CAPTURE_ID, a_context, a_draft, a_key, an_about, an_exchange

KEY = a_key()
MEDIA = ["text/html", "image/png", "image/svg+xml", "application/json", "font/woff2", "x"]
visits = st.lists(
    st.builds(
        an_exchange,
        st.text(max_size=30).map("https://a.example/".__add__),
        st.binary(max_size=2_000) | st.integers(0, 200_000).map(bytes),
        st.sampled_from(MEDIA),
        status=st.sampled_from([200, 204, 302, 404]),
        reason=st.text(max_size=5),
        method=st.sampled_from(["GET", "POST"]),
        remote_ip=st.none() | st.just("203.0.113.7"),
    ),
    max_size=4,
)
kinds = st.lists(
    st.tuples(st.sampled_from(["view", "dom", "text", "ax"]), st.binary(max_size=500)),
    max_size=3,
    unique_by=lambda pair: pair[0],
)


@settings(max_examples=40)
@given(visits, kinds, st.text(max_size=20))
def test_two_seals_differ_in_signatures_only(exchanges, kept, title):
    artefacts = tuple(
        Artefact(kind, f"urn:{kind}:x", "image/png" if kind == "view" else "text/plain", body)
        for kind, body in ((kind, BytesBody(data)) for kind, data in kept)
    )
    draft = a_draft(exchanges=tuple(exchanges), artefacts=artefacts, about=an_about(title=title))
    with tempfile.TemporaryDirectory() as folder:
        read = []
        for name in ("a", "b"):
            path = Path(folder) / name / f"{CAPTURE_ID}.wacz"
            path.parent.mkdir()
            done = seal(path, draft, KEY, a_context())
            path.with_name(f"{path.name}.sig").write_bytes(sign_file(done, KEY))
            with zipfile.ZipFile(path) as archive:
                read.append({name: archive.read(name) for name in archive.namelist()})
            findings = check_capture(path, "x")
            assert [one for one in findings.checks if one.outcome is Outcome.FAILED] == []
        assert tuple(read[0]) == MEMBERS
        differ = [name for name in MEMBERS if read[0][name] != read[1][name]]
        assert differ in ([], ["datapackage-digest.json"])
