"""Errors carry facts, not sentences."""

from evidencekit.domain.errors import EvidenceKitError, ExitStatus, NotFound, VaultLocked


def test_an_error_keeps_its_facts():
    error = VaultLocked(path="/v", program="evidencekit", pid=7)
    assert error.facts == {"path": "/v", "program": "evidencekit", "pid": 7}
    assert str(error).startswith("vault.locked ")
    assert error.exit_status is ExitStatus.MISSING_HERE


def test_an_error_without_facts_is_its_code():
    assert str(NotFound()) == "id.unknown"
    assert isinstance(NotFound(), EvidenceKitError)
