"""A time authority of one's own, added in the settings: what is kept is enough to be asked."""

import json
from pathlib import Path

import keyring
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from keyring.backends.fail import Keyring
from PySide6.QtCore import Qt

from evidencekit.bootstrap.authority_choice import AuthorityWish
from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.errors import PasswordMissing, RootsMissing
from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders
from evidencekit.gui.authorities import AuthorityList
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.stamp_timer import StampTimer
from evidencekit.gui.tools.settings_dialog import SettingsDialog
from evidencekit.services.http_authority import authority_name
from fakes.vaults import VaultRoom
from pki.authority import Pki, TimeServer
from pki.roots import a_root

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
LISTED = "freetsa-org-tsr"


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    made = Pki(tmp_path_factory.mktemp("pki"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(pki):
    made = TimeServer(pki)
    made.roots = pki.roots.read_bytes()
    yield made
    made.close()


class Asking:
    """The app's own asking for time at a vault with one capture that waits."""

    def __init__(self, qtbot, jobs, folder, clock):
        self.folder, self._bot = folder, qtbot
        room = VaultRoom(folder, clock)
        room.seal()
        self.vault = OpenVault(Desk.open(room.path), jobs, lambda _wrong, _then: None, jobs)
        self._timer = StampTimer(self.vault)
        self._timer.told.connect(self._hear)
        self._heard = None

    def _hear(self, words, tone):
        self._heard = words, tone

    def ask_now(self):
        """What is said when a person wishes it."""
        self._heard = None
        self._timer.ask_now()
        self._bot.waitUntil(lambda: self._heard is not None and self.vault.jobs.idle)
        return self._heard

    def look(self):
        """What is said when nobody does."""
        self._heard = None
        with self._bot.waitSignal(self._timer.timer.timeout):
            self._timer.timer.start(1)
        self._bot.waitUntil(lambda: self.vault.jobs.idle and not self._timer._under_way)
        return self._heard


@pytest.fixture
def stamps(qtbot, jobs, tmp_path, clock, server):
    # The app goes by the clock of this computer.
    server.begin(SystemClock().now)
    return Asking(qtbot, jobs, tmp_path, clock)


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
    qtbot, authorities, server, stamps, memory_keyring
):
    assert "nobody is asked" in authorities.roots.text()
    copied = stamps.folder / "from-the-authority.crt"
    copied.write_bytes(server.roots)
    dialog = asked(authorities, f"{server.address}/locked", copied)
    digest = x509.load_pem_x509_certificate(server.roots).fingerprint(SHA256()).hex()
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
    assert memory_keyring.secrets["evidencekit", f"tsa/{name}/ana"] == "pass wörd"
    # The file from which the root came may go.
    copied.unlink()
    assert stamps.ask_now() == ("1 time token received.", "good")
    assert server.logins == [("ana", "pass wörd")]
    assert stamps.ask_now() == ("Nothing waits for a time token.", "good")


def test_what_is_wrong_with_the_choice_is_said_once_and_what_an_authority_answers_each_time(
    authorities, server, stamps, pki
):
    authorities.boxes[LISTED].setChecked(True)
    authorities.keep()
    (words, tone) = stamps.look()
    assert "no root certificate" in words
    assert "settings" in words
    assert tone == "warn"
    assert stamps.look() is None
    assert not stamps.vault.jobs.past
    authorities.boxes[LISTED].setChecked(False)
    authorities.keep()
    # A root alone: it wants no address.
    asked(authorities, "", pki.roots).act.click()
    assert "authorities" in kept()
    assert kept()["authorities"] == []
    asked(authorities, f"{server.address}/html").act.click()
    words, tone = stamps.ask_now()
    assert words.startswith("1 time token is still missing, to be asked for again.")
    assert f"{authority_name(server.address + '/html')}: " in words
    assert tone == "warn"


def test_what_is_wished_shows_no_password_and_no_root_is_left_out_in_silence(authorities, tmp_path):
    assert "s3cr3t" not in repr(AuthorityWish("https://tsa.example/x", "ana", "s3cr3t"))
    bundle = tmp_path / "many.pem"
    names = [f"Root {number}" for number in range(8)]
    bundle.write_bytes(b"".join(a_root(name) for name in names))
    asked(authorities, "", bundle).act.click()
    assert "CN=Root 5" in authorities.roots.text()
    assert authorities.roots.text().endswith("(+2)")


def test_a_root_is_trusted_no_longer_and_the_others_of_its_file_still_are(
    qtbot, authorities, tmp_path
):
    assert not authorities.distrust.isEnabled()
    bundle = tmp_path / "two.pem"
    bundle.write_bytes(a_root("Root 1") + a_root("Root 2"))
    asked(authorities, "", bundle).act.click()
    authorities.boxes[LISTED].setChecked(True)
    qtbot.mouseClick(authorities.distrust, Qt.MouseButton.LeftButton)
    dialog = authorities.dialog
    assert [dialog.root.itemText(at) for at in range(2)] == ["CN=Root 1", "CN=Root 2"]
    assert "CN=Root 1 (until 2035" in dialog.found.text()
    dialog.root.setCurrentIndex(1)
    assert "CN=Root 2 (until 2035" in dialog.found.text()
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert authorities.roots.text() == "Trusted root certificates: CN=Root 1"
    assert authorities.boxes[LISTED].isChecked()
    (left,) = kept()["authority_roots"]
    assert [path.name for path in (user_folders().config / "time-roots").iterdir()] == [
        Path(left).name
    ]
    qtbot.mouseClick(authorities.distrust, Qt.MouseButton.LeftButton)
    Path(left).unlink()
    qtbot.mouseClick(authorities.dialog.act, Qt.MouseButton.LeftButton)
    assert Path(left).name in authorities.dialog.trouble.text()
    authorities.dialog.reject()


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
    assert dialog.trouble.text() == "An address or a root certificate is needed."
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
