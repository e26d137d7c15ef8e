"""Which sellers carry the same identifiers: a graph of sellers and values. It proposes, no more.

A value that too many carry is a hub: it is shown, and joins nobody. The result does not depend on
the order in which anything is given.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from evidencekit.foundation.own_yaml import read_own
from evidencekit.foundation.resources import resource

S = TypeVar("S", bound=Hashable)
Key = tuple[str, str]
_DEFAULT_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Shared(Generic[S]):
    """A value that several sellers carry. `key` is a kind of identifier and the value."""

    key: Key
    sellers: tuple[S, ...]


@dataclass(frozen=True, slots=True)
class Cluster(Generic[S]):
    """Sellers that hang together, two or more, and every value that joins any of them."""

    sellers: tuple[S, ...]
    grounds: tuple[Shared[S], ...]


@dataclass(frozen=True, slots=True)
class Linkage(Generic[S]):
    """The clusters, the largest first, and the hubs, the most carried first."""

    clusters: tuple[Cluster[S], ...]
    hubs: tuple[Shared[S], ...]


@cache
def hub_limits() -> dict[str, int]:
    """Return by kind how many sellers may carry a value before it is a hub."""
    document = read_own(resource("casework", "linkage.yaml").read_text(encoding="utf-8"))
    return {kind: int(said["limit"]) for kind, said in document["kinds"].items()}


def link(carried: Iterable[tuple[S, Key]], limits: Mapping[str, int]) -> Linkage[S]:
    """Link sellers by the values that they carry.

    `limits` by kind: a value of more sellers is a hub; of a kind that is not named there the limit
    is 10. Time grows with the number of pairs given.
    """
    sellers_of: dict[Key, set[S]] = defaultdict(set)
    for seller, key in carried:
        sellers_of[key].add(seller)
    joins, hubs = [], []
    for key, sellers in sellers_of.items():
        if len(sellers) > limits.get(key[0], _DEFAULT_LIMIT):
            hubs.append(_shared(key, sellers))
        elif len(sellers) > 1:
            joins.append(_shared(key, sellers))
    hubs.sort(key=lambda hub: (-len(hub.sellers), hub.key))
    return Linkage(_clusters(joins), tuple(hubs))


def _shared(key: Key, sellers: set[S]) -> Shared[S]:
    return Shared(key, tuple(sorted(sellers, key=str)))


def _clusters(joins: list[Shared[S]]) -> tuple[Cluster[S], ...]:
    forest: Forest[S] = Forest()
    for shared in joins:
        for other in shared.sellers[1:]:
            forest.join(shared.sellers[0], other)
    grounds: dict[S, list[Shared[S]]] = defaultdict(list)
    for shared in joins:
        grounds[forest.root(shared.sellers[0])].append(shared)
    clusters = [
        Cluster(
            tuple(sorted({one for shared in found for one in shared.sellers}, key=str)),
            tuple(sorted(found, key=lambda shared: shared.key)),
        )
        for found in grounds.values()
    ]
    return tuple(sorted(clusters, key=lambda one: (-len(one.sellers), str(one.sellers[0]))))


class Forest(Generic[S]):
    """Disjoint sets: union by size, paths halved."""

    def __init__(self) -> None:
        self._above: dict[S, S] = {}
        self._size: dict[S, int] = {}

    def root(self, one: S) -> S:
        """Return who stands for the set of `one`; a newcomer stands for itself."""
        above = self._above
        if one not in above:
            above[one], self._size[one] = one, 1
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def join(self, one: S, other: S) -> None:
        """Make one set of the two."""
        small, large = self.root(one), self.root(other)
        if small == large:
            return
        if self._size[small] > self._size[large]:
            small, large = large, small
        self._above[small] = large
        self._size[large] += self._size[small]
