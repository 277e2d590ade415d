"""What of one letter is set against what of the other: only what is said of the same thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Tier
from tests.comparison.conftest import Result, opinion
from tests.comparison.ruled import marks as ruled_marks
from tests.comparison.ruled import ruled

Lay = Callable[[str, str], Result]


@pytest.mark.parametrize("how", ["on levetiracetam", "after resection", "since surgery", "with valproate"])
def test_what_no_longer_happens_under_a_treatment_is_no_advice_against_it(how: str) -> None:
    (said,) = read_opinion(opinion(f"No further seizures {how}."))[0].statements
    advised = {t.name: t.advice for t in said.terms if t.kind in ("drug", "procedure")}
    assert advised and not any(value < 0 for value in advised.values())


def test_freedom_from_seizures_on_a_medicine_goes_with_advice_to_keep_it(lay: Lay) -> None:
    a = "Focal epilepsy. No further seizures on levetiracetam.\nContinue levetiracetam 500 mg twice daily."
    b = "Focal epilepsy. She is seizure-free on levetiracetam 500 mg twice daily.\nI recommend that it be continued."
    assert lay(a, b).said("negation") == []


def test_what_is_denied_of_the_skin_is_not_denied_of_the_mass(lay: Lay) -> None:
    a = "MRI shows an enhancing mass of 28 mm without skin involvement.\nI recommend lumpectomy."
    b = "The mass, 2.8 cm in size, is suspicious for cancer.\nI recommend lumpectomy."
    assert not any("mass" in x and "mass" in y for x, y in lay(a, b).said())


def test_what_a_mass_is_said_to_be_without_is_denied() -> None:
    (said,) = read_opinion(opinion("MRI shows an enhancing mass of 28 mm without skin involvement."))[0].statements
    assert {t.name: t.state for t in said.terms if t.name in ("mass", "skin")} == {"mass": 0, "skin": -1}


def test_results_of_two_tests_are_not_set_against_each_other() -> None:
    a = "Your creatinine was 1.8 and your kidney function has declined.\nI recommend empagliflozin."
    b = "Your HbA1c was 8.4 and your kidney function has declined.\nI recommend insulin glargine."
    assert not ruled_marks(a, b, "1.8", "8.4")


def test_results_of_one_test_are_a_difference(lay: Lay) -> None:
    a = "Your creatinine was 1.8 and your kidney function has declined.\nI recommend empagliflozin."
    b = "Creatinine: 2.6. The kidney function has declined.\nI recommend insulin glargine."
    assert ruled_marks(a, b, "1.8", "2.6")
    assert lay(a, b).marks("1.8", "2.6")


def test_a_chemotherapy_of_several_medicines_is_one_difference(lay: Lay) -> None:
    plan = "Stage II breast cancer, HER2 negative.\nI recommend adjuvant chemotherapy with {}, followed by letrozole."
    a = plan.format("docetaxel and cyclophosphamide (TC), four cycles")
    b = plan.format("doxorubicin and cyclophosphamide followed by paclitaxel (AC-T)")
    (said,) = lay(a, b).said("drug")
    assert said == ("docetaxel TC", "doxorubicin paclitaxel AC")


def test_medicines_with_doses_of_their_own_are_each_a_difference(lay: Lay) -> None:
    a = "The blood pressure is too high. Start amlodipine 5 mg daily and losartan 50 mg daily. Return in a month."
    b = "The blood pressure is too high. No medicine is needed now. Return in a month."
    told = [x for x, _ in lay(a, b).said("drug")]
    assert any("amlodipine" in x for x in told) and not any("amlodipine" in x and "losartan" in x for x in told)


def test_the_month_of_an_operation_is_not_set_against_that_of_a_decision(lay: Lay) -> None:
    a = "I recommend mastectomy. The operation could take place in May."
    b = "I recommend mastectomy. You should make your decision in April."
    found = lay(a, b).comparison.differences
    assert {d.rule for d in found} <= {"words without counterpart"} and not any(d.tier is Tier.FIRM for d in found)


def test_two_months_of_one_operation_are_a_difference(lay: Lay) -> None:
    a = "I recommend mastectomy. The operation could take place in May."
    b = "I recommend mastectomy. The operation should be done in April."
    assert lay(a, b).marks("in May", "in April")


@pytest.mark.parametrize(("one", "other"), [
    ("alendronate 70 mg weekly", "alendronic acid 70 mg weekly"),
    ("cholestyramine 4 g daily", "colestyramine 4 g daily"),
    ("adjuvant CAPOX", "adjuvant oxaliplatin with capecitabine"),
    ("FOLFIRINOX before surgery", "fluorouracil, irinotecan and oxaliplatin before surgery"),
])  # fmt: skip
def test_one_medicine_has_many_names_and_a_combination_is_its_medicines(one: str, other: str) -> None:
    a, b = (f"PLAN\n\nI recommend {plan}.\n" for plan in (one, other))
    assert [f for f in ruled(a, b) if f[0] in ("which medicine", "medicine only one names")] == []


def test_one_combination_instead_of_another_is_a_difference() -> None:
    a = "PLAN\n\nI recommend eight cycles of FOLFOX with oxaliplatin 85 mg/m2.\n"
    b = "PLAN\n\nI recommend six cycles of CAPOX, that is capecitabine and oxaliplatin, and no fluorouracil.\n"
    assert ruled_marks(a, b, "FOLFOX", "CAPOX")


def test_a_no_that_answers_a_question_denies_nothing() -> None:
    a = "FINDINGS\n\nThe biopsy shows granulomas without caseation.\n"
    b = "FINDINGS\n\nNo: granulomas without caseation settle it.\n"
    assert not ruled_marks(a, b, "granulomas", "granulomas")
    assert ruled_marks(a, "FINDINGS\n\nNo granulomas were seen.\n", "granulomas", "No granulomas")


def test_the_patient_is_no_treatment() -> None:
    a = "Mr. Brandvold's main wish is to avoid a permanent bag.\n"
    b = "I saw Walter Brandvold, who would like to keep the bowel and whom I would offer surgery.\n"
    assert not ruled_marks(a, b, "Brandvold", "Brandvold")
