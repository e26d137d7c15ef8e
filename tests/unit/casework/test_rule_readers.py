"""Shipped rules are read quickly, others strictly: what comes out is the same."""

from dataclasses import replace

from evidencekit.casework.dated_facts import Origin
from evidencekit.casework.rulebook import FOLDERS, read_rule_file, shipped_files
from evidencekit.foundation.resources import resource


def test_both_readers_make_the_same_of_every_shipped_file():
    for folder in FOLDERS:
        strictly = [
            read_rule_file(folder, file.read_bytes(), Origin.PACK)
            for file in sorted(resource(folder).glob("*.yaml"))
        ]
        as_shipped = tuple(
            replace(one, facts=tuple(replace(fact, origin=Origin.SHIPPED) for fact in one.facts))
            for one in strictly
        )
        assert as_shipped == shipped_files()[folder]
