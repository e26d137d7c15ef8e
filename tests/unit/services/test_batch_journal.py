"""What a batch began outlives a kill, at any byte."""

from evidencekit.services.batch_journal import BatchJournal

ONE, TWO = "c-01jdbq3zgmkx5w0r2t4y6a8b1d", "c-01jdbq3zgmkx5w0r2t4y6a8b1e"
LIST = ["https://x.example/1", "https://x.example/2"]


def journal(folder, addresses=LIST, vault="v-1"):
    return BatchJournal(folder / "batches", vault, addresses)


def test_what_began_is_read_by_the_next_program(tmp_path):
    journal(tmp_path).begin(0, ONE)
    journal(tmp_path).begin(0, TWO)
    journal(tmp_path).begin(1, ONE)
    assert journal(tmp_path).begun() == {0: [ONE, TWO], 1: [ONE]}


def test_another_list_order_or_vault_is_another_batch(tmp_path):
    journal(tmp_path).begin(0, ONE)
    assert journal(tmp_path, LIST[::-1]).begun() == {}
    assert journal(tmp_path, vault="v-2").begun() == {}
    assert journal(tmp_path, [*LIST, LIST[0]]).begun() == {}


def test_a_forgotten_batch_begins_anew(tmp_path):
    journal(tmp_path).forget()
    journal(tmp_path).begin(1, ONE)
    journal(tmp_path).forget()
    assert journal(tmp_path).begun() == {}
    assert list((tmp_path / "batches").iterdir()) == []


def test_a_line_cut_by_a_kill_counts_for_nothing_and_spoils_nothing(tmp_path):
    journal(tmp_path).begin(0, ONE)
    [file] = (tmp_path / "batches").iterdir()
    whole = file.read_bytes()
    for cut in range(len(whole)):
        file.write_bytes(whole + whole[:cut])
        assert journal(tmp_path).begun() == {0: [ONE]}
        journal(tmp_path).begin(1, TWO)
        # All but its end was written: that line is whole once the next one ends it.
        twice = cut == len(whole) - 1
        assert journal(tmp_path).begun() == {0: [ONE, ONE] if twice else [ONE], 1: [TWO]}


def test_what_is_no_line_of_ours_is_passed_over(tmp_path):
    journal(tmp_path).begin(0, ONE)
    [file] = (tmp_path / "batches").iterdir()
    file.write_bytes(b"\xff\xfe\n1 ../x\n-1 " + ONE.encode() + b"\n0 " + ONE.encode() + b"\n")
    assert journal(tmp_path).begun() == {0: [ONE]}
