"""A title and a place are names; the head of a table and a field left empty are none."""

from __future__ import annotations

import pytest

from binder.filing import file
from tests.filing.conftest import Paper

SHEET = """\
Rosalind Amberley      DOB: 05/11/1957      Collected: 03/13/2026
{head}
WBC                                3.9     L      K/uL   4.0 - 11.0
Hemoglobin                         12.8           g/dL   12.0 - 16.0
Platelets                          91      L      K/uL   150 - 400
"""
VISIT = """\
Harbor Point Hospital EMERGENCY DEPARTMENT
Arrival: 02/24/2026 21:10      Triage level 3
Chief complaint: fever after chemotherapy
ED course: cultures drawn, IV fluids given.
{field}
Disposition: home; return to the ED if fever comes back.
"""


@pytest.mark.parametrize(
    "head",
    [
        "Test                               Result  Flag   Units  Reference",
        "Test Result Flag Units Reference",
        "TEST NAME                          RESULT  FLAG   UNITS  REF. RANGE    LAB",
        "Component                          Your Result    Flag   Standard range      Units",
        "Analyte                            Previous result  Current result  Reference interval",
    ],
)
def test_the_head_of_a_table_is_no_title(head: str, paper: Paper) -> None:
    filing = file(paper(SHEET.format(head=head)))
    assert filing.kind.value == "lab_report" and filing.title == ""
    below = file(paper("Harbor Point Laboratory\n" + SHEET.format(head=head)))
    assert below.title == "Lab report, Harbor Point Laboratory"


@pytest.mark.parametrize("title", ["Blood test results", "Complete blood count report", "Lab Results Summary"])
def test_a_title_may_speak_of_results(title: str, paper: Paper) -> None:
    head = "Test      Result  Flag   Units  Reference"
    assert file(paper(f"{title}\n{SHEET.format(head=head)}")).title == title


@pytest.mark.parametrize("nothing", ["None", "N/A", "n/a.", "- ", "Not performed", "See below", "None at all"])
def test_a_field_that_was_left_empty_is_no_place_and_no_title(nothing: str, paper: Paper) -> None:
    filing = file(paper(VISIT.format(field=f"LABORATORY: {nothing}")))
    assert (filing.facility, filing.title) == ("Harbor Point Hospital", "Emergency note, Harbor Point Hospital")
    operated = file(paper(f"OPERATIVE REPORT\nFacility: {nothing}\nProcedure performed: {nothing}\nSurgeon: A. Pryor"))
    assert (operated.facility, operated.title) == ("", "Operative report")


def test_what_was_found_is_no_place_though_the_label_could_name_one(paper: Paper) -> None:
    told = file(paper(VISIT.format(field="Laboratory: His blood count showed a white count of 6.2")))
    named = file(paper(VISIT.format(field="Laboratory: Quest of Harbor Point")))
    assert (told.facility, named.facility) == ("Harbor Point Hospital", "Quest of Harbor Point")
