"""Custody lines and chains: any edit, drop, swap or copy is found."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence import custody
from evidencekit.evidence.canonical import canonical
from evidencekit.evidence.custody import (
    EMPTY,
    NO_HASH,
    LineFault,
    Moment,
    boot_mark,
    check_log,
    make_line,
    moment,
    parse_line,
)
from evidencekit.evidence.keys import make_key

KEY = make_key()
AT = Moment(datetime(2026, 11, 23, 22, 0, 0, 123_000, tzinfo=UTC), 1234, "0" * 16)


def a_log(count=30):
    head, lines = EMPTY, []
    for number in range(count):
        kind = "note" if number else "log.begun"
        line = make_line(head, kind, {"n": number, "text": '假货 "sig":"x",'}, AT, KEY)
        head = line.head
        lines.append(line.raw)
    return lines


LOG = a_log()
LINE = parse_line(LOG[3])


def problems(lines, key=KEY.public):
    report = check_log(b"".join(line + b"\n" for line in lines), key)
    return {(problem.check, problem.line) for problem in report.problems}


def test_a_whole_log_has_no_problem():
    data = b"".join(line + b"\n" for line in LOG)
    report = check_log(data, KEY.public)
    assert report.problems == ()
    assert len(report.lines) == 30
    assert report.head == parse_line(LOG[-1]).head
    assert (report.torn, report.size) == (b"", len(data))


def test_the_line_is_as_the_format_says():
    members = json.loads(LOG[0])
    assert list(members) == ["at", "body", "boot", "kind", "mono", "prev", "seq", "sig", "v"]
    assert members["at"] == "2026-11-23T22:00:00.123Z"
    assert (members["prev"], members["seq"], members["v"]) == (NO_HASH, 0, 1)
    signed = {name: value for name, value in members.items() if name != "sig"}
    assert LINE.signed_bytes() != LOG[3]
    assert parse_line(LOG[0]).signed_bytes() == canonical(signed)


at = st.integers(0, 28)


@given(at)
def test_a_dropped_line_is_found_where_it_was(number):
    found = problems(LOG[:number] + LOG[number + 1 :])
    assert ("custody.chain", number + 1) in found


@given(at)
def test_swapped_lines_are_found(number):
    swapped = [*LOG[:number], LOG[number + 1], LOG[number], *LOG[number + 2 :]]
    assert ("custody.chain", number + 1) in problems(swapped)


@given(st.integers(0, 29))
def test_a_doubled_line_is_found(number):
    assert ("custody.chain", number + 2) in problems(LOG[: number + 1] + LOG[number:])


@given(st.data())
def test_any_changed_byte_is_found_in_its_line(data):
    number = data.draw(st.integers(0, 29))
    raw = LOG[number]
    place = data.draw(st.integers(0, len(raw) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda value: value != raw[place]))
    changed = raw[:place] + bytes([new]) + raw[place + 1 :]
    found = problems([*LOG[:number], changed, *LOG[number + 1 :]])
    assert any(line == number + 1 for _check, line in found)
    assert {line for _check, line in found} <= {number + 1, number + 2} or new == 0x0A


def test_one_bad_line_is_not_reported_as_many():
    broken = [*LOG[:5], b"{", *LOG[6:]]
    assert problems(broken) == {("custody.form", 6), ("custody.chain", 7)}


def test_signatures_are_those_of_the_key():
    other = make_key().public
    assert problems(LOG[:3], other) == {("custody.signatures", number) for number in (1, 2, 3)}
    assert problems(LOG[:3], None) == set()


def test_a_line_signed_anew_by_another_key_is_found():
    before = parse_line(LOG[4]).head
    forged = make_line(before, "note", {"n": 99}, AT, make_key())
    assert problems([*LOG[:5], forged.raw, *LOG[6:]]) == {
        ("custody.signatures", 6),
        ("custody.chain", 7),
    }


@pytest.mark.parametrize("cut", [1, 50, 200])
def test_a_torn_tail_is_told_apart(cut):
    report = check_log(LOG[0] + b"\n" + LOG[1][:cut], KEY.public)
    assert [(problem.check, problem.line) for problem in report.problems] == [("custody.tail", 2)]
    assert report.torn == LOG[1][:cut]
    assert report.size == len(LOG[0]) + 1
    assert report.head == parse_line(LOG[0]).head


def test_an_empty_log_has_no_beginning():
    assert [problem.code for problem in check_log(b"", None).problems] == ["empty"]


def signed(**changes):
    """A line with changed members, in canonical form, signed or not."""
    return canonical(json.loads(LOG[3]) | changes)


BAD = {
    "control": LOG[3] + b"\r",
    "bom": b"\xef\xbb\xbf" + LOG[3],
    "not_canonical": LOG[3].replace(b',"v":1}', b', "v":1}'),
    "syntax": LOG[3][:-1],
    "not_an_object": b"[]",
    "not_utf8": LOG[3].replace("假".encode(), b"\xff"),
    "duplicate": LOG[3][:-1] + b',"v":1}',
    "depth": b'{"a":' * 100 + b"1" + b"}" * 100,
    "member": signed(extra=1),
    "value": signed(seq=-1),
    "base64": signed(sig=json.loads(LOG[3])["sig"].rstrip("=") + "\u00e9"),
    "base64 with bits after its end": signed(sig="QR=="),
    "too_long": b" " * ((1 << 20) + 1),
    "surrogate": LOG[3].replace("假".encode(), b"\\ud800"),
}


@pytest.mark.parametrize("code", BAD)
def test_each_bad_line_has_its_reason(code):
    with pytest.raises(LineFault) as fault:
        parse_line(BAD[code])
    assert fault.value.code == code.split()[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": True},
        {"seq": "3"},
        {"mono": 1.5},
        {"prev": "0" * 63},
        {"prev": "A" * 64},
        {"kind": "Note"},
        {"kind": 1},
        {"body": []},
        {"body": {"x": [1.5]}},
        {"at": "2026-11-23T22:00:00Z"},
        {"at": "2026-13-23T22:00:00.000Z"},
        {"boot": "x"},
        {"v": None},
    ],
    ids=str,
)
def test_members_hold_what_they_should(changes):
    with pytest.raises(LineFault) as fault:
        parse_line(signed(**changes))
    assert fault.value.code == "value"


def test_padding_bits_of_a_signature_count():
    raw = LOG[3]
    for line in LOG:
        text = json.loads(line)["sig"]
        if text.endswith("=") and not text.endswith("=="):
            raw = line.replace(text.encode(), f"{text[:-2]}{chr(ord(text[-2]) + 1)}=".encode())
            break
    with pytest.raises(LineFault):
        parse_line(raw)


def test_a_newer_line_is_read():
    assert parse_line(signed(v=2)).v == 2


def test_a_line_of_more_than_64_kib_is_not_made():
    with pytest.raises(ValueError, match="too long"):
        make_line(EMPTY, "note", {"text": "x" * 70_000}, AT, KEY)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_line_or_a_fault(raw):
    check_log(raw, KEY.public)
    check_log(LOG[0] + b"\n" + raw, KEY.public)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_whatever_is_logged_is_read_back(body):
    line = make_line(EMPTY, "log.begun", body, AT, KEY)
    assert line.body == body
    assert line.is_signed_by(KEY.public)
    assert check_log(line.raw + b"\n", KEY.public).problems == ()


def test_the_moment_is_the_clocks(clock):
    now = moment(clock, "v-1")
    assert now == Moment(clock.now(), 1000, boot_mark("v-1", clock.boot()))
    clock.reboot()
    assert moment(clock, "v-1").boot != now.boot
    assert moment(clock, "v-2").boot != moment(clock, "v-1").boot


def usual(raw):
    """Say whether the quick way says nothing, or what the long way says (which may raise)."""
    (quick,) = custody._usual_lines([raw])
    return quick is None or quick == custody._any_line(raw)


def test_the_quick_way_is_taken_and_says_what_the_long_way_says():
    for body in [{}, {"a": 1}, {"a": -5, "b": [True, None, {"c": "x\\\n\x7f"}]}]:
        raw = make_line(EMPTY, "capture.sealed", body, AT, KEY).raw
        assert custody._usual_lines([raw]) == [custody._any_line(raw)]


def with_body(body):
    return make_line(EMPTY, "note", {"z": 0}, AT, KEY).raw.replace(b'{"z":0}', body)


@pytest.mark.parametrize(
    "bodies",
    [
        [b'{"a":"x}', b'{y"}', b"{}", b"{}"],
        [b"{}", b'{"a":1},{"b":1}', b"{}"],
        [b'{"a":1},{"b":1}', b'{"c":1}}'],
        [b"{}", b'{"a": 1}', b'{"a":1}'],
        [b'{"a":1}', b'{"a":1}', b'{"b":1,"a":1}'],
        [b"{}"] * 70 + [b'{"a":1,"a":1}'] + [b"{}"] * 70,
    ],
)
def test_lines_read_together_are_judged_as_each_alone(bodies):
    lines = [with_body(body) for body in bodies]
    alone = [custody._any_line_or_fault(line) for line in lines]
    together = list(custody._read_lines(lines))
    assert [str(one) for one in together] == [str(one) for one in alone]
    assert any(isinstance(one, LineFault) for one in together)


def test_one_bad_line_among_many_is_named_alone():
    lines = a_log(200)
    lines[99] = lines[99].replace(b',"boot"', b' ,"boot"')
    report = check_log(b"".join(line + b"\n" for line in lines), None)
    faults = [(problem.check, problem.line) for problem in report.problems]
    assert faults == [("custody.form", 100), ("custody.chain", 101)]


def test_the_quick_way_takes_no_line_that_the_long_way_refuses():
    raw = make_line(EMPTY, "note", {"id": "c-1", "n": [10, {"x": None}], "z": "q"}, AT, KEY).raw
    for position in range(len(raw)):
        for byte in {raw[position] ^ 1 << bit for bit in range(8)} | set(b'"\\{}[],:0 .e-'):
            assert usual(raw[:position] + bytes([byte]) + raw[position + 1 :]), (position, byte)


@pytest.mark.parametrize(
    "body",
    ["{}", '{"a":1.0}', '{"a":1e5}', '{"a":NaN}', '{"a":-0}', '{"a":9007199254740992}',
     '{"a":9007199254740991}', '{"a":999999999999999}', '{"a":1,"a":1}', '{"b":1,"a":1}',
     '{"a":"\\u0041"}', '{"a":"\\ud800"}', '{"a":"\\/"}', '{"a":"\\u001f"}', '{"a":"\\u001F"}',
     '{"\\ud83d\\ude00":1,"\\uff00":2}', '{"\uff00":2,"\U0001f600":1}', '{"a": 1}', '{"a":"x\ty"}',
     '{"a":' + "[" * 62 + "]" * 62 + "}", '{"a":' + "[" * 63 + "]" * 63 + "}",
     '{"a":"},\\"boot\\":\\"0000000000000000\\""}', '{"a":1},"body":{"a":1}', "[]", "{1}"],
)  # fmt: skip
def test_any_body_is_judged_alike(body):
    raw = make_line(EMPTY, "note", {"z": 0}, AT, KEY).raw
    changed = raw.replace(b'{"z":0}', body.encode("utf-8", "surrogatepass"))
    assert changed != raw
    assert usual(changed)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5))
def test_whatever_is_logged_is_judged_alike(body):
    assert usual(make_line(EMPTY, "note", body, AT, KEY).raw)


def form_faults(data):
    return {(one.check, one.code) for one in check_log(data, None).problems}


@pytest.mark.parametrize("number", [1 << 53, -(1 << 53), 10**30])
def test_a_number_that_canonical_json_can_not_hold_is_no_line(number):
    members = json.loads(LOG[1])
    members["body"] = {"n": number}
    raw = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(LineFault) as fault:
        parse_line(raw)
    assert fault.value.code == "not_canonical"


def test_only_the_first_line_begins_a_log():
    head = parse_line(LOG[0]).head
    again = make_line(head, "log.begun", {}, AT, KEY).raw
    assert ("custody.form", "begun") in form_faults(LOG[0] + b"\n" + again + b"\n")
    other = make_line(EMPTY, "note", {}, AT, KEY).raw
    assert ("custody.form", "begun") in form_faults(other + b"\n")
    assert form_faults(LOG[0] + b"\n" + LOG[1] + b"\n") == set()
