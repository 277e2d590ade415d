"""What a sentence says yes or no to: the thing itself, what is said of it, or only where and when it is met."""

from __future__ import annotations

import pytest

from binder.comparison.side_by_side import read_opinion
from binder.comparison.statement import Term
from tests.comparison.conftest import opinion
from tests.comparison.ruled import marks, ruled


def read(text: str, name: str) -> Term:
    """The thing of a name as one sentence speaks of it."""
    return next(t for s in read_opinion(opinion(text))[0].statements for t in s.terms if t.name == name)


@pytest.mark.parametrize(("text", "name"), [
    ("Migraine is not a reason to worry.", "migraine"),
    ("Do not forget the hepatitis B test.", "hepatitis b"),
    ("No antibiotics for bronchitis.", "bronchitis"),
    ("Waiting is excluded by the seizures.", "seizure"),
    ("There is no dispute that this is sarcoidosis.", "sarcoidosis"),
    ("I have no hesitation in calling it sarcoidosis.", "sarcoidosis"),
    ("The operation has a mortality of 2%, against a small risk of stroke.", "stroke"),
])  # fmt: skip
def test_a_no_about_something_else_does_not_deny_the_thing(text: str, name: str) -> None:
    assert not read(text, name).denied


@pytest.mark.parametrize(("text", "name"), [
    ("Granulomas I could not find.", "granuloma"),
    ("Of fainting there has been none.", "syncope"),
    ("I looked in vain for granulomas.", "granuloma"),
    ("The blood shows nothing of sarcoidosis.", "sarcoidosis"),
    ("Sarcoidosis is therefore ruled out.", "sarcoidosis"),
    ("A seizure was not observed.", "seizure"),
    ("A seizure is not to be feared.", "seizure"),
])  # fmt: skip
def test_a_thing_is_denied_in_many_words(text: str, name: str) -> None:
    assert read(text, name).denied


@pytest.mark.parametrize("text", [
    "A lumbar puncture would add nothing.",
    "A lumbar puncture would be useless.",
    "A lumbar puncture would only cause a headache.",
    "A lumbar puncture was considered and rejected.",
    "The lumbar puncture should be left off.",
    "For me a lumbar puncture would be a mistake.",
])  # fmt: skip
def test_what_would_be_of_no_use_is_advised_against(text: str) -> None:
    assert read(text, "lumbar puncture").advice < 0
    assert not marks("PLAN\n\nNo lumbar puncture.\n", f"PLAN\n\n{text}\n", "lumbar", "lumbar")


def test_what_was_only_talked_over_is_not_advised() -> None:
    assert read("Radiotherapy was considered.", "radiation").advice == 0
    assert read("Radiotherapy can be considered.", "radiation").advice == 0.5


def test_a_should_that_begins_a_sentence_is_a_condition() -> None:
    pain = read("Should your jaw ache, come at once.", "pain")
    assert pain.advice == 0 and "condition" in pain.frames


def test_nothing_against_it_is_a_yes() -> None:
    assert read("Nothing stands against surgery.", "surgery").advice > 0


def test_a_medicine_that_comes_in_the_place_of_another_is_not_the_one_that_is_stopped() -> None:
    text = "The hydrochlorothiazide should be stopped and replaced by losartan."
    assert read(text, "losartan").advice >= 0 > read(text, "hydrochlorothiazide").advice


def test_sparing_her_something_is_not_advice_against_the_means() -> None:
    assert read("Catheter ablation is the best means of sparing her these nights.", "catheter ablation").advice > 0


@pytest.mark.parametrize("said", ["Gout is beyond doubt.", "I do not doubt that this is gout.", "Gout, certain."])
def test_beyond_doubt_is_certain(said: str) -> None:
    assert read(said, "gout").sure == 3
    assert "how sure" not in [rule for rule, _, _ in ruled("Gout is confirmed.\n", f"{said}\n")]


def test_how_a_scan_came_out_does_not_say_that_there_was_none() -> None:
    a = "FINDINGS\n\nThe PET scan shows no uptake outside the lung.\n"
    b = "FINDINGS\n\nThe PET scan is negative outside the lung.\n"
    assert not marks(a, b, "PET", "PET")
