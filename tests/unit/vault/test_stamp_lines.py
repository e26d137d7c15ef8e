"""The form of `stamp.received`: which lists of revocation a line may name."""

import pytest

from evidencekit.vault.kinds import body_is_sound

LIST = "stamps/20261105T040302Z-1.sha256"
CRL = "stamps/20261105T040302Z-1.local.1.crl"
HASH = "0" * 64
BODY = {
    "authority": "local",
    "chain_sha256": HASH,
    "gen_time": "2026-11-05T04:03:02Z",
    "list": LIST,
    "list_sha256": HASH,
    "policy": "1.2.3",
    "recovered": False,
    "revocation": [],
    "serial": "1f",
    "tsr_sha256": HASH,
}


@pytest.mark.parametrize("named", [[], [{"file": CRL, "sha256": HASH}]])
def test_a_sound_line(named):
    assert body_is_sound("stamp.received", BODY | {"revocation": named})


@pytest.mark.parametrize(
    "named",
    [
        None,
        {},
        [None],
        [{"file": CRL}],
        [{"file": CRL, "sha256": HASH, "more": 1}],
        [{"file": 1, "sha256": HASH}],
        [{"file": "stamps/../keys/x.1.crl", "sha256": HASH}],
        [{"file": "evidence/20261105T040302Z-1.local.1.crl", "sha256": HASH}],
        [{"file": CRL.replace(".1.crl", ".0.crl"), "sha256": HASH}],
        [{"file": CRL, "sha256": "0"}],
    ],
)
def test_any_other_form_is_none(named):
    assert not body_is_sound("stamp.received", BODY | {"revocation": named})
