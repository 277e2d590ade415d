"""What a doctor says is not turned into its opposite: a delay, a pause, a list of what there is, an age, a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.comparison.of_itself import contradictions
from binder.comparison.side_by_side import read_opinion
from binder.comparison.statement import Term
from binder.model.comparison import Tier
from tests.comparison.conftest import Result, opinion
from tests.comparison.ruled import marks, ruled

Lay = Callable[[str, str], Result]


def plan(text: str) -> str:
    return f"PLAN\n\n{text}\n"


def advice(text: str, name: str) -> list[float]:
    """What is said for (1) or against (-1) a thing, wherever a text names it."""
    return [t.advice for t in _named(text, name)]


def _named(text: str, name: str) -> list[Term]:
    return [t for s in read_opinion(opinion(text))[0].statements for t in s.terms if t.name == name]


def values(text: str) -> list[str]:
    """All numbers and times of a text, as shown."""
    return [f.shown for facts in read_opinion(opinion(text))[0].facts for f in facts]


# What is to be done later is advised, and said with its "not".

LATER = [
    ("I would therefore not operate before late April or May 2027.", "surgery", "not before late April or May 2027"),
    ("No surgery before the stent is a year old.", "surgery", "not before the stent is a year old"),
    ("Surgery should not be done before the spring.", "surgery", "not before the spring"),
    ("I advise against an operation before the autumn.", "surgery", "not before the autumn"),
    ("Radiotherapy must not begin until January 2027.", "radiation", "not until January 2027"),
    ("Surgery is not to be undertaken for at least six months after the stroke.", "surgery",
     "not for at least six months"),
    ("Not before March would I operate.", "surgery", "not before March"),
    ("I don't want her to have radiotherapy before the new year.", "radiation", "not before the new year"),
    ("We would not operate before Christmas.", "surgery", "not before Christmas"),
    ("The hip replacement should not be done earlier than six months from now.", "hip replacement",
     "not earlier than six months"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "thing", "when"), LATER)
def test_what_is_to_wait_for_a_time_is_advised_for_then(text: str, thing: str, when: str) -> None:
    assert advice(text, thing) == [1.0]
    assert when in values(plan(text))


@pytest.mark.parametrize("soon", ["within the next six to eight weeks", "in four weeks", "within a month"])
def test_not_before_a_month_is_another_time_than_within_weeks(soon: str, lay: Lay) -> None:
    result = lay(
        plan(f"I would like to operate {soon}. He will have a catheter for one week."),
        plan("The tumor grows slowly. I would therefore not operate before late April or May 2027."),
    )
    assert result.marks(soon.split(maxsplit=1)[1].removeprefix("the next "), "not operate before late April or May")
    assert not any("advised" in d.b_value for d in result.comparison.differences)
    assert result.verdicts()["timing"] == "different"


@pytest.mark.parametrize("by", ["by December 15", "not later than 15 December", "by December 15, 2026"])
def test_a_last_day_is_set_against_a_first_one_and_not_against_weeks(by: str) -> None:
    a = plan(f"I would like to operate {by}.")
    assert marks(a, plan("I would not operate before late April."), by, "not operate before late April")
    assert ruled(a, plan("I would like to operate within six weeks.")) == []


@pytest.mark.parametrize(
    "text",
    [
        "I would not operate.",
        "No surgery before she has seen the cardiologist.",
        "I would not operate until the tumor grows.",
        "She did not have the operation before May.",
        "No lifting for at least six weeks after the operation.",
    ],
)
def test_what_is_refused_or_has_been_is_no_delay(text: str) -> None:
    assert advice(text, "surgery") != [1.0]
    assert not any(shown.startswith("not ") for shown in values(plan(text)))


@pytest.mark.parametrize("text", ["The operation should not wait until April.", "Do not delay surgery until spring."])
def test_what_must_not_wait_is_no_delay_either(text: str) -> None:
    assert not any(shown.startswith("not ") for shown in values(plan(text)))


# What was only talked over is neither for nor against.

OPEN = [
    "We talked about active surveillance, radiation and surgery.",
    "The options include active surveillance, radiotherapy and an operation.",
    "Her choices are surgery, radiation or active surveillance.",
    "There are three options: surgery, radiation or surveillance.",
    "We have considered surgery, radiation and active surveillance.",
    "There are three ways to go: radiotherapy, an operation or observation.",
    "I went through surgery, radiotherapy and active surveillance with him.",
    "If it comes back we would talk about radiation, surgery or surveillance again.",
]


@pytest.mark.parametrize("text", OPEN)
def test_what_there_is_to_choose_from_is_not_advised(text: str) -> None:
    assert {a for name in ("surgery", "radiation", "active surveillance") for a in advice(plan(text), name)} == {0.0}


@pytest.mark.parametrize("text", OPEN)
def test_two_who_advise_against_it_do_not_differ_because_one_has_talked_about_it(text: str) -> None:
    a = plan(f"{text} Because of the grade I do not favor surveillance.")
    assert not any("advised" in rule or rule == "recommended or not" for rule, _, _ in ruled(
        a, plan("Surveillance would not be my first choice for you either."))
    )  # fmt: skip


def test_what_is_recommended_after_the_list_is_advised() -> None:
    assert advice(plan("We discussed surgery and radiation, and I recommend surgery."), "surgery")[-1] == 1.0
    assert advice(plan("If the node is positive, radiotherapy is to be discussed."), "radiation") == [0.5]


# A judgement behind the thing counts.


@pytest.mark.parametrize(
    "how",
    ["would be wrong", "would be a mistake", "is too risky", "is no longer defensible", "would be irresponsible"],
)
def test_a_judgement_behind_the_thing_is_one_of_it(how: str) -> None:
    assert advice(plan(f"Continued observation {how}."), "active surveillance") == [-1.0]
    assert advice(plan(f"Waiting for it to remit by itself {how}."), "wait") == [-1.0]


@pytest.mark.parametrize(
    "text",
    [
        "It would be wrong to withhold chemotherapy.",
        "It would be a mistake to leave out chemotherapy.",
        "Omitting chemotherapy would be a mistake.",
        "Skipping the chemotherapy is too risky.",
    ],
)
def test_who_calls_it_wrong_to_leave_a_thing_out_advises_it(text: str) -> None:
    assert advice(plan(text), "chemotherapy") == [1.0]


def test_that_waiting_does_no_harm_is_not_against_waiting() -> None:
    assert -1.0 not in advice(plan("Waiting for the result does no harm."), "wait")
    assert -1.0 not in advice(plan("It will do no harm to wait for the result."), "wait")


@pytest.mark.parametrize("comma", ["", ","])
def test_an_option_on_a_condition_that_is_worded_with_no_is_an_option(comma: str) -> None:
    text = f"If there is no response at six months{comma} I would consider cyclophosphamide with steroids."
    assert advice(plan(text), "cyclophosphamide") == [0.5]
    text = f"Should there be no improvement by spring{comma} we would offer radiotherapy."
    assert advice(plan(text), "radiation") == [1.0]


@pytest.mark.parametrize(
    "text",
    [
        "Apixaban is to be stopped 72 hours before the operation.",
        "She should stop apixaban two days before surgery.",
        "Hold the apixaban for three days before the biopsy.",
        "Apixaban would be stopped 48 hours beforehand.",
        "Please omit apixaban on the morning of the biopsy.",
    ],
)
def test_a_pause_before_an_operation_is_no_advice_against_a_medicine(text: str) -> None:
    assert advice(plan(text), "apixaban") == [0.0]


def test_what_goes_on_beside_a_pause_is_not_stopped() -> None:
    assert advice(plan("He will stop the clopidogrel seven days before and stay on aspirin."), "aspirin") == [1.0]
    assert advice(plan("Clopidogrel must not be interrupted in the first year."), "clopidogrel") == [1.0]
    assert advice(plan("Stop the apixaban for good."), "apixaban") == [-1.0]
    assert advice(plan("Stop apixaban no earlier than three months after the ablation."), "apixaban") == [-1.0]


def test_what_has_been_and_helped_is_no_option() -> None:
    for text in ("An injection in May helped for three weeks.", "The injection in May wore off."):
        term = _named(plan(text), "injection")[0]
        assert term.advice != 0.5
        assert "past" in term.frames


# A time belongs to the thing that its pronoun stands for.


def test_we_would_start_it_now_is_said_of_the_medicine_before() -> None:
    a = plan("I would like to start chemotherapy within the next four weeks.")
    b = plan("We agree on letrozole 2.5 mg once a day. We would start it now and not wait.")
    assert not any(rule == "when to start" for rule, _, _ in ruled(a, b))


def test_it_is_set_against_the_time_of_the_same_treatment(lay: Lay) -> None:
    a = plan("I would like to start chemotherapy within the next four weeks.")
    assert marks(
        a, plan("Chemotherapy is what we advise too. We would start it now and not wait."), "four weeks", "now"
    )


def test_where_it_is_not_clear_what_it_is_the_difference_is_not_sure(lay: Lay) -> None:
    result = lay(
        plan("I would start methotrexate in four weeks."),
        plan("The two of you came a long way. We would start it now."),
    )
    assert not any("now" in b for _, b in result.said("time", Tier.FIRM))


def test_how_long_a_test_takes_is_not_set_against_when_to_begin() -> None:
    a = plan("I would like to start chemotherapy within the next four weeks.")
    assert not marks(a, plan("The gene score takes about two weeks before chemotherapy is decided."), "four", "two")


def test_a_beginning_that_is_refused_is_no_sure_time(lay: Lay) -> None:
    result = lay(
        plan("I recommend adalimumab 160 mg, then 80 mg at two weeks."),
        plan("I would not start adalimumab now. An operation comes first."),
    )
    assert not any("now" in b for _, b in result.said("time", Tier.FIRM))


def test_a_number_is_never_what_is_advised(lay: Lay) -> None:
    result = lay(
        plan("After the ablation I would obtain a Holter at 3 months."),
        plan("Apixaban should not be given beyond 3 months."),
    )
    assert not any(a.startswith("3") for a, _ in result.said("negation"))


# Numbers in names, and ages.


@pytest.mark.parametrize(
    "text",
    [
        "We advise a 21-gene recurrence score.",
        "A 12-core biopsy was done.",
        "I would give 5-fluorouracil.",
        "There is tenderness at T10.",
        "As she was over 60 at diagnosis, I advise a mammogram.",
        "Women over 65 should have it.",
        "You are over 70, and fit.",
    ],
)
def test_a_number_in_a_name_or_an_age_is_no_value(text: str) -> None:
    assert values(plan(text)) == []


def test_a_value_over_a_bound_is_still_one() -> None:
    assert "60" in values("FINDINGS\n\nThe ferritin is over 60.\n")
    assert "90 kg" in values("FINDINGS\n\nHe is over 90 kg.\n")


def test_the_genes_of_the_tumor_and_inherited_genes_are_two_matters() -> None:
    a = plan("I do not think genetic testing is indicated.")
    for other in ("a 21-gene recurrence score", "a genomic assay of the tumor", "Oncotype DX", "the 21-gene test"):
        assert not any(rule == "recommended or not" for rule, _, _ in ruled(a, plan(f"We advise {other}.")))


# One number in other words.

ONE_SHARE = [
    ("about 5% of patients", "about 1 in 20"),
    ("80%", "eight out of ten"),
    ("80 of 100 patients", "eight out of ten"),
    ("10 per cent", "one in ten"),
    ("two of three", "67%"),
]


@pytest.mark.parametrize(("x", "y"), ONE_SHARE)
def test_one_share_said_in_two_ways_is_no_difference(x: str, y: str) -> None:
    assert ruled(plan(f"The leg pain gets better in {x}."), plan(f"The leg pain gets better in {y}.")) == []


def test_another_share_is_one() -> None:
    a, b = "FINDINGS\n\nA leak happens in one in twenty.\n", "FINDINGS\n\nA leak happens in one in five.\n"
    assert marks(a, b, "twenty", "five")


def test_positive_cores_out_of_so_many_are_one_share() -> None:
    a = "FINDINGS\n\nAdenocarcinoma in 4 of 12 cores.\n"
    assert ruled(a, "FINDINGS\n\nAdenocarcinoma in the same four positive cores out of twelve.\n") == []


def test_again_after_two_weeks_is_a_fortnight_apart() -> None:
    a = plan("I recommend rituximab, 1 g intravenously, repeated after two weeks.")
    assert not any(kind in ("how often", "when to start", "time")
                   for kind, _, _ in ruled(a, plan("Rituximab, two infusions of 1 g a fortnight apart.")))  # fmt: skip


# A letter that speaks of two scales, two sides or two illnesses does not contradict itself.


@pytest.mark.parametrize(
    "text",
    [
        "The biopsy shows stage II with little scarring. The eGFR of 58 is G3a A3.",
        "ARCO stage II on the right and stage I on the left.",
        "Amsler-Krumeich: right stage 3, left stage 1.",
        "We speak of pT2 and no longer of pT1.",
        "Rete invasion does not push it into T2. It is pT1b.",
        "Stage II colon cancer. She also has stage 3 chronic kidney disease.",
    ],
)
def test_two_scales_sides_or_illnesses_are_no_contradiction(text: str) -> None:
    assert contradictions(read_opinion(opinion(text))[0]) == {}


@pytest.mark.parametrize(
    "text",
    ["The cancer is stage II. This is clearly stage III.", "It is a T2 N0 cancer. I would call the cancer T3 N0."],
)
def test_two_stages_of_one_illness_are(text: str) -> None:
    assert contradictions(read_opinion(opinion(text))[0])


# Hurry against time to spare.

SOON = [
    "I would not like to leave this too long, and I have put her on my list for decompression.",
    "The decompression should not be delayed.",
    "I advise decompression as soon as possible.",
    "I advise decompression within the next six to eight weeks.",
]
TIME = ["There is no hurry.", "There is no urgency.", "Nothing will be lost by waiting.", "You have plenty of time."]


@pytest.mark.parametrize("soon", SOON)
@pytest.mark.parametrize("time", TIME)
def test_hurry_against_time_to_spare_is_a_difference_of_timing(soon: str, time: str, lay: Lay) -> None:
    for a, b in ((soon, time), (time, soon)):
        result = lay(plan(a), plan(b))
        assert [d.axis.value for d in result.comparison.differences if d.rule == "how soon" and d.axis] == ["timing"]


def test_what_is_quoted_of_hurry_keeps_its_denial(lay: Lay) -> None:
    assert lay(plan(SOON[0]), plan(TIME[0])).marks("would not like to leave this too long", "There is no hurry")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Go to the hospital at once if you lose feeling. I advise decompression.", "There is no hurry."),
        ("We advise radiotherapy within four weeks.", "There is no urgency about the colonoscopy."),
        ("The stitches come out two weeks after the decompression.", "There is no hurry."),
        ("I advise decompression within four weeks.", "Within four weeks is fine, it is safe to wait that long."),
        ("There is no hurry with the decompression.", "There is no hurry. I advise decompression within six weeks."),
    ],
)
def test_what_is_urgent_only_on_a_condition_or_another_thing_does_not_count(a: str, b: str) -> None:
    assert not any(rule == "how soon" for rule, _, _ in ruled(plan(a), plan(b)))
