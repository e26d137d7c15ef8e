"""An authority's time on packets from the app, and a PDF signed with a person's own certificate."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from evidencekit.bootstrap import desk_packets
from evidencekit.foundation.clock import SystemClock
from evidencekit.gui.cases.packet import Asked, PacketDialog
from evidencekit.gui.cases.packet_form import Offered
from evidencekit.gui.tools.waiting_packets import WaitingPacketsDialog
from evidencekit.vault.stamp_files import DEMO_AUTHORITY

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


@pytest.fixture
def own_certificate(tmp_path):
    """A person's certificate and key in one file, opened by `right words`."""
    key, now = rsa.generate_private_key(65537, 2048), SystemClock().now()
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "DEMO lawyer")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "own.p12"
    sealed = BestAvailableEncryption(b"right words")
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"own", key, made, None, sealed))
    return file


def test_the_pdf_of_a_packet_has_a_time_and_a_persons_own_signature(
    qtbot, cases_room, writable_vault, tmp_path, own_certificate
):
    card = cases_room.panel.complaints
    card.packet.click()
    dialog, signing = card.dialog, card.dialog.signing
    assert [signing.time.itemText(at) for at in range(2)] == ["Nobody is asked", DEMO_AUTHORITY]
    assert signing.authority is None
    assert not signing.words.isEnabled()
    dialog.place.setText(str(tmp_path))
    dialog.name.setText("packet")
    signing.time.setCurrentIndex(1)
    signing.file.setText(str(own_certificate))
    signing.words.setText("right words")
    dialog.act.click()
    qtbot.waitUntil(lambda: card.result is not None)
    manifest = (tmp_path / "packet" / "manifest.json").read_text(encoding="utf-8")
    assert "DEMO lawyer" in manifest
    # The demo's own packet waits still, this one does not.
    desk = writable_vault.desk
    assert len(desk_packets.waiting(desk)) == 1
    assert len(list(desk.folder.glob("packets/*"))) == 2


def test_a_draft_is_signed_by_nobody_and_a_passphrase_is_in_no_words(qtbot):
    wished = []
    for signed in (True, False):
        asked = Asked("Make packet", "It is made.", "packet", signed=signed)
        offered = Offered(("internal",), "en")
        dialog = PacketDialog(None, asked, offered, wished.append, (DEMO_AUTHORITY,))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialog.show()
        if signed:
            dialog.signing.file.setText("own.p12")
            dialog.signing.words.setText("right words")
        else:
            assert dialog.signing is None
            asking = [one.findText(DEMO_AUTHORITY) for one in dialog.findChildren(QComboBox)]
            assert set(asking) == {-1}
        dialog.act.click()
    leaving, draft = wished
    assert leaving.words == "right words"
    assert "right words" not in repr(leaving)
    assert (draft.words, draft.pkcs12, draft.authority) == (None, None, None)


def test_a_packet_gets_its_time_afterwards(qtbot, writable_vault, jobs, tmp_path):
    dialog = WaitingPacketsDialog(writable_vault, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.act.isEnabled)
    (packet,) = dialog.list.keys()
    assert dialog.authority.currentText() == DEMO_AUTHORITY
    dialog.stamp(packet, tmp_path / "stamped")
    qtbot.waitUntil(lambda: "Its time is" in dialog.said.text() and jobs.idle)
    assert (tmp_path / "stamped" / "packet.pdf").stat().st_size > 0
    assert desk_packets.waiting(writable_vault.desk) == ()
    assert dialog.list.keys() == []
    assert not dialog.act.isEnabled()
