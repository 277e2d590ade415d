"""Words that begin a paragraph with a full stop behind them head it, where the letter is written so."""

from __future__ import annotations

from binder.comparison import compare
from binder.model.comparison import Axis
from tests.comparison.conftest import KIDNEY_A, opinion


def told(text: str) -> list[tuple[str, str]]:
    """Heading and words of every sentence."""
    return [(s.heading, s.text) for s in compare(opinion(text), opinion(KIDNEY_A)).a_sentences]


LETTER = """
What you have. It is a cancer of the breast of 18 mm.

Chemotherapy. We do not recommend chemotherapy at this point.

Hormone treatment. Here we agree with Dr. Pell on letrozole. We would start it now.

Bones. We support the plan of a bone density measurement.

How much time you have. There is no urgency.
"""


def test_run_in_headings_head_what_follows_and_are_no_statements() -> None:
    assert told(LETTER) == [
        ("What you have", "It is a cancer of the breast of 18 mm."),
        ("Chemotherapy", "We do not recommend chemotherapy at this point."),
        ("Hormone treatment", "Here we agree with Dr. Pell on letrozole."),
        ("Hormone treatment", "We would start it now."),
        ("Bones", "We support the plan of a bone density measurement."),
        ("How much time you have", "There is no urgency."),
    ]


def test_the_points_of_a_list_have_them_too_and_stay_under_its_heading() -> None:
    text = """
RECOMMENDATIONS

1. Chemotherapy. I have recommended four cycles of docetaxel.
2. Radiation. After chemotherapy she should receive radiation.
3. Lung nodule. I have ordered a repeat scan in three months.
4. Bone health. A density scan, calcium and vitamin D, and zoledronic acid every six months for three years.

I would like to start within four weeks.
"""
    assert [heading for heading, _ in told(text)] == [
        "RECOMMENDATIONS: Chemotherapy",
        "RECOMMENDATIONS: Radiation",
        "RECOMMENDATIONS: Lung nodule",
        "RECOMMENDATIONS: Bone health",
        "RECOMMENDATIONS",
    ]


def test_they_are_not_quoted() -> None:
    other = "RECOMMENDATIONS\n\n1. Chemotherapy. I have recommended chemotherapy within four weeks.\n"
    c = compare(opinion(LETTER), opinion(other + "2. Radiation. It should follow.\n3. Bones. A scan is advised.\n"))
    said = [q.quote for axis in c.axes if axis.axis is Axis.TREATMENT for q in (*axis.a, *axis.b)]
    assert said and not any(q.strip("123. ") in ("Chemotherapy", "Radiation", "Bones") for q in said)


def test_short_findings_denials_advice_and_diagnoses_are_statements() -> None:
    short = [
        "Lungs clear. There is no wheeze.",
        "Follicular lymphoma. It is of grade 1.",
        "No metastases. The scan was done in May.",
        "Stop sertraline. It has done nothing for her.",
        "Physiotherapy. Twice a week.",
        "We agree. The tumor should come out.",
    ]
    assert len(told("\n\n".join(short))) == 12


def test_one_short_sentence_is_no_habit() -> None:
    text = "Surgery. It should be done in May.\n\nShe has a renal mass. It is 4 cm wide.\n\nShe is well. She walks.\n"
    assert told(text)[0] == ("", "Surgery.")
