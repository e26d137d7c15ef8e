"""The accessibility tree as an artefact: roles and names as a screen reader has them.

What a person typed is left out, as everywhere: fields keep their role and name, not their value.
"""

from collections.abc import Iterator

from evidencekit.capture.connection import Json

_TYPED = frozenset({"textbox", "searchbox", "spinbutton", "combobox", "textfield"})
_LONGEST = 2_000


def accessibility_tree(frame: str, nodes: list[Json]) -> Json:
    """Return `{"frame", "nodes": [{"id", "parent", "role", "name", "value", "description"}]}`.

    Nodes that no screen reader meets are left out, empty members too. Raises ValueError for an
    answer that is none (`Accessibility.getFullAXTree`).
    """
    try:
        parents = {str(node["nodeId"]): str(node.get("parentId", "")) for node in nodes}
        typed = {str(node["nodeId"]) for node in nodes if _role(node).lower() in _TYPED}
        kept = [
            _kept(node, typed=str(node["nodeId"]) in typed)
            for node in nodes
            if not node.get("ignored") and not typed.intersection(_above(node, parents))
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("accessibility tree") from error
    return {"frame": frame, "nodes": kept}


def _above(node: Json, parents: dict[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    place = parents.get(str(node["nodeId"]), "")
    while place and place not in seen:
        seen.add(place)
        yield place
        place = parents.get(place, "")


def _kept(node: Json, *, typed: bool) -> Json:
    members = {
        "id": str(node["nodeId"]),
        "parent": str(node.get("parentId", "")),
        "role": _role(node),
        "name": _words(node, "name"),
        "value": "" if typed else _words(node, "value"),
        "description": _words(node, "description"),
    }
    return {name: value for name, value in members.items() if value}


def _role(node: Json) -> str:
    return _words(node, "role")


def _words(node: Json, member: str) -> str:
    value = node.get(member, {}).get("value", "")
    return str(value)[:_LONGEST]
