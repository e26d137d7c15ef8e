"""The rules of recipients and of the law for the command line: no vault, no key."""

from datetime import UTC, date
from typing import TYPE_CHECKING

from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.services.rule_files import RuleFile


def list_rules(rule_id: str | None) -> "tuple[RuleFile, ...]":
    """Return all rule files, or the one with this id. Raises NotFound."""
    from evidencekit.services.rule_files import find_rule_file, rule_files

    return rule_files() if rule_id is None else (find_rule_file(rule_id),)


def today() -> date:
    """Return the UTC day that decides which rules hold."""
    return SystemClock().now().astimezone(UTC).date()
