"""The HTTP session says who we are."""

from evidencekit import __version__
from evidencekit.foundation.http import new_session


def test_the_session_names_us():
    with new_session() as session:
        assert session.headers["User-Agent"] == f"evidencekit/{__version__}"
        assert session.verify is True
        assert not session.cookies
