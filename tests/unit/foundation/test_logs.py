"""The log of the command line."""

import logging

import pytest

from evidencekit.foundation.logs import set_up_logging


@pytest.mark.parametrize("verbose", [False, True])
def test_verbose_says_more(verbose, capsys, expected_log):
    set_up_logging(verbose=verbose)
    logger = logging.getLogger("evidencekit.vault")
    logger.debug("a detail")
    logger.warning("a warning")
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "WARNING evidencekit.vault: a warning" in seen.err
    assert ("a detail" in seen.err) is verbose
    assert len(expected_log) == 1


def test_setting_up_twice_says_things_once(capsys, expected_log):
    set_up_logging(verbose=False)
    set_up_logging(verbose=False)
    logging.getLogger("evidencekit").warning("once")
    assert capsys.readouterr().err.count("once") == 1
    assert expected_log
