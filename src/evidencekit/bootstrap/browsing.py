"""How sites see the browser: languages of the settings, and a kept profile if one is named."""

import re
from typing import TYPE_CHECKING

from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.webengine import BrowserWish

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def browser_wish(profile: str | None = None) -> "BrowserWish":
    """Return what the settings say; `profile` is a platform's name, whose cookies are kept.

    They lie in the user's data folder, never in a vault. Raises WrongUse, EngineMissing.
    """
    from evidencekit.capture.languages import accept_language
    from evidencekit.foundation.settings import load_settings
    from evidencekit.webengine import BrowserWish, KeptProfile

    folders = user_folders()
    chosen = load_settings(folders.config / "settings.json").page_languages
    languages = accept_language(chosen, current_language())
    if profile is None:
        return BrowserWish(languages)
    if not _NAME.fullmatch(profile):
        raise WrongUse(detail=f"--profile {profile}")
    return BrowserWish(languages, KeptProfile(profile, folders.data / "profiles" / profile))
