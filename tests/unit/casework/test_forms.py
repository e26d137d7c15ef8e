"""Forms: strict, text stays text, one clear error, and never another exception."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidencekit.casework.attachments import read_paper
from evidencekit.casework.forms import day_of, read_form
from evidencekit.domain.errors import FileMissing, WrongUse

GOOD = "kind: trademark\njurisdiction: NO\nowner_as_registered: Brand X\nstatus: registered\n"


@pytest.fixture
def form(tmp_path):
    def write(text):
        path = tmp_path / "form.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_norway_is_a_country_and_a_number_keeps_its_zeros(form):
    read = read_form(form(GOOD + "reg_no: 0123\n"), "right")
    assert (read["jurisdiction"], read["reg_no"]) == ("NO", "0123")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + "colour: red\n", "'colour'"),
        (GOOD + "status: expired\n", "stands twice"),
        (GOOD + "classes: ['46']\n", "$.classes[0]"),
        (GOOD.replace("trademark", "trade mark"), "$.kind"),
        (GOOD.replace("status: registered\n", ""), "'status'"),
        ("a: &x [1]\nb: *x\n", "alias"),
        ("a: {b: 1", "line 1"),
        ("[" * 50 + "]" * 50, "too deep"),
        ("!!python/object/apply:os.system [id]", "$:"),
        ("", "$:"),
        (b"\xff\xfe\x00", "form.yaml"),
        (b"#" * (1 << 20) + b"\n\n", "larger"),
    ],
)
def test_a_fault_is_told_with_its_place(form, text, told):
    with pytest.raises(WrongUse) as caught:
        read_form(form(text), "right")
    assert told in str(caught.value.facts["detail"])


def test_json_may_write_a_character_as_two_escapes_and_half_of_one_is_a_fault(form):
    text = '{"annotate": [{"shape": "text", "at": ["1", "2"], "words": "\\ud83d\\ude00 缝线"}]}'
    read = read_form(form(text), "annotation")
    assert read["annotate"][0]["words"] == "😀 缝线"
    with pytest.raises(WrongUse, match="half a character"):
        read_form(form(text.replace("\\ude00", "")), "annotation")


def test_a_day_that_is_none(form):
    path = form(GOOD + "expiry: 2027-02-30\n")
    with pytest.raises(WrongUse, match=r"\$\.expiry"):
        day_of(path, read_form(path, "right"), "expiry")


def test_an_absent_form(tmp_path):
    with pytest.raises(FileMissing):
        read_form(tmp_path / "no.yaml", "right")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.one_of(st.binary(max_size=200), st.text("{}[]:,-&*!|>'\"#\n ab1\t%@", max_size=80)))
def test_no_bytes_raise_anything_else(form, data):
    with pytest.raises(WrongUse):
        read_form(form(data if isinstance(data, bytes) else data.encode()), "complaint")


@pytest.mark.parametrize(
    "name", ["../out.pdf", "link.pdf", "no.pdf", "a\0.pdf", "fake.pdf", "x.exe"]
)
def test_a_paper_comes_from_beside_the_form_and_is_what_it_says(tmp_path, name):
    (tmp_path / "out.pdf").write_bytes(b"%PDF-1.7")
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "link.pdf").symlink_to(tmp_path / "out.pdf")
    (folder / "fake.pdf").write_bytes(b"MZ")
    (folder / "x.exe").write_bytes(b"MZ")
    with pytest.raises(WrongUse, match="certificate"):
        read_paper(folder / "form.yaml", "certificate", name)


def test_an_absolute_path_elsewhere_is_refused(tmp_path):
    (tmp_path / "out.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(WrongUse, match="certificate"):
        read_paper(tmp_path / "forms" / "f.yaml", "certificate", str(tmp_path / "out.pdf"))
