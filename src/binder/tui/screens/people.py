"""People and places: the family, the papers that let somebody ask, doctors, organizations with their desks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from textual import on

from binder.chase.choosing import first_doctor
from binder.chase.people import independence
from binder.model.errors import BinderError
from binder.model.people import DoctorRole, FamilyMember, Practitioner, Relationship, Standing
from binder.tui.asking import ask_words, choose_words
from binder.tui.commands import Command
from binder.tui.editing import edit
from binder.tui.listing import Listing, TakeOff
from binder.tui.people_fields import fields_of, new_paper
from binder.tui.placing import ask_numbers, choose_desk_kind, new_place
from binder.tui.widgets.people_rows import Known, people_rows, person_detail
from binder.tui.widgets.record_list import RecordList, Rows


class AddPerson(Command):
    """Add somebody who helps, a doctor, a place, or the paper by which somebody may ask."""

    keys, text, footer = "n", "new", True


class ChangePerson(Command):
    """Change what is known: numbers, address, what they accept."""

    keys, text = "e", "change"


class AddDesk(Command):
    """Add a desk to the place: medical records, radiology file room, pathology lab and so on."""

    keys, text, footer = "d", "add a desk", True


class ChooseDoctor(Command):
    """Choose the doctor for the second or third opinion; what ties them to the first one is said."""

    keys, text, footer = "o", "choose doctor", True


class CompareDoctors(Command):
    """See the doctors thought of side by side, on what matters for a second opinion."""

    keys, text = "C", "compare doctors"


class DeclineDoctor(Command):
    """Set a doctor aside, with the reason."""

    keys, text = "D", "set aside"


class WriteForm(Command):
    """Write the authorization form, or the letter that takes the paper back."""

    keys, text = "t", "its letter"


@dataclass(frozen=True, slots=True)
class Held:
    """Everybody, and what ties each doctor to the first one, by id."""

    known: Known
    ties: dict[str, list[str]]


class PeopleView(Listing[Held]):
    """Whom there is to call, and who may."""

    title, enter = "People", "change"
    commands = (AddPerson, ChangePerson, AddDesk, ChooseDoctor, CompareDoctors, DeclineDoctor, WriteForm, TakeOff)
    nothing = "Nobody is noted yet. n adds somebody."

    def load(self) -> Held:
        """Everybody."""
        binder = self.app.binder
        now = binder.situation()
        known = Known(binder.patient, now.patient, now.family, now.organizations, now.doctors, now.authorities)
        first = first_doctor(now.doctors)
        ties = {
            one.id: independence(first, one, now.organizations) for one in now.doctors if first and one.id != first.id
        }
        return Held(known, ties)

    def rows(self, held: Held, width: int) -> Rows:
        """A line each."""
        return people_rows(held.known, width, date.today())

    def detail(self, held: Held, key: str, *, full: bool) -> Iterable[tuple[str, str]]:
        """One of them in full."""
        return person_detail(held.known, key, date.today(), held.ties)

    @property
    def _doctor(self) -> Practitioner | None:
        return next((one for one in self.held.known.doctors if one.id == self.items.key), None)

    def why_not(self, command: type[Command]) -> str | None:
        """Some commands are for doctors, some for places alone."""
        key = self.items.key if self.loaded else ""
        if command in (ChooseDoctor, DeclineDoctor) and (not self.loaded or self._doctor is None):
            return "Put the cursor on a doctor first."
        if command is AddDesk and not key.startswith("ORG"):
            return "Put the cursor on a place first; n adds a place."
        if command is WriteForm and not key.startswith("AUTH"):
            return "Put the cursor on a paper first; n adds one."
        if command is TakeOff and (not key or key == "patient"):
            return "The patient stays: everything here is about them."
        return super().why_not(command)

    @on(RecordList.Selected)
    def selected(self, event: RecordList.Selected) -> None:
        """Enter changes it."""
        event.stop()
        self.action_command("ChangePerson")

    # -- commands -----------------------------------------------------------------------------------------------------

    async def action_add_person(self) -> None:
        """What kind, then its name and numbers."""
        kinds = {"place": "a place: hospital, practice, laboratory, insurer", "doctor": "a doctor",
                 "family": "somebody who helps", "paper": "a paper by which somebody may ask"}  # fmt: skip
        what = await choose_words(self.app, "Add what?", kinds)
        match what:
            case "place":
                kind = await choose_desk_kind(self.app)
                place = await new_place(self.app, kind) if kind else None
                key = place.id if place else ""
            case "doctor":
                key = await self._new_doctor()
            case "family":
                key = await self._new_member()
            case "paper":
                key = await new_paper(self.app, self.held.known)
            case _:
                return
        if key:
            await self.stand_on(key)
            self.app.say(f"{key} is noted. Enter changes what is known of it, u takes it off.")

    async def _new_doctor(self) -> str:
        name = await self.app.ask("Name of the doctor?")
        if not name:
            return ""
        role = await choose_words(self.app, "What are they here?", {one.value: one.label for one in DoctorRole})
        if role is None:
            return ""
        places = {one.id: one.name for one in self.held.known.places}
        place = await choose_words(self.app, "Where do they work?", {"": "not noted", **places}) if places else ""
        if place is None:
            return ""
        phone = await ask_numbers(self.app, name)
        if phone is None:
            return ""
        wanted = DoctorRole(role) in (DoctorRole.SECOND_OPINION, DoctorRole.THIRD_OPINION)
        standing = Standing.CANDIDATE if wanted else Standing.NOT_ASKED
        doctor = Practitioner(name, role=DoctorRole(role), standing=standing, organization=place, contact=phone)
        return (await self.app.in_thread(lambda: self.app.binder.save_doctor(doctor))).id

    async def _new_member(self) -> str:
        name = await self.app.ask("Name of the one who helps?")
        if not name:
            return ""
        relations = {one.value: one.label for one in Relationship}
        relation = await choose_words(self.app, "What are they to the patient?", relations)
        if relation is None:
            return ""
        numbers = await ask_numbers(self.app, name)
        if numbers is None:
            return ""
        member = FamilyMember(name, relationship=Relationship(relation), contact=numbers)
        return (await self.app.in_thread(lambda: self.app.binder.save_family(member))).id

    async def action_change_person(self) -> None:
        """Field by field until Esc."""
        key = self.items.key
        if not key:
            return
        binder = self.app.binder
        await edit(self.app, "Change what?", lambda: fields_of(binder, key))
        await self.stand_on(key)

    async def action_add_desk(self) -> None:
        """Which desk, its numbers."""
        from binder.model.people import Department

        place = self.items.key.partition("/")[0]
        kind = await choose_desk_kind(self.app)
        if kind is None:
            return
        numbers = await ask_numbers(self.app, f"the {kind.label}")
        if numbers is None:
            return
        await self.app.in_thread(lambda: self.app.binder.save_department(place, Department(kind, contact=numbers)))
        await self.stand_on(f"{place}/{kind.value}")

    async def action_choose_doctor(self) -> None:
        """For which opinion; then the ties."""
        doctor = self._doctor
        assert doctor is not None, "why_not refuses it"
        roles = {one.value: one.label for one in (DoctorRole.SECOND_OPINION, DoctorRole.THIRD_OPINION)}
        role = await choose_words(self.app, f"{doctor.name}: for which?", roles)
        if role is None:
            return
        chosen, ties = await self.app.in_thread(lambda: self.app.binder.choose_doctor(doctor.id, DoctorRole(role)))
        await self.stand_on(chosen.id)
        said = " ".join(ties) or "Nothing known ties them to the first doctor."
        self.app.say(f"{chosen.name} is chosen. {said} u takes it back.")

    def action_compare_doctors(self) -> None:
        """Side by side."""
        self.app.show_view("candidates")

    async def action_decline_doctor(self) -> None:
        """With the reason."""
        doctor = self._doctor
        assert doctor is not None, "why_not refuses it"
        why = await ask_words(self.app, "Why not?", because="Say in a few words why, so that nobody asks again.")
        if why is not None:
            await self.app.in_thread(lambda: self.app.binder.decline_doctor(doctor.id, why))
            await self.stand_on(doctor.id)
            self.app.say(f"{doctor.name} is set aside. u takes it back.")

    async def action_write_form(self) -> None:
        """The form to be signed, or the letter that takes a signed paper back."""
        from binder.tui.writing import draft

        key = self.items.key
        paper = next((one for one in self.held.known.papers if one.id == key), None)
        if paper is None:
            raise BinderError("This paper is no longer here.")
        template = "revocation" if paper.signed_on and not paper.revoked_on else "authorization"
        self.app.show_view("letter", await draft(self.app, template, authority=key))

    async def action_take_off(self) -> None:
        """A desk from its place, or the whole of it."""
        from dataclasses import replace

        key, binder = self.items.key, self.app.binder
        place_id, _, kind = key.partition("/")

        def work() -> str:
            if not kind:
                return binder.remove(key)
            place = binder.organization(place_id)
            kept = tuple(one for one in place.departments if one.kind.value != kind)
            binder.save_organization(replace(place, departments=kept))
            return f"{place.name}, {kind.replace('_', ' ')}"

        words = await self.app.in_thread(work)
        await self.refresh_view()
        self.app.say(f"{words}: taken off. u brings it back.")
