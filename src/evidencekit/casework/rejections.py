"""Why recipients refuse, and which pre-flight rule catches it: `resources/casework`."""

from functools import cache

from evidencekit.foundation.own_yaml import read_own
from evidencekit.foundation.resources import resource


@cache
def rejection_rules() -> dict[str, str | None]:
    """Return by code the pre-flight rule that catches it, None where no rule of ours can see it.

    Codes are those of the fact `rejections` of recipients. Raises FileNotFoundError, KeyError: a
    broken installation.
    """
    data = resource("casework", "rejections.yaml").read_text(encoding="utf-8")
    raw = read_own(data)
    caught = {code: rule for rule, codes in raw["rules"].items() for code in codes}
    return caught | dict.fromkeys(raw["none"])
