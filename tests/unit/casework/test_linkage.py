"""The seller graph: the order changes nothing, a hub joins nobody, what is split stays apart."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from evidencekit.casework.linkage import hub_limits, link
from evidencekit.casework.seller_groups import GroupAction, SellerDecision, groups
from evidencekit.casework.seller_names import alike, same_names

AT = datetime(2026, 11, 27, tzinfo=UTC)
SELLERS = st.integers(0, 15).map(lambda n: f"s{n:02}")
KEYS = st.tuples(st.sampled_from(["phone", "email"]), st.integers(0, 9).map(str))
PAIRS = st.lists(st.tuples(SELLERS, KEYS), max_size=60)
LIMITS = {"phone": 3, "email": 3}


def naive(pairs, limit):
    """Components by walking, as slow and plain as can be."""
    carriers = {key: {s for s, k in pairs if k == key} for _s, key in pairs}
    joined = [group for group in carriers.values() if 1 < len(group) <= limit]
    found = []
    for group in joined:
        touching = [one for one in found if one & group]
        found = [one for one in found if not one & group]
        found.append(frozenset(group.union(*touching)))
    return set(found)


@given(PAIRS, st.randoms(use_true_random=False))
def test_clusters_are_the_components_whatever_the_order(pairs, random):
    linked = link(pairs, LIMITS)
    assert {frozenset(one.sellers) for one in linked.clusters} == naive(pairs, 3)
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert link(shuffled, LIMITS) == linked


@given(PAIRS)
def test_a_hub_is_shown_and_joins_nobody(pairs):
    linked = link(pairs, LIMITS)
    hubs = {one.key for one in linked.hubs}
    assert all(len(one.sellers) > 3 for one in linked.hubs)
    assert not hubs & {shared.key for one in linked.clusters for shared in one.grounds}
    without = [pair for pair in pairs if pair[1] not in hubs]
    assert link(without, LIMITS).clusters == linked.clusters


@given(PAIRS)
def test_every_seller_of_a_cluster_has_a_ground(pairs):
    for cluster in link(pairs, LIMITS).clusters:
        named = {one for shared in cluster.grounds for one in shared.sellers}
        assert named == set(cluster.sellers)


def merge(one, other, **more):
    return SellerDecision(GroupAction.MERGE, one, other, "same licence", "ana", AT, **more)


def split(one):
    return SellerDecision(GroupAction.SPLIT, one, None, "another firm", "ana", AT)


MERGES = st.lists(st.builds(merge, SELLERS, SELLERS), max_size=20)
ANY = st.lists(st.one_of(st.builds(merge, SELLERS, SELLERS), st.builds(split, SELLERS)))


@given(MERGES, st.randoms(use_true_random=False))
def test_merges_give_the_same_groups_in_any_order(merges, random):
    shuffled = list(merges)
    random.shuffle(shuffled)
    assert groups(shuffled) == groups(merges)


@given(ANY, SELLERS, SELLERS)
def test_a_split_undoes_the_merge_of_one_who_stood_alone(before, one, other):
    lonely = f"{one}-new"
    assert groups([*before, merge(lonely, other), split(lonely)]) == groups(before)


@given(ANY, SELLERS)
def test_a_split_takes_one_out_and_leaves_the_others_together(before, one):
    was, now = groups(before), groups([*before, split(one)])
    assert all(one not in group for group in now)
    left = [group - {one} for group in was]
    assert sorted(map(sorted, now)) == sorted(sorted(g) for g in left if len(g) > 1)


@given(ANY, ANY, SELLERS, SELLERS)
def test_what_was_undone_was_never_said(before, after, one, other):
    undone = merge(one, other, undone_by="li")
    assert groups([*before, undone, *after]) == groups([*before, *after])


@given(ANY)
def test_nobody_stands_in_two_groups(decisions):
    found = groups(decisions)
    assert len({one for group in found for one in group}) == sum(map(len, found))


def test_limits_are_data_for_each_kind():
    assert hub_limits()["phone"] < hub_limits()["licence"]


def test_names_only_suggest_and_trade_words_tell_nothing():
    others = [("a", "晨星箱包旗舰店"), ("b", "晨星箱包专营店"), ("c", "北门鞋行"), ("d", "旗舰店")]
    assert [key for key, _score in alike("晨星箱包", others)] == ["a", "b"]
    assert same_names(others) == [("a", "b")]
    assert alike("官方旗舰店", others) == []
