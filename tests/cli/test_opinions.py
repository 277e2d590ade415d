"""Opinions on the command line: several at once, marks, paper, and an opinion that is read blind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import FIRST, SECOND, Run


@pytest.fixture
def two(run: Run, binder_file: Path, tmp_path: Path) -> list[Path]:
    """The letters of two opinions, both in the binder."""
    paths = []
    for number, text in enumerate((FIRST, SECOND), 1):
        path = tmp_path / f"letter-{number}.txt"
        path.write_text(text)
        paths.append(path)
        assert run("add", path, "--opinion", number).status == 0
    return paths


def test_marks_are_made_shown_and_undone(run: Run, two: list[Path]) -> None:
    said = run("compare", "1", "2", "--verdict", "staging", "refined", "--why", "new_material", "--note", "a new scan")
    assert said.status == 0 and "family: refined, new material: a new scan (binder then: different)" in said.out
    lines = {line.strip(): n for n, line in enumerate(FIRST.splitlines(), 1)}
    at = str(next(n for words, n in lines.items() if words.startswith("Clinical stage")))
    told = run("compare", "1", "2", "--apart", at, at, "--json").json
    assert len(told["marks"]["apart"]) == 1 and told["marks"]["verdicts"]["staging"]["note"] == "a new scan"
    assert not any(s["line"] == int(at) for link in told["links"] for s in link["a"])
    assert "line" in run("undo").out and not run("compare", "1", "2", "--json").json["marks"]["apart"]


def test_a_difference_is_put_on_the_question_list(run: Run, two: list[Path]) -> None:
    asked = run("compare", "1", "2", "--ask", "1", "b", "--json")
    assert asked.err.startswith("Q1 for the second doctor: You write")
    assert asked.json["marks"]["asked"] == [{"difference": 0, "questions": ["Q1"]}]
    assert run("compare", "1", "2", "--ask", "1", "b").status == 1
    assert "numbered 1 to" in run("compare", "1", "2", "--ask", "99", "a").err


def test_a_sealed_opinion_is_compared_by_nothing_until_it_is_unsealed(
    run: Run, two: list[Path], tmp_path: Path
) -> None:
    assert run("seal", "2").status == 0
    for arguments in (
        ("compare", "1", "2"),
        ("compare", "1", "2", "--export", tmp_path / "x.pdf"),
        ("compare", "2", "--all"),
    ):
        refused = run(*arguments)
        assert refused.status == 1 and "read blind" in refused.err
        assert "`binder unseal 2`" in refused.err and "this screen" not in refused.err
    assert not (tmp_path / "x.pdf").exists()
    assert "Opinion 2 is sealed" in run("today").out
    assert "sealed, read blind" in run("compare", "--all").out
    opened = run("unseal", "2")
    assert "Opinion 2 was unsealed on 20" in opened.out
    assert run("compare", "1", "2").status == 0


def test_what_is_known_of_an_opinion_is_written_down_and_listed(run: Run, two: list[Path]) -> None:
    run("opinion", "2", "--doctor", "Dr. Lake", "--form", "letter", "--seen-first", "yes", "--material", "slides")
    assert "2  R2 " in run("opinion").out and "had seen the first opinion; saw slides" in run("opinion").out
    first, second = run("opinion", "--json").lines
    assert (first["number"], second["practitioner"], second["materials"]) == (1, "Dr. Lake", ["slides"])
    assert run("opinion", "--doctor", "Dr. Lake").status == 2


def test_files_are_compared_written_down_and_laid_one_against_all(run: Run, tmp_path: Path) -> None:
    paths = []
    for name, text in (("a", FIRST), ("b", SECOND), ("c", FIRST.replace("grade 2", "grade 3"))):
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text(text)
    told = run("compare", *paths, "--all", "--json", passphrase=None).json
    assert [one["title"] for one in told["opinions"]] == ["a.txt", "b.txt", "c.txt"]
    assert [cell["verdict"] for cell in told["axes"]["staging"]] == [None, "different", "no_difference_found"]
    page = tmp_path / "page.html"
    assert "not encrypted" in run("compare", *paths[:2], "--export", page, passphrase=None).out
    assert "IIB" in page.read_text() and "marks on them are not kept" in page.read_text()
    assert run("compare", *paths[:2], "--export", page, passphrase=None).status == 2
    assert "not for files" in run("compare", *paths[:2], "--tie", "1", "1", passphrase=None).err
    assert run("compare", paths[0], passphrase=None).status == 2
    missing = run("compare", paths[0], tmp_path / "gone.pdf", passphrase=None)
    assert missing.status == 1 and "There is no file" in missing.err and "gone.pdf" in missing.err


def test_a_doctor_is_named_and_a_title_is_said_to_be_one(run: Run, tmp_path: Path) -> None:
    signed, unsigned = tmp_path / "signed.txt", tmp_path / "unsigned.txt"
    signed.write_text(f"{FIRST}\nSincerely,\nIris Lund, MD\n")
    unsigned.write_text("Summary of findings\nClinical stage IIB.\nI recommend chemotherapy.\n")
    told = run("compare", signed, unsigned, passphrase=None).out.splitlines()
    assert told[0].startswith("A  Iris Lund, MD, “signed.txt”") and told[1].startswith("B  titled “unsigned.txt”")


def test_a_line_of_a_later_page_is_named_with_its_page(run: Run, tmp_path: Path) -> None:
    pages = (FIRST.replace("Clinical stage", "\fClinical stage", 1), SECOND)
    assert "\f" in pages[0]
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for path, text in zip(paths, pages, strict=True):
        path.write_text(text)
    told = run("compare", *paths, passphrase=None).out
    assert "A line 2:1:" in told and "B line 2:" not in told


def test_a_question_is_told_of_also_where_its_passages_were_taken_apart(run: Run, two: list[Path]) -> None:
    told = run("compare", "1", "2", "--json").json
    number, both = next((n, d) for n, d in enumerate(told["differences"], 1) if d["link"] is not None and d["b"])
    run("compare", "1", "2", "--ask", str(number), "b")
    run("compare", "1", "2", "--apart", str(both["a"][0]["line"]), str(both["b"][0]["line"]))
    assert "on the question list, though no difference is shown there now: Q1 (A line" in run("compare", "1", "2").out
    (unshown,) = run("compare", "1", "2", "--json").json["marks"]["asked_unshown"]
    assert unshown == {"question": "Q1", "a": both["a"], "b": both["b"]}


def test_a_sentence_over_several_lines_is_named_by_any_of_them(run: Run, binder_file: Path, tmp_path: Path) -> None:
    whole = "Clinical stage IIA, because the ultrasound"
    for number, text in enumerate((FIRST, SECOND), 1):
        path = tmp_path / f"letter-{number}.txt"
        path.write_text(text.replace("Clinical stage IIA", f"{whole}\nof her armpit shows no suspicious nodes", 1))
        run("add", path, "--opinion", number)
    lines = (tmp_path / "letter-1.txt").read_text().splitlines()
    first = next(n for n, words in enumerate(lines, 1) if whole in words)
    other = next(
        n for n, words in enumerate((tmp_path / "letter-2.txt").read_text().splitlines(), 1) if "stage" in words
    )
    by_second = run("compare", "1", "2", "--apart", str(first + 1), str(other))
    assert by_second.status == 0, by_second.err
    assert f"taken apart by hand: A lines {first}-{first + 1} / B line" in by_second.out


def on_line(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_of_two_sentences_that_begin_on_a_line_one_is_named_by_its_letter(run: Run, two: list[Path]) -> None:
    plan, stage = on_line(FIRST, "Chemotherapy"), on_line(SECOND, "Clinical stage")
    unclear = run("compare", "1", "2", "--tie", plan, stage)
    assert unclear.status == 1 and f"On line {plan} of A stand several sentences, name one of them:" in unclear.err
    assert (
        f"{plan}a “I recommend lumpectomy within 4 weeks.”, {plan}b “Chemotherapy is not recommended.”" in unclear.err
    )
    assert not run("compare", "1", "2", "--json").json["marks"]["tied"]
    tied = run("compare", "1", "2", "--tie", f"{plan}b", stage)
    assert tied.out.count("tied by hand") == 1
    assert f"tied by hand (not paired before): A line {plan} / B line {stage}" in tied.out
    told = run("compare", "1", "2", "--json").json
    (link,) = [told["links"][one["link"]] for one in told["marks"]["tied"]]
    words = {line[at["start"] : at["end"]] for line in [FIRST.splitlines()[plan - 1]] for at in link["a"]
             if at["line"] == plan}  # fmt: skip
    assert words == {"Chemotherapy is not recommended."}, "its neighbour stays where it was"
    none = run("compare", "1", "2", "--tie", f"{plan}c", stage)
    assert none.status == 1 and f"{plan}b “Chemo" in none.err


def test_a_line_on_which_one_sentence_ends_and_one_begins_means_that_which_begins(
    run: Run, binder_file: Path, tmp_path: Path
) -> None:
    for number, text in enumerate((FIRST, SECOND), 1):
        (tmp_path / f"letter-{number}.txt").write_text(text.replace("lumpectomy within", "lumpectomy\nwithin"))
        run("add", tmp_path / f"letter-{number}.txt", "--opinion", number)
    plan = on_line((tmp_path / "letter-1.txt").read_text(), "Chemotherapy")
    stage = on_line(SECOND, "Clinical stage")
    told = run("compare", "1", "2", "--tie", plan, stage)
    assert f"tied by hand (not paired before): A line {plan} / B line {stage}" in told.out, told.err
    told = run("compare", "1", "2", "--tie", f"{plan}A", stage)
    assert f"tied by hand (not paired before): A lines {plan - 1}-{plan} / B line {stage}" in told.out, told.err


def test_only_what_stands_in_one_row_is_taken_apart(run: Run, two: list[Path]) -> None:
    plan, stage = on_line(FIRST, "Chemotherapy"), on_line(SECOND, "Clinical stage")
    strangers = run("compare", "1", "2", "--apart", plan, stage)
    assert strangers.status == 1
    assert f"A line {plan} and B line {stage} do not stand in one row: there is nothing to take apart." in strangers.err
    assert run("compare", "1", "2", "--apart", f"{plan}a", f"{plan}b").status == 1
    assert not run("compare", "1", "2", "--json").json["marks"]["apart"]
    apart = run("compare", "1", "2", "--apart", plan, plan, "--json").json["marks"]["apart"]
    assert apart and all(one["a"][0]["start"] == one["b"][0]["start"] for one in apart), "each from its own only"
    assert run("compare", "1", "2", "--apart", plan, plan).status == 1, "they stand alone already"
