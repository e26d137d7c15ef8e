"""YAML of strangers: mappings, lists, scalars; nothing that a small file could grow by."""

from collections.abc import Hashable

import yaml
from typing_extensions import override

_MOST_DEPTH = 20


class Strict(yaml.BaseLoader):
    """What a loader is mixed with: no alias, no member twice, no depth without end."""

    depth = 0

    @override
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias is not taken here", problem_mark=mark)
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise yaml.MarkedYAMLError(problem="too deep")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    @override
    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> str:
        # The loaders that this is mixed with take both.
        text: str = super().construct_scalar(node)  # type: ignore[arg-type]
        if text.isascii():
            return text
        # JSON writes a character above U+FFFF as two escapes, which YAML takes one by one.
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            mark = node.start_mark
            raise yaml.MarkedYAMLError(problem="half a character", problem_mark=mark) from None

    @override
    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        names = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        if len(names) != len(node.value) or len(set(names)) != len(names):
            raise yaml.MarkedYAMLError(
                problem="a name that is no text, or stands twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep=deep)
