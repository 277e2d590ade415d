"""What the sample's family has asked for, heard and planned so far; all invented, its days counted from the present.

The papers of the sample are as old as they say; what is open is open today, whenever the sample is made.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from binder.model.appointment import Appointment
from binder.model.authority import Authority, AuthorityKind
from binder.model.checklist import Need
from binder.model.citation import Citation
from binder.model.coverage import CallAnswer, Coverage, CoverageCall, PlanAnswer, PlanAsk, PlanKind, PlanRequest
from binder.model.decision import Case, Decision, Option, WaitingAnswer
from binder.model.people import (
    Channel,
    Contact,
    Department,
    DepartmentKind,
    DoctorRole,
    FamilyMember,
    FamilyRole,
    Organization,
    PatientDetails,
    PatientNumber,
    Practitioner,
    Relationship,
    SlidePolicy,
    Standing,
)
from binder.model.question import Asked, Question, QuestionGroup
from binder.model.request import EventKind, RequestEvent
from binder.model.specimen import Shipment, Specimen, SpecimenKind, SpecimenState
from binder.sample.people import HOUSES, PATIENT, PATIENT_NUMBER

if TYPE_CHECKING:
    from binder.binder import Binder

VISIT_IN = 16
"""Days until the next appointment."""

_DESK = DepartmentKind
# House -> its desks: kind, phone, fax.
_DESKS: dict[str, tuple[tuple[DepartmentKind, str, str], ...]] = {
    "family": ((_DESK.MEDICAL_RECORDS, "(555) 555-0112", "(555) 555-0113"),),
    "mri": ((_DESK.RADIOLOGY, "(555) 555-0158", "(555) 555-0159"),),
    "imaging": ((_DESK.RADIOLOGY, "(555) 555-0132", ""),),
    "hospital": (
        (_DESK.MEDICAL_RECORDS, "(555) 555-0141", "(555) 555-0142"),
        (_DESK.PATHOLOGY, "(555) 555-0147", "(555) 555-0148"),
        (_DESK.CLINIC, "(555) 555-0150", "(555) 555-0151"),
    ),
    "institute": ((_DESK.SECOND_OPINION, "(555) 555-0171", ""), (_DESK.PATHOLOGY, "(555) 555-0176", "")),
}


class Calendar:
    """Days counted from the present."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __call__(self, days: int) -> str:
        """ISO date of so many days from now; negative: ago."""
        return (self.today + timedelta(days)).isoformat()


def chase(binder: Binder, records: dict[str, str], today: date) -> None:
    """Fill the shelves beside the records.

    Args:
        records: ids of the records by the keys of the papers.
    """
    day = Calendar(today)
    family = _family(binder, records)
    places = _places(binder)
    doctors = _doctors(binder, places)
    binder.set_patient_details(
        PatientDetails(
            contact=Contact("(555) 555-0104", address="27 Orchard Walk\nLarkmoor"),
            languages=("English",),
            numbers=(PatientNumber(places["hospital"], PATIENT_NUMBER),),
        )
    )
    _requests(binder, places, family, day)
    _slides(binder, places, day)
    _plan(binder, day)
    _visit(binder, places, doctors, family, day)
    _questions(binder, records, doctors, day)
    _decision(binder, day)


def _family(binder: Binder, records: dict[str, str]) -> str:
    nora = binder.save_family(
        FamilyMember(
            "Nora E. Ashgrove",
            relationship=Relationship.DAUGHTER,
            roles=(FamilyRole.COORDINATOR,),
            contact=Contact("(555) 555-0101", address="9 Lantern Street, Apartment 4\nHarrowgate"),
        )
    )
    binder.save_family(
        FamilyMember(
            "Gerald P. Ashgrove",
            roles=(FamilyRole.SECOND_EARS,),
            contact=Contact("(555) 555-0103"),
            note="brother-in-law; drives on Thursdays",
        )
    )
    binder.save_authority(
        Authority(
            AuthorityKind.AUTHORIZATION,
            grantor=PATIENT,
            grantee=nora.id,
            scope="visit notes, operative note, discharge summary, laboratory, pathology and imaging reports, images",
            discloser="Larkmoor General Hospital, Fernhollow and Saltmarsh Imaging, Quillbrook Family Medicine",
            recipient="Nora E. Ashgrove, and Tidewell Cancer Institute",
            purpose="second opinion and help by my family",
            expires_event="the end of the treatment that this second opinion is about",
            signed_by=PATIENT,
            signed_on="2026-02-26",
            states_revocation=True,
            states_conditioning=True,
            states_redisclosure=True,
            record=records["2026-02-26-authorization"],
        )
    )
    binder.save_authority(
        Authority(
            AuthorityKind.POWER_OF_ATTORNEY,
            grantor=PATIENT,
            grantee=nora.id,
            signed_by=PATIENT,
            signed_on="2025-11-21",
            record=records["2025-11-21-power-of-attorney"],
            note="holds once she cannot decide for herself",
        )
    )
    return nora.id


def _places(binder: Binder) -> dict[str, str]:
    kept = {}
    for key, desks in _DESKS.items():
        house = HOUSES[key]
        phone = house.telephone.removeprefix("Tel ").split("   ")[0]
        place = Organization(
            house.name,
            contact=Contact(phone, address=house.address.replace(", ", "\n")),
            departments=tuple(
                Department(kind, contact=Contact(number, fax), accepts=(Channel.FAX,) if fax else ())
                for kind, number, fax in desks
            ),
        )
        kept[key] = binder.save_organization(place).id
    hospital = binder.organization(kept["hospital"])
    lab = hospital.department(_DESK.PATHOLOGY)
    assert lab is not None
    binder.save_department(
        hospital.id,
        replace(
            lab, form_needed="slide release form, signed by the patient", slides=SlidePolicy.ORIGINALS, return_days=60
        ),
    )
    return kept


def _doctors(binder: Binder, places: dict[str, str]) -> dict[str, str]:
    known = {
        "first": Practitioner(
            "Ines Calloway, MD",
            role=DoctorRole.FIRST_OPINION,
            specialty="hematology and oncology",
            organization=places["hospital"],
            contact=Contact("(555) 555-0150"),
        ),
        "second": Practitioner(
            "Henrike Solberg, MD",
            role=DoctorRole.SECOND_OPINION,
            standing=Standing.CHOSEN,
            specialty="hematology",
            subspecialty="lymphoma",
            organization=places["institute"],
            contact=Contact("(555) 555-0171"),
            board_certified=True,
            accepts_plan=False,
            academic=True,
            cases="several every week",
            found_by="the foundation's list",
        ),
        "third": Practitioner(
            "Corin Vasgaard, MD",
            role=DoctorRole.THIRD_OPINION,
            standing=Standing.CANDIDATE,
            specialty="hematology",
            practice="Brackwater University Hospital",
            contact=Contact("(555) 555-0186"),
            academic=True,
            found_by="the care team",
        ),
        "family": Practitioner(
            "Priya Nandakumar, MD",
            role=DoctorRole.PRIMARY_CARE,
            specialty="family medicine",
            organization=places["family"],
            contact=Contact("(555) 555-0112"),
        ),
    }
    return {key: binder.save_doctor(doctor).id for key, doctor in known.items()}


def _requests(binder: Binder, places: dict[str, str], nora: str, day: Calendar) -> None:
    """One late, one answered with a report instead of the images, one drafted."""
    notes = binder.make_request(
        places["family"], _DESK.MEDICAL_RECORDS, [("visit-notes", Need.REPORT)], asked_by=nora, needed_by=day(VISIT_IN)
    )
    binder.send_request(notes.id, day(-41), Channel.FAX)
    binder.acknowledge_request(notes.id, day(-41), "fax confirmation, 4 pages")
    binder.log_event(
        notes.id,
        RequestEvent(day(-24), EventKind.CALL, "it is in the queue", "Bettina", "(555) 555-0112",
                     next_on=day(-17), next_step="call again"),
    )  # fmt: skip
    binder.log_event(notes.id, RequestEvent(day(-12), EventKind.CALL, "not found; will look again", "Bettina"))
    scans = binder.make_request(
        places["mri"], _DESK.RADIOLOGY, [("imaging-mri", Need.IMAGES)], asked_by=nora, needed_by=day(VISIT_IN)
    )
    binder.send_request(scans.id, day(-19), Channel.FAX)
    binder.acknowledge_request(scans.id, day(-19), "fax confirmation")
    binder.log_event(
        scans.id,
        RequestEvent(day(-6), EventKind.LETTER, "only the report came, without the images", incoming=True),
    )
    binder.log_event(
        scans.id,
        RequestEvent(day(-5), EventKind.CALL, "a disc can be burned by Friday", "Ilse", "(555) 555-0158",
                     next_on=day(0), next_step="ask whether the disc is in the mail"),
    )  # fmt: skip
    binder.make_request(places["hospital"], _DESK.MEDICAL_RECORDS, [("treatment-given", Need.REPORT)], asked_by=nora)


def _slides(binder: Binder, places: dict[str, str], day: Calendar) -> None:
    """The marrow slides: asked for, released, on their way."""
    asked = binder.make_request(places["hospital"], _DESK.PATHOLOGY, [("pathology-slides", Need.SLIDES)])
    binder.send_request(asked.id, day(-13), Channel.FAX)
    binder.log_event(
        asked.id,
        RequestEvent(day(-9), EventKind.VOICEMAIL, "the release form is there; they go out this week", "Dorottya",
                     incoming=True),
    )  # fmt: skip
    binder.log_event(asked.id, RequestEvent(day(-2), EventKind.CALL, "they went out today", "Dorottya"))
    slides = binder.save_specimen(
        Specimen(
            places["hospital"],
            "BM25-0931",
            kind=SpecimenKind.SLIDES,
            count=7,
            collected_on="2025-11-19",
            reported_on="2025-11-25",
            request=asked.id,
            reviewer=places["institute"],
        )
    )
    binder.move_specimen(slides.id, SpecimenState.RELEASE_REQUESTED, day(-13))
    binder.move_specimen(slides.id, SpecimenState.RELEASED, day(-3))
    binder.save_shipment(
        Shipment(
            (slides.id,),
            sender=places["hospital"],
            recipient=places["institute"],
            courier="Swiftwater Express",
            tracking="SWX 5550 0431 2260",
            courier_phone="(555) 555-0195",
            signature_required=True,
            rigid_container=True,
            report_enclosed=True,
            packed_by="D. Imre, histology",
            sent_on=day(-2),
            expected_on=day(1),
        )
    )


def _plan(binder: Binder, day: Calendar) -> None:
    """The plan with a call, an exception granted, and a request that waits for its answer."""
    plan = binder.save_coverage(
        Coverage("Harborlight Mutual", kind=PlanKind.PPO, member_id="HHP 440 118 207", phone="(555) 555-0190")
    )
    binder.ask_plan(plan.id, PlanRequest(PlanAsk.GAP_EXCEPTION, "2026-02-27", doctor="Henrike Solberg, MD"))
    binder.answer_plan(plan.id, 1, PlanAnswer.GRANTED, on="2026-03-06")
    binder.ask_plan(plan.id, PlanRequest(PlanAsk.PRE_AUTHORIZATION, day(-9), note="PET/CT, with Dr. Solberg's letter"))
    answers = (
        CallAnswer("in_network", "no, but the exception of March 6 covers the second opinion"),
        CallAnswer("pre_authorization", "for the PET/CT yes, for the visit no"),
        CallAnswer("reread", "yes, CPT 88321, at Tidewell"),
    )
    binder.log_plan_call(
        plan.id,
        CoverageCall(day(-8), "Marlo", "CS-26-55107", "(555) 555-0190", answers,
                     next_on=day(2), next_step="ask for the answer about the PET/CT"),
    )  # fmt: skip


def _visit(binder: Binder, places: dict[str, str], doctors: dict[str, str], companion: str, day: Calendar) -> None:
    binder.save_appointment(
        Appointment(
            f"{day(VISIT_IN)}T10:15",
            doctor=doctors["second"],
            organization=places["institute"],
            place="Estuary Drive, Tidewell, third floor",
            phone="(555) 555-0171",
            companion=companion,
        )
    )


def _questions(binder: Binder, records: dict[str, str], doctors: dict[str, str], day: Calendar) -> None:
    binder.take_from_bank("diagnosis", "options", "experience", whom=doctors["second"])
    binder.ask_both_to_respond()
    binder.add_question(Question("Is the spot in the back why it hurts?", priority=1, whom=doctors["second"]))
    counts = binder.add_question(
        Question(
            "How low may the platelets fall before we call?",
            group=QuestionGroup.WAITING,
            asked_of=Asked.FIRST_DOCTOR,
            whom=doctors["first"],
        )
    )
    binder.asked(counts.id, day(-10))
    wait = binder.add_question(Question("How long may we take to decide?", group=QuestionGroup.WAITING))
    at = _quoted(binder, records["2026-03-24-second-opinion"], "You have time.")
    binder.answer(wait.id, "Six to eight weeks, once the open questions are settled.", by="Dr. Solberg", at=at)


def _quoted(binder: Binder, record: str, words: str) -> Citation | None:
    """Where words stand in a record."""
    for page in binder.document(record).pages:
        for number, line in enumerate(page.lines, 1):
            if (at := line.find(words)) >= 0:
                return Citation(page.number, number, at, at + len(words), words, record)
    return None


def _decision(binder: Binder, day: Calendar) -> None:
    binder.save_case(
        Case(
            condition="follicular lymphoma, grade 1-2",
            question="whether to start bendamustine and rituximab now",
            reasons=("before a major treatment", "two doctors differ"),
            goals="good days, and no treatment before it is needed",
            decide_by=day(30),
        )
    )
    binder.answer_waiting(
        WaitingAnswer(day(-10), "Dr. Solberg", "there is time while the platelets stay over 50", safe_days=42)
    )
    decision = binder.save_decision(Decision("Which treatment, and when?", values="being at home, and the garden"))
    for option in (
        Option("bendamustine and rituximab, in two weeks", "lasts longer", "infections for many months", (1,)),
        Option("a PET/CT first, then rituximab alone if needed", "shows what T11 is", "takes six weeks", (2,)),
        Option("wait, with a blood count every two weeks", "", "the platelets may fall further"),
    ):
        binder.add_option(decision.id, option)
