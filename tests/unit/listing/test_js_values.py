"""JSON and JavaScript literals in hostile scripts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.listing.js_values import inner, read_document, values_in


def test_the_habits_of_scripts():
    script = r"""
    window.runParams = {
        data: {"productId": 7, "name": "a;b"},
        csrf: window.token || 'x'
    };
    var g_config = { startTime : +new Date, itemId : '562', shopName : '\u6021\x41', // why
        nested: { stock: 2, list: ["//a.jpg", '//b.jpg'] },
        fn: function(a){ return {b: "}"} }, last: true };
    TShop.setup({"itemDO": {"title": "外壳"}});
    x = JSON.parse("{\"price\": \"1.50\"}");
    """
    found = [value for value, _before in values_in(script)]
    assert found[0] == {"data": {"productId": 7, "name": "a;b"}}
    assert found[1] == {
        "itemId": "562",
        "shopName": "怡A",
        "nested": {"stock": 2, "list": ["//a.jpg", "//b.jpg"]},
        "last": True,
    }
    assert {"itemDO": {"title": "外壳"}} in found
    assert {"price": "1.50"} in found


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=20),
        lambda inside: (
            st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4)
        ),
        max_leaves=20,
    )
)
def test_json_comes_back(value):
    whole = {"k": value}
    assert read_document(json.dumps(whole)) == whole
    assert [found for found, _before in values_in(f"window.x = {json.dumps(whole)};")] == [whole]
    assert inner(json.dumps(whole)) == whole


@given(st.text(alphabet="{}[]\"'\\:,=(ab1 /*\n", max_size=200))
def test_rubbish_never_fails(text):
    list(values_in(text))
    read_document(text)
    inner(text)


# What grows faster than the page takes hours at these sizes: the limit finds it on any machine.
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "trap",
    [
        "={" * 300_000,
        '={"a":' * 200_000,
        "=[" * 500_000,
        "={a:" * 200_000,
        "={a:'" + "\\'" * 400_000,
        "={" + "/*" * 400_000,
        "={a:" + "(" * 500_000,
        'JSON.parse("' + '\\"' * 500_000,
        "={" + " " * 1_000_000,
        "={" + "// \n" * 300_000,
    ],
    ids=lambda trap: trap[:14].strip(),
)
def test_a_trap_ends_soon(trap):
    list(values_in(trap))
    read_document(trap)
