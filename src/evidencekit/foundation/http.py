"""The HTTP session: the only place that may talk to the network besides the browser engine."""

import requests

from evidencekit import __version__


def new_session() -> requests.Session:
    """Return a session that names us, trusts the system's settings and keeps no cookies on disk."""
    session = requests.Session()
    session.headers["User-Agent"] = f"evidencekit/{__version__}"
    return session
