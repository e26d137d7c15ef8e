"""What came with the program says the same to the quick reader as to PyYAML's own."""

import pytest
import yaml

from evidencekit.foundation.own_yaml import OwnLoader, read_own
from evidencekit.foundation.resources import resource

FILES = sorted(resource("platforms").parent.rglob("*.yaml"))


def test_every_file_of_ours_is_read_alike():
    assert len(FILES) > 50
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert repr(read_own(text)) == repr(yaml.safe_load(text)), file.name


def test_plain_values_come_of_it_and_nothing_else():
    assert issubclass(OwnLoader, yaml.constructor.SafeConstructor)
    with pytest.raises(yaml.YAMLError):
        read_own("!!python/object/apply:os.getcwd []")
