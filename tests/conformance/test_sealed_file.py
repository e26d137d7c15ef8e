"""What other people's tools say of our sealed files."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evidencekit.evidence.wacz import seal, sign_file
from fakes.drafts import CAPTURE_ID, a_context, a_draft, a_key

SCRIPTS = Path(sys.executable).parent


@pytest.fixture
def sealed(tmp_path):
    target, key = tmp_path / f"{CAPTURE_ID}.wacz", a_key()
    done = seal(target, a_draft(), key, a_context())
    target.with_name(f"{target.name}.sig").write_bytes(sign_file(done, key))
    (tmp_path / "key.pem").write_bytes(key.public.pem)
    return target


def said(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout + done.stderr


def test_wacz_validate(sealed):
    code, text = said(SCRIPTS / "wacz", "validate", "-f", sealed)
    assert code == 0, text


def test_warcio_check(sealed, tmp_path):
    warc = tmp_path / "data.warc.gz"
    with warc.open("wb") as out:
        subprocess.run(["unzip", "-p", sealed, "archive/data.warc.gz"], stdout=out, check=True)
    code, text = said(SCRIPTS / "warcio", "check", "-v", warc)
    assert code == 0, text
    assert "fail" not in text


@pytest.mark.parametrize("tool", ["unzip", "openssl"])
def test_the_tools_of_check_sh(sealed, tool):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    key, sig = sealed.with_name("key.pem"), f"{sealed}.sig"
    command = {
        "unzip": ["unzip", "-t", sealed],
        "openssl": ["openssl", "dgst", "-sha256", "-verify", key, "-signature", sig, sealed],
    }
    code, text = said(*command[tool])
    assert code == 0, text


# The lines of `docs/vault-format.md` 6.9, with the paths of this test.
BY_HAND = r"""
set -u; K=$1; C=$2; T=$3; export LC_ALL=C
unzip -p $C datapackage.json > $T/dp; unzip -p $C datapackage-digest.json > $T/dg
sed -n '/^ "resources": \[$/,/^ \],$/p' $T/dp | sed -n 's/^   "path": "\([a-z./]*\)",$/\1/p' |
while read -r m; do
  h=$(sed -n '/^ "resources": \[$/,/^ \],$/p' $T/dp |
    sed -n '\|^   "path": "'$m'",$|,/^  }/s/^   "hash": "sha256:\([0-9a-f]*\)",$/\1/p')
  [ "$(unzip -p $C $m | sha256sum | cut -c1-64)" = "$h" ] && echo "OK $m" || echo "BAD $m"; done
H=$(sed -n 's/^ "hash": "\(sha256:[0-9a-f]*\)",$/\1/p' $T/dg)
[ "sha256:$(sha256sum < $T/dp | cut -c1-64)" = "$H" ] && echo OK datapackage
X=$(sed -n 's/^  "signature": "\([^"]*\)",$/\1/p' $T/dg |
  openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
printf 'asn1=SEQUENCE:s\n[s]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' \
  $(echo $X | cut -c1-96) $(echo $X | cut -c97-192) > $T/c
openssl asn1parse -genconf $T/c -noout -out $T/der; printf %s "$H" > $T/h
openssl dgst -sha256 -verify $K -signature $T/der $T/h
"""


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
def test_the_lines_of_the_format_page(sealed, tmp_path):
    key = sealed.with_name("key.pem")
    code, text = said("sh", "-c", BY_HAND, "sh", key, sealed, tmp_path)
    assert (code, text.split("\n")) == (
        0,
        [
            "OK archive/data.warc.gz",
            "OK indexes/index.cdx.gz",
            "OK indexes/index.idx",
            "OK pages/pages.jsonl",
            "OK datapackage",
            "Verified OK",
            "",
        ],
    )
