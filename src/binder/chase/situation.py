"""Everything a person keeps beside the records, as it stands at one moment: what the chase looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from binder.chase.people import desk
from binder.model.appointment import Appointment
from binder.model.authority import Authority
from binder.model.checklist import ChecklistItem
from binder.model.coverage import Coverage
from binder.model.decision import Case, Decision
from binder.model.people import Department, DepartmentKind, FamilyMember, Organization, PatientDetails, Practitioner
from binder.model.question import Question
from binder.model.request import Request
from binder.model.specimen import Shipment, Specimen


@dataclass(frozen=True, slots=True)
class Situation:
    """All shelves of the chase with the checklist.

    Attributes:
        patient_name: as the binder knows it.  opinions: how many are here.
    """

    patient_name: str = ""
    patient: PatientDetails = field(default_factory=PatientDetails)
    family: tuple[FamilyMember, ...] = ()
    doctors: tuple[Practitioner, ...] = ()
    organizations: tuple[Organization, ...] = ()
    authorities: tuple[Authority, ...] = ()
    requests: tuple[Request, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    questions: tuple[Question, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    case: Case = field(default_factory=Case)
    decisions: tuple[Decision, ...] = ()
    items: tuple[ChecklistItem, ...] = ()
    opinions: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def name(self, which: str) -> str:
        """The name of a person or place by its id; what was typed instead of an id stays as it is."""
        if which == "patient":
            return self.patient_name or "the patient"
        return self.names.get(which, which)

    def organization(self, which: str) -> Organization | None:
        """A place by its id."""
        return next((one for one in self.organizations if one.id == which), None)

    def doctor(self, which: str) -> Practitioner | None:
        """A doctor by the id."""
        return next((one for one in self.doctors if one.id == which), None)

    def desk(self, which: str, kind: DepartmentKind) -> Department | None:
        """A desk of a place, with the numbers of the house where it has none of its own."""
        place = self.organization(which)
        return desk(place, kind) if place else None

    def item(self, which: str) -> ChecklistItem | None:
        """A checklist item by its id."""
        return next((one for one in self.items if one.id == which), None)


def names_of(
    family: Iterable[FamilyMember], doctors: Iterable[Practitioner], organizations: Iterable[Organization]
) -> dict[str, str]:
    """Names of people and places by their ids."""
    return {one.id: one.name for group in (family, doctors, organizations) for one in group}
