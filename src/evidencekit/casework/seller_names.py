"""Names of shops that look alike. They only ever suggest: a name proves nothing."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

_LEAST, _SHORTEST = 0.75, 4
_COMMON = (
    *("官方旗舰店", "旗舰店", "专营店", "专卖店", "有限公司", "商贸", "贸易", "电子商务"),
    *("official store", "store", "shop", "co., ltd", "co.,ltd", "limited", "ltd", "llc", "inc"),
)


def bare_name(name: str) -> str:
    """Return what tells a name from others: letters and digits in one case, without trade words."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    for word in _COMMON:
        folded = folded.replace(word, " ")
    return "".join(char for char in folded if char.isalnum())


def alike(name: str, others: Iterable[tuple[str, str]]) -> list[tuple[str, float]]:
    """Return the keys of `others` (key, name) with a name like `name`, the likest first.

    Likeness is Dice's coefficient of pairs of characters, from 0.75 on. Short names only equal.
    """
    wanted = bare_name(name)
    if not wanted:
        return []
    mine = _pairs(wanted)
    found = []
    for key, other in others:
        bare = bare_name(other)
        if bare == wanted:
            found.append((key, 1.0))
        elif min(len(wanted), len(bare)) >= _SHORTEST:
            theirs = _pairs(bare)
            common = sum((mine & theirs).values())
            score = 2 * common / (mine.total() + theirs.total())
            if score >= _LEAST:
                found.append((key, round(score, 2)))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def same_names(named: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return groups of keys whose names are equal but for trade words, case and signs."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for key, name in named:
        bare = bare_name(name)
        if len(bare) > 1:
            by_name[bare].add(key)
    return sorted(tuple(sorted(keys)) for keys in by_name.values() if len(keys) > 1)


def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text)))
