"""People and places, slides, and coverage: each a list, each thing changed by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.model.coverage import Coverage, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.people import DepartmentKind, DoctorRole, FamilyMember, Organization, Practitioner, Standing
from binder.model.specimen import Specimen, SpecimenState
from tests.tui.cabinet import screen_text, status
from tests.tui.chased import PHONE, a_place, asked, day, press, shown, write


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[Binder]:
    with Binder.create(tmp_path / "b.binder", "correct horse", patient="Test Person", profile=1) as made:
        yield made


async def test_places_stand_with_their_desks_and_numbers(binder: Binder) -> None:
    a_place(binder)
    async with shown(binder, "people") as (app, _):
        rows = screen_text(app, ".listing--items")
        assert "Saltmarsh Imaging" in rows and "radiology file room" in rows and PHONE in rows


async def test_a_number_is_changed_and_one_with_letters_is_refused_in_words(binder: Binder) -> None:
    place = a_place(binder)
    async with shown(binder, "people", f"{place}/radiology") as (app, pilot):
        await press(pilot, "enter", "1")
        await write(pilot, "555-010-0200")
        await press(pilot, "2")
        await write(pilot, "FAX ME")
        assert "fax number" in status(app)
    desk = binder.organization(place).department(DepartmentKind.RADIOLOGY)
    assert desk is not None and (desk.contact.phone, desk.contact.fax) == ("555-010-0200", "555-010-0159")


async def test_a_doctor_of_the_same_house_is_said_not_to_be_independent(binder: Binder) -> None:
    house = binder.save_organization(Organization("Harbor Clinic")).id
    binder.save_doctor(Practitioner("Dr. One", role=DoctorRole.FIRST_OPINION, organization=house))
    second = binder.save_doctor(
        Practitioner("Dr. Two", role=DoctorRole.SECOND_OPINION, standing=Standing.CANDIDATE, organization=house)
    )
    async with shown(binder, "people", second.id) as (app, pilot):
        assert "Not independent" in screen_text(app, "Paragraphs")
        await press(pilot, "o", "1")
        assert "same institution" in status(app)
        await press(pilot, "C")
        assert app.main is not None and app.main.view_name == "candidates"
        assert "Dr. Two" in screen_text(app, "#candidates")
    assert binder.doctor(second.id).standing is Standing.CHOSEN


async def test_a_paper_is_noted_and_says_what_it_lacks(binder: Binder) -> None:
    binder.save_family(FamilyMember("Nora Example"))
    async with shown(binder, "people") as (app, pilot):
        await press(pilot, "n", "4", "1", "1")
        await write(pilot, "-30")
        await write(pilot, "Test Person")
        assert "It lacks" in screen_text(app, "Paragraphs") and "164.508" in screen_text(app, "Paragraphs")


async def test_a_place_that_a_request_names_is_kept_and_it_is_said_where(binder: Binder) -> None:
    place = a_place(binder)
    request = asked(binder, place, 3)
    async with shown(binder, "people", place) as (app, pilot):
        await press(pilot, "x")
        assert request.id in status(app)
    assert binder.organizations()


async def test_slides_go_step_by_step_and_the_parcel_takes_them_along(binder: Binder) -> None:
    lab = a_place(binder, "Riverside Lab", DepartmentKind.PATHOLOGY)
    binder.save_organization(Organization("Lakeside Institute"))
    slides = binder.save_specimen(Specimen(lab, "S25-1", count=6, collected_on=day(-200)))
    async with shown(binder, "specimens", slides.id) as (app, pilot):
        assert "6 H&E slides S25-1" in screen_text(app) and "kept until" in screen_text(app, "Paragraphs")
        await press(pilot, "enter", "2", "enter")
        await write(pilot, "")
        await press(pilot, "s", "1")
        await write(pilot, "Swift")
        await write(pilot, "SW 1")
        await press(pilot, "1")
        await write(pilot, "today")
        assert binder.specimens()[0].specimen.state is SpecimenState.SHIPPED
        await press(pilot, "enter", "1", "enter")
        await write(pilot, "Thornbury")
        assert binder.specimens()[0].specimen.state is SpecimenState.RECEIVED
        await press(pilot, "u")
        assert binder.specimens()[0].specimen.state is SpecimenState.SHIPPED


async def test_a_call_to_the_plan_goes_question_by_question_until_escape(binder: Binder) -> None:
    binder.save_coverage(Coverage("Harborlight", kind=PlanKind.PPO, phone=PHONE))
    async with shown(binder, "coverage") as (app, pilot):
        await press(pilot, "c")
        await write(pilot, "Marlo")
        await write(pilot, "call first, then write")
        await press(pilot, "escape")
        await write(pilot, "CS-1")
        await write(pilot, "")
        assert "with 1 answer" in status(app)
    (call,) = binder.coverage().calls
    assert (call.who, call.reference, call.answers[0].answer) == ("Marlo", "CS-1", "call first, then write")


async def test_a_refusal_of_the_plan_shows_until_when_it_can_be_appealed(binder: Binder) -> None:
    plan = binder.save_coverage(Coverage("Harborlight", kind=PlanKind.PPO))
    binder.ask_plan(plan.id, PlanRequest(PlanAsk.GAP_EXCEPTION, day(-20)))
    async with shown(binder, "coverage") as (app, pilot):
        await press(pilot, "space", "2", "enter")
        await write(pilot, "one is in the network")
        assert "appeal by" in " ".join(screen_text(app, ".listing--items").split())
    assert binder.coverage().requests[0].answer is PlanAnswer.DENIED


@pytest.mark.parametrize("view", ["requests", "people", "specimens", "coverage", "questions", "candidates"])
@pytest.mark.parametrize("size", [(60, 15), (120, 40)])
async def test_every_list_opens_empty_in_a_small_and_a_large_window(
    binder: Binder, view: str, size: tuple[int, int]
) -> None:
    async with shown(binder, view, size=size) as (app, pilot):
        assert app.main is not None and app.main.view_name == view
        await press(pilot, "j", "k", "G", "g")
