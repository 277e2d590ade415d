"""What the binder knows for a letter: the fields gathered from people, places, requests, papers and plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from binder.chase.authority import best, standing
from binder.chase.clock import clock
from binder.chase.questions import put_to
from binder.chase.words import made_at, scan_name, to_ask_for
from binder.letters import about, day
from binder.letters.asked import Scan, Times, request_fields
from binder.letters.days import hour
from binder.letters.paper import paper_fields
from binder.letters.parties import (
    Said,
    address_lines,
    desk_words,
    doctor_fields,
    patient_fields,
    recipient_fields,
    to_doctor,
    writer_fields,
)
from binder.letters.plan import plan_fields
from binder.model.appointment import Appointment, Format
from binder.model.authority import Authority, AuthorityState
from binder.model.checklist import Need
from binder.model.coverage import Coverage
from binder.model.people import (
    DepartmentKind,
    DoctorRole,
    FamilyMember,
    FamilyRole,
    Organization,
    Practitioner,
    Standing,
)
from binder.model.question import Asked
from binder.model.request import Request
from binder.verbs.requests import Requests

_ASKED = {
    DoctorRole.FIRST_OPINION: Asked.FIRST_DOCTOR,
    DoctorRole.TREATING: Asked.FIRST_DOCTOR,
    DoctorRole.SECOND_OPINION: Asked.SECOND_DOCTOR,
    DoctorRole.THIRD_OPINION: Asked.THIRD_DOCTOR,
    DoctorRole.PRIMARY_CARE: Asked.PRIMARY_CARE,
}


class LetterFields(Requests):
    """Looks up what a letter says."""

    def _gathered(
        self,
        template: str,
        request: Request | None,
        paper: Authority | None,
        plan: Coverage | None,
        visit: Appointment | None,
        on: date,
    ) -> Said:
        member, acting = self._writer(request, paper, on)
        place = request.organization if request else ""
        said: Said = {
            "date": day(on.isoformat()),
            **patient_fields(self.patient, self.patient_details(), place),
            **writer_fields(self.patient, self.patient_details(), member, acting),
            **self._case_fields(),
        }
        if request is not None:
            said |= self._about_request(template, request, on)
        if visit is not None:
            said |= self._about_visit(visit)
        if plan is not None:
            said |= plan_fields(plan, on)
        if paper is not None and template in about.OF_PAPER:
            said |= self._about_paper(paper, bool(said.get("signer_role")))
        if template in about.TO_DOCTOR | about.TO_PLAN:
            said |= self._about_doctor(template, visit)
        noted = bool(request and (request.events or request.letters))
        return said | {"enclosures": about.enclosed(template, said, noted)}

    # -- who

    def _writer(
        self, request: Request | None, paper: Authority | None, on: date
    ) -> tuple[FamilyMember | None, Authority | None]:
        """Who helps the patient with this letter, and by what paper."""
        papers = self._vault.authorities.all()
        if request is not None:
            named = self._vault.authorities.get(request.authority) if request.authority else None
            return self._member(request.asked_by) or self._coordinator(), named or best(request, papers, on)
        if paper is not None and paper.kind.representative:
            return self._member(paper.grantee), paper
        holds = [p for p in papers if p.kind.representative and standing(p, on) is AuthorityState.ACTIVE]
        acting = next((p for p in holds if self._member(p.grantee)), None)
        return (self._member(acting.grantee) if acting else self._coordinator()), acting

    def _member(self, name: str) -> FamilyMember | None:
        return self._vault.family.get(name) if name and name != "patient" else None

    def _coordinator(self) -> FamilyMember | None:
        return next((one for one in self._vault.family.all() if FamilyRole.COORDINATOR in one.roles), None)

    # -- what

    def _case_fields(self) -> Said:
        case = self._vault.case.get("case")
        if case is None:
            return {}
        withheld = "the first doctor's recommendation and treatment plan" if self._withholding() else ""
        return {"condition": case.condition, "question": case.question, "withheld": withheld}

    def _withholding(self) -> bool:
        """Whether the first opinion is kept from the second doctor, who has not given one yet."""
        case = self._vault.case.get("case")
        return case is not None and case.withhold and len(self._vault.records.opinions()) < 2

    def _about_request(self, template: str, request: Request, on: date) -> Said:
        place = self._vault.organizations.get(request.organization) or Organization(request.organization)
        desk = DepartmentKind.PRIVACY_OFFICER if template in about.ABOVE else request.department
        specimens = [one for one in self._vault.specimens.all() if one.request == request.id]
        if not specimens:
            items = {one.item for one in request.carried}
            specimens = [s for s in self._vault.specimens.all() if s.lab == request.organization and s.item in items]
        said = {
            **request_fields(
                request,
                {item.id: item for item in self._vault.checklist.items()},
                specimens,
                _times(template, request, on),
                on,
                self._scans(request, place.name),
            ),
            **recipient_fields(place, desk),
            "asked_department": desk_words(request.department),
            "needed_for": self._needed_for(request),
        }
        reviewer = next((one.reviewer for one in specimens if one.reviewer), "")
        if where := self._vault.organizations.get(reviewer) if reviewer else None:
            said["ship_to"] = address_lines(where.name, where)
        elif chosen := self._chosen():
            where = self._vault.organizations.get(chosen.organization) if chosen.organization else None
            said["ship_to"] = address_lines(where.name, where) if where else [chosen.name]
        if returns := [one.return_by for one in specimens if one.return_by]:
            said["return_by"] = day(min(returns))
        return said

    def _scans(self, request: Request, place: str) -> dict[str, list[Scan]]:
        """The examinations that a request can name by their date, by the id of their item."""
        imaging = {one.item for one in request.carried if one.need is Need.IMAGES}
        items = [item for item in self._vault.checklist.items() if item.id in imaging]
        records = self._chased(items) if items else []
        return {
            item.id: [
                Scan(
                    scan_name(item, exam),
                    exam.date,
                    exam.lacks,
                    "" if made_at(exam, place) else exam.facility,
                    exam.accession,
                )
                for exam in exams
            ]
            for item in items
            if (exams := to_ask_for(item, records, place)) and all(exam.date for exam in exams)
        }

    def _needed_for(self, request: Request) -> str:
        if not request.needed_by:
            return ""
        visits = [v for v in self._vault.appointments.all() if v.day >= request.needed_by]
        return f"an appointment on {day(min(visits, key=lambda v: v.at).day)}" if visits else ""

    def _about_paper(self, paper: Authority, by_representative: bool) -> Said:
        said = paper_fields(paper)
        if by_representative and not said["representative_authority"]:
            del said["representative_authority"]  # that of the paper the signer acts by stands
        places = [p for name in paper.organizations if (p := self._vault.organizations.get(name))]
        if not said["discloser"]:
            said["discloser"] = [", ".join([p.name, *p.contact.address.splitlines()]) for p in places]
        if places:
            said |= recipient_fields(places[0], DepartmentKind.MEDICAL_RECORDS)
        elif paper.discloser:
            name, *address = paper.discloser.replace("\n", ", ").split(", ")
            said |= {"recipient": name, "recipient_address": ", ".join(address)}
        return said

    def _about_visit(self, visit: Appointment) -> Said:
        said: Said = {"appointment": day(visit.day) + (f", {hour(visit.at[11:16])}" if len(visit.at) > 10 else "")}
        if visit.format is Format.RECORDS_ONLY:
            said["records_only"] = "yes"
        return said

    def _about_doctor(self, template: str, visit: Appointment | None) -> Said:
        doctor = self._vault.doctors.get(visit.doctor) if visit and visit.doctor else self._chosen()
        where = doctor.organization if doctor else visit.organization if visit else ""
        place = self._vault.organizations.get(where) if where else None
        said = doctor_fields(doctor, place) if doctor else {}
        if template not in about.TO_DOCTOR:
            return said
        if doctor is not None:
            said |= to_doctor(doctor, place)
        elif place is not None:
            said |= recipient_fields(place, DepartmentKind.SECOND_OPINION)
        return said | {"questions": self._questions(doctor, visit, office=template == about.QUESTIONS)}

    def _questions(self, doctor: Practitioner | None, visit: Appointment | None, *, office: bool) -> list[str]:
        """What is to be asked of a doctor, the most important first; nothing that quotes an opinion kept from them."""
        for_role = _ASKED.get(doctor.role) if doctor else None
        sealed = {one.id for one in self._vault.records.opinions()} if self._withholding() else set()
        wanted = put_to(
            self._vault.questions.all(),
            for_role,
            doctor=doctor.id if doctor else "",
            visit=visit.id if visit else "",
            office=office,
        )
        return [
            one.text
            for one in wanted
            if not (sealed and (one.opinion or any(at.record in sealed for at in one.citations)))
        ]

    def _chosen(self) -> Practitioner | None:
        return next((one for one in self._vault.doctors.all() if one.standing is Standing.CHOSEN), None)


def _times(template: str, request: Request, on: date) -> Times:
    """Where a request stands; a complaint goes by federal law alone, every other letter by the shorter one."""
    found = clock(request, on)
    if template == "complaint" and found.federal:
        found = replace(found, due=found.federal, state=None)
    late = (on - found.due).days if found.overdue and found.due else 0
    by_state = found.state is not None and found.due == found.state != found.federal
    return Times(
        found.received,
        found.assumed,
        found.due,
        late,
        by_state,
        extended=found.extended,
        ignored=found.ignored,
        complain_by=found.complain_by,
    )
