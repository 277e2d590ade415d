"""What the comparison knows of words: phrases with small words inside, wider names, matters, classes of medicines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from binder.comparison.lexicon import CLASSES, TERMS, lexicon
from binder.comparison.phrases import stems_of
from binder.comparison.segment import Passage
from binder.comparison.statement import Term, understand
from binder.knowledge import load
from binder.model.comparison import Sentence
from tests.comparison.conftest import Result

Lay = Callable[[str, str], Result]


def terms(text: str) -> list[Term]:
    """The things a sentence speaks of, words of no known kind left out."""
    return [t for t in understand(Passage(Sentence(text, (), ""), ())).terms if t.kind]


def names(text: str) -> list[str]:
    return [t.name for t in terms(text)]


@pytest.mark.parametrize("whose", ["the", "her", "your", "my", ""])
def test_a_phrase_is_found_whosever_womb_it_is(whose: str) -> None:
    text = " ".join(f"We advise taking out {whose} womb in spring.".split())
    [term] = [t for t in terms(text) if t.name == "hysterectomy"]
    assert understand(Passage(Sentence(text, (), ""), ())).words[term.first : term.last][-1] == "womb"


def test_the_letter_of_a_kind_is_no_article() -> None:
    assert "hepatitis a" in names("She had hepatitis A as a child.")
    assert "hepatitis b" in names("She had hepatitis B as a child.")


def test_short_names_count_in_capitals_alone_but_for_plain_words() -> None:
    assert "cancer of unknown primary" not in names("Two cups of tea a day.")
    assert "peripheral artery disease" not in names("She wears pads.")
    assert "peripheral artery disease" in names("He has PAD.")
    assert names("The left leg and one arm") == ["leg", "upper limb"]


def test_what_is_tested_is_no_testis() -> None:
    assert "testis" not in names("She was tested twice; all tests were sent.")
    assert "testis" in names("Both testes are normal.")


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ("knee replacement", "joint replacement"),
        ("renal cell carcinoma", "cancer"),
        ("chest ct", "ct"),
        ("right coronary artery", "artery"),
        ("type 2 diabetes", "diabetes"),
        ("ramipril", "ace inhibitor"),
        ("apixaban", "anticoagulation"),
        ("iron tablet", "iron"),
    ],
)
def test_a_name_that_ends_in_another_or_is_listed_under_it_is_narrower(narrow: str, wide: str) -> None:
    assert wide in lexicon().wider[narrow]
    assert narrow not in lexicon().wider.get(wide, ())


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("pituitary", "lymph node"),  # a gland
        ("non hodgkin lymphoma", "hodgkin lymphoma"),
        ("non small cell lung cancer", "small cell lung cancer"),
        ("acl reconstruction", "breast reconstruction"),
        ("gallstone", "kidney stone"),
        ("lipid panel", "bronchodilator"),  # cholesterol ends like salmeterol
    ],
)
def test_a_name_that_only_sounds_narrower_is_not(name: str, other: str) -> None:
    assert other not in lexicon().wider.get(name, ())


def test_what_is_no_concept_has_no_wider_name() -> None:
    assert "supper" not in lexicon().wider
    assert lexicon().wider.all_of("supper") == ()


def test_no_name_is_wider_than_itself() -> None:
    wider = lexicon().wider
    assert [name for name in wider if name in wider[name]] == []


def test_alternatives_stand_in_one_matter_and_neither_covers_the_other() -> None:
    known = lexicon()
    assert set(known.matters["lumpectomy"]) & set(known.matters["mastectomy"])
    assert not known.covers("mastectomy", "lumpectomy")
    assert known.covers("joint replacement", "knee replacement")
    assert not known.covers("knee replacement", "joint replacement")


def test_every_name_stands_under_one_concept_only() -> None:
    owners: dict[tuple[str, ...], str] = {}
    twice = []
    for file in TERMS[1:]:
        data = load(file)
        assert data["source"]
        assert data["dated"]
        for kind in CLASSES:
            for line in data[kind].strip().splitlines():
                assert line.isascii(), line
                assert line == line.lower(), line
                heading, _, others = line.partition("=")
                for name in (heading, *others.split("|")):
                    owner = owners.setdefault(stems_of(name), heading.strip())
                    if stems_of(name) and owner != heading.strip():
                        twice.append((name, owner, heading))
    assert twice == []


def test_matters_and_lists_speak_of_what_is_known() -> None:
    known = lexicon()
    classes = {line.partition(":")[0] for line in load("comparison_drugs")["classes"].strip().splitlines()}

    def is_known(name: str) -> bool:
        return name in known.wider or name in classes or bool(known.generic(name))

    assert [name for name in known.matters if not is_known(name)] == []
    for block in ("kinds", "medicines"):
        for file in TERMS:
            for line in load(file).get(block, "").strip().splitlines():
                assert is_known(line.partition(":")[0]), line
    single = Counter(one for ones in known.matters.values() for one in ones)
    assert min(single.values()) >= 2


def test_who_denies_a_thing_denies_its_special_kinds(lay: Lay) -> None:
    a = "FINDINGS\n\nThe MRI of the brain of 3 March 2025 shows no lesion at all.\n"
    b = "FINDINGS\n\nThe MRI of the brain of 3 March 2025 shows a single white matter lesion.\n"
    assert lay(a, b).marks("no lesion", "lesion")


def test_a_term_keeps_its_words_where_a_small_word_was_passed_over() -> None:
    [term] = [t for t in terms("Removal of the prostate is advised.") if t.kind == "procedure"]
    assert term.name == "prostatectomy"
    assert (term.first, term.last) == (0, 4)


def test_hb_is_hemoglobin_though_it_is_not_all_capitals(lay: Lay) -> None:
    text = "FINDINGS\n\nThe MRI of the brain of 3 March 2025 shows a single white matter lesion. {}\n"
    assert lay(text.format("Hb 8.1 g/dL."), text.format("The hemoglobin is 9.7 g/dL.")).marks("8.1", "9.7")
