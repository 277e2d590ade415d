"""Structured documents are filed by their own fields, and each fact quotes the line that shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from binder.filing import file
from binder.model.citation import Span
from binder.model.document import Coded, Document, Page, Stated
from binder.model.kinds import Kind
from binder.model.record import FactType, Person

LINES = ("Summary of care", "Patient: Maria Sample", "Hemoglobin  10.9 g/dL  12.0-15.5", "Atenolol 25 mg twice a day")


def document(*header: Stated, coded: tuple[Coded, ...] = (), media: str = "application/cda+xml") -> Document:
    return Document("a.xml", media, (Page(1, LINES),), header=header, coded=coded)


def lab(**more: str) -> Coded:
    place = Span(1, 3, 0, len(LINES[2]))
    return replace(Coded("lab", "Hemoglobin", "10.9", place, code="718-7", system="LOINC", unit="g/dL"), **more)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("34133-9", Kind.PATIENT_SUMMARY), ("18842-5", Kind.DISCHARGE_SUMMARY), ("11504-8", Kind.OPERATIVE_NOTE),
     ("57133-1", Kind.REFERRAL), ("47040-1", Kind.SECOND_OPINION), ("11526-1", Kind.PATHOLOGY_REPORT)],
)  # fmt: skip
def test_the_code_decides_the_kind(code, kind):
    filing = file(document(Stated("kind", "A note", code, "LOINC")))
    assert filing.kind is kind and filing.kind_confidence > 0.95
    assert code in filing.kind_basis[0]


def test_every_kind_with_a_code_of_its_own_is_known_by_it():
    shared = {Kind.SLIDE_RELEASE, Kind.VOICEMAIL, Kind.IMAGING_STUDY}
    for kind in set(Kind) - shared - {Kind.OTHER}:
        assert file(document(Stated("kind", "", kind.loinc, "LOINC"))).kind is kind


def test_a_code_that_only_says_a_note_leaves_it_to_the_words():
    filing = file(document(Stated("kind", "Note", "34109-9", "LOINC"), Stated("title", "Operative report")))
    assert filing.kind_confidence < 0.99


CARE = (Stated("service", "2026-03-10"), Stated("service_end", "2026-03-13"), Stated("made", "2026-04-01"))


@pytest.mark.parametrize("code", ["18842-5", "34133-9", "11504-8"])
def test_a_clinical_document_has_the_date_it_states_of_itself_and_keeps_the_care_among_its_dates(code):
    filing = file(document(Stated("kind", "", code, "LOINC"), *CARE))
    assert filing.date == "2026-04-01"
    assert {"2026-03-10", "2026-03-13"} <= {d.value for d in filing.dates}


@pytest.mark.parametrize(("code", "date"), [("18842-5", "2026-03-13"), ("11504-8", "2026-03-10")])
def test_where_it_states_none_the_end_of_a_stay_and_the_day_of_an_operation_date_it(code, date):
    assert file(document(Stated("kind", "", code, "LOINC"), *CARE[:2])).date == date


def test_a_download_is_dated_by_the_care_it_tells_of():
    bundle = document(Stated("kind", "", "34133-9", "LOINC"), *CARE, media="application/fhir+json")
    assert file(bundle).date == "2026-03-13"


def test_care_dated_after_the_download_was_made_is_not_believed():
    late = (Stated("service", "2027-01-01"), Stated("made", "2026-04-01"))
    bundle = document(Stated("kind", "", "34133-9", "LOINC"), *late, media="application/fhir+json")
    assert file(bundle).date == "2026-04-01"


def test_of_a_whole_life_of_care_the_visit_is_the_date():
    life = (Stated("service", "1958-02-14"), Stated("service_end", "2026-04-01"), Stated("visit", "2026-03-10"))
    assert file(document(Stated("kind", "", "34133-9", "LOINC"), *life)).date == "2026-03-10"


def test_people_and_places_come_from_their_fields():
    who = (Stated("patient", "Maria Sample"), Stated("born", "1958-02-14"), Stated("patient_id", "T-77"))
    filing = file(document(*who, Stated("author", "Anna West MD"), Stated("facility", "River Hospital")))
    assert filing.patient == Person("Maria Sample", "1958-02-14", "T-77", "patient")
    assert (filing.author, filing.facility) == ("Anna West MD", "River Hospital")


def test_another_persons_record_and_a_record_of_several_people_are_doubted():
    someone = document(Stated("patient", "John Other"), Stated("other_patient", "Ann Third"))
    doubts = file(someone, patient=Person("Maria Sample", "1958-02-14")).doubts
    assert any("another person" in doubt for doubt in doubts)
    assert any("also holds records of Ann Third" in doubt for doubt in doubts)


def test_a_fact_quotes_its_line_and_carries_range_flag_and_date():
    filing = file(document(coded=(lab(low="12.0", high="15.5", date="2026-03-13"),)))
    (fact,) = (f for f in filing.facts if f.type is FactType.LAB)
    assert (fact.value, fact.unit, fact.low, fact.high, fact.flag) == ("10.9", "g/dL", "12.0", "15.5", "L")
    assert (fact.code, fact.date, fact.citation.quote) == ("718-7", "2026-03-13", LINES[2])


@pytest.mark.parametrize(
    ("coded", "flag"),
    [("HH", "H"), ("L", "L"), ("LX", "L"), ("A", "A"), ("N", ""), (">", "H"), ("Abnormal", "A"), ("", "")],
)
def test_coded_flags_are_told_in_one_letter(coded, flag):
    assert file(document(coded=(lab(flag=coded),))).facts[0].flag == flag


def test_a_laboratorys_own_code_gives_way_to_the_known_name():
    assert file(document(coded=(lab(code="HGB1", system="L"),))).facts[0].code == "718-7"


def test_a_row_that_is_coded_is_not_read_a_second_time():
    facts = file(document(coded=(lab(),), media="application/hl7-v2")).facts
    assert len([f for f in facts if f.type is FactType.LAB]) == 1


def test_what_cannot_be_shown_is_not_claimed():
    nowhere = tuple(replace(lab(), place=place) for place in (Span(9, 9, 0, 5), Span(1, 3, 0, 500), Span(1, 3, 4, 4)))
    assert not any(f.rule.startswith("coded") for f in file(document(coded=nowhere)).facts)


def test_medications_procedures_and_problems_become_facts():
    place = Span(1, 4, 0, len(LINES[3]))
    items = (Coded("medication", "Atenolol 25 mg", "twice a day", place), Coded("procedure", "Colonoscopy", "", place),
             Coded("problem", "Colon cancer", "", place), Coded("immunization", "Influenza", "", place))  # fmt: skip
    found = {(f.type, f.name, f.value) for f in file(document(coded=items)).facts if f.rule == "coded entry"}
    assert (FactType.MEDICATION, "Atenolol 25 mg", "twice a day") in found
    assert (FactType.PROCEDURE, "Colonoscopy", "") in found
    assert (FactType.FINDING, "Problem", "Colon cancer") in found
    assert len(found) == 3
