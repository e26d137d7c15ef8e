"""A time authority of one's own, added in the settings: what is kept there is enough to be asked."""

import json

import keyring
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from keyring.backends.fail import Keyring
from PySide6.QtCore import Qt

from evidencekit.bootstrap.use_cases import stamp
from evidencekit.domain.errors import PasswordMissing, RootsMissing
from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.paths import user_folders
from evidencekit.gui.authorities import AuthorityList
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.tools.settings_dialog import SettingsDialog
from fakes.vaults import VaultRoom
from pki.authority import Pki, TimeServer

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LISTED = "freetsa-org-tsr"


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    return Pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def server(pki):
    made = TimeServer(pki)
    yield made
    made.close()


@pytest.fixture
def authorities(qtbot):
    made = AuthorityList()
    qtbot.addWidget(made)
    made.show()
    return made


def asked(authorities, address, roots=None):
    """The dialog, filled in so far."""
    authorities.add.click()
    dialog = authorities.dialog
    dialog.address.setEditText(address)
    if roots is not None:
        dialog.file.setText(str(roots))
    return dialog


def kept():
    path = user_folders().config / "settings.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def test_one_that_is_added_with_its_root_and_log_in_is_asked(
    qtbot, authorities, pki, server, tmp_path, clock, memory_keyring
):
    server.begin(clock.now)
    assert "nobody is asked" in authorities.roots.text()
    copied = tmp_path / "from-the-authority.crt"
    copied.write_bytes(pki.roots.read_bytes())
    dialog = asked(authorities, f"{server.address}/locked", copied)
    digest = x509.load_pem_x509_certificate(pki.roots.read_bytes()).fingerprint(SHA256()).hex()
    shown = dialog.found.text()
    assert digest in shown.replace(" ", "")
    assert "CN=Root" in shown
    assert "until 2045-01-01" in shown
    assert not dialog.password.isEnabled()
    dialog.user.setText("ana")
    dialog.password.setText("pass wörd")
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    (name,) = (name for name, box in authorities.boxes.items() if box.isChecked())
    assert "CN=Root" in authorities.roots.text()
    assert memory_keyring.secrets == {("evidencekit", f"tsa/{name}/ana"): "pass wörd"}
    # The file from which the root came may go.
    copied.unlink()
    room = VaultRoom(tmp_path, clock)
    room.seal()
    assert stamp(room.path, (), None).received == 1
    assert server.logins == [("ana", "pass wörd")]


def test_a_listed_one_gets_its_root_and_what_is_ticked_beside_it_stays(authorities, pki, tmp_path):
    authorities.boxes["time-certum-pl"].setChecked(True)
    # Others hand out the one certificate as it is, without the letters around it.
    plain = tmp_path / "root.cer"
    root = x509.load_pem_x509_certificate(pki.roots.read_bytes())
    plain.write_bytes(root.public_bytes(Encoding.DER))
    dialog = asked(authorities, "https://freetsa.org/tsr", plain)
    dialog.act.click()
    ticked = {name for name, box in authorities.boxes.items() if box.isChecked()}
    assert ticked == {LISTED, "time-certum-pl"}
    assert kept()["authorities"] == ["https://freetsa.org/tsr"]
    authorities.keep()
    assert kept()["authorities"] == ["https://freetsa.org/tsr", "http://time.certum.pl"]


def test_what_is_given_up_and_not_kept_yet_is_not_ticked_again(authorities, pki):
    authorities.boxes[LISTED].setChecked(True)
    authorities.keep()
    authorities.boxes[LISTED].setChecked(False)
    asked(authorities, "https://own.example/tsa", pki.roots).act.click()
    assert not authorities.boxes[LISTED].isChecked()
    authorities.keep()
    assert kept()["authorities"] == ["https://own.example/tsa"]


def test_what_is_wrong_is_said_and_nothing_is_kept(authorities, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("no certificate")
    dialog = asked(authorities, "")
    assert dialog.trouble.text() == "An address is needed."
    for file, said in ((page, "no root certificate"), (tmp_path / "gone.pem", "gone.pem")):
        dialog.file.setText(str(file))
        assert said in dialog.trouble.text()
        assert not dialog.act.isEnabled()
    dialog.file.clear()
    for address, user, said in (
        ("tsa", "", "tsa"),
        ("http://tsa.example/x", "ana", "https://"),
        ("https://ana:s3cr3t@tsa.example/x", "", "password"),
    ):
        dialog.address.setEditText(address)
        dialog.user.setText(user)
        dialog.act.click()
        assert said in dialog.trouble.text()
        assert "s3cr3t" not in dialog.trouble.text()
        assert dialog.isVisible()
    keyring.set_keyring(Keyring())
    dialog.address.setEditText("https://tsa.example/x")
    dialog.user.setText("ana")
    dialog.password.setText("word")
    dialog.act.click()
    assert "keyring" in dialog.trouble.text()
    assert kept() == {}
    dialog.reject()


def test_settings_lead_to_it_and_so_do_the_words_of_its_errors(qtbot):
    dialog = SettingsDialog(None)
    qtbot.addWidget(dialog)
    assert dialog.authorities.add.text() == "Add an authority, or a root..."
    for language, place in (("en", "settings"), ("zh_CN", "设置")):
        use_language(language)
        for error in (RootsMissing(path="--roots"), PasswordMissing(authority="a", user="b")):
            assert place in words_of(error).action
            assert "`" not in words_of(error).action
