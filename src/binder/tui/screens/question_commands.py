"""What can be done with questions and with the decision: the commands, and what each asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from binder.chase.questions import BankQuestion
from binder.model.appointment import Format
from binder.model.decision import Choice as Chosen
from binder.model.decision import Decision, Followed, Option, WaitingAnswer
from binder.model.errors import BinderError
from binder.model.question import Asked, Question, QuestionState
from binder.tui.asking import ask_day, ask_words, choose_words
from binder.tui.commands import Command
from binder.tui.editing import Field, edit, set_field
from binder.tui.paths import ask_path
from binder.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from binder.model.record import Fact
    from binder.tui.app import BinderApp
    from binder.tui.screens.questions import QuestionsView


class NoteAnswer(Command):
    """Note the answer; on an appointment what became of it, on the decision what was chosen."""

    keys, text, footer = "space", "answer", True


class FromBank(Command):
    """Choose questions from the bank, one after another."""

    keys, text, footer = "b", "bank", True


class OwnQuestion(Command):
    """Write a question of your own."""

    keys, text, footer = "plus", "own", True


class MarkAsked(Command):
    """Mark that it was asked, and is waiting for its answer."""

    keys, text = "s", "asked"


class Unanswered(Command):
    """Mark that it was asked and no answer was given."""

    keys, text = "n", "no answer"


class DropQuestion(Command):
    """Say that it need not be asked; once more puts it back."""

    keys, text = "d", "not needed"


class ChangeThis(Command):
    """Change its words, whom to ask, its place in the order."""

    keys, text = "e", "change"


class PrintQuestions(Command):
    """Write the open questions as a text file, with room for the answers."""

    keys, text = "p", "print list"


class AskBoth(Command):
    """Put it on the list that each doctor answers the other's reasons."""

    keys, text = "B", "ask both doctors"


class NewDecision(Command):
    """Begin a decision: what is to be decided, and between which ways."""

    keys, text = "o", "new decision"


class AddOption(Command):
    """Add a way to go to the decision, waiting among them."""

    keys, text = "O", "add an option"


# -- questions --------------------------------------------------------------------------------------------------------


async def note_answer(view: QuestionsView, question: Question) -> None:
    """The answer, by whom; today."""
    app = view.app
    answer = await app.ask("The answer?", question.answer)
    if not answer:
        return
    by = await app.ask("Who answered?", question.answered_by or view.held.name(question.whom))
    if by is None:
        return
    await app.in_thread(lambda: app.binder.answer(question.id, answer, by=by))
    await view.stand_on(question.id)
    app.say("The answer is kept in these words. u takes it back.")


async def from_bank(view: QuestionsView) -> None:
    """Whom to ask first, then the questions of the bank for them until Esc."""
    app = view.app
    offered = await app.in_thread(app.binder.question_bank)
    people = {one.asked_of.value: one.asked_of.label for one in offered}
    if not people:
        app.say("Every question of the bank is on the list already.")
        return
    whom = await choose_words(app, "Questions for whom?", people)
    if whom is None:
        return
    taken = 0
    while True:
        some = [one for one in await app.in_thread(app.binder.question_bank) if one.asked_of.value == whom]
        if not some:
            break
        words = "Add which? Type a few letters" if not taken else f"{taken} added. Another (Esc: done)"
        chosen = await app.pick(f"{words}:", [_choice(one) for one in some])
        if chosen is None:
            break
        added = await app.in_thread(lambda chosen=chosen: app.binder.take_from_bank(chosen))  # type: ignore[misc]
        taken += 1
        await view.stand_on(added[0].id)
    if taken:
        app.say(f"{taken} question{'' if taken == 1 else 's'} put on the list. u takes the last one off.")


def _choice(question: BankQuestion) -> Choice:
    return Choice(question.id, question.text)


async def own_question(view: QuestionsView) -> None:
    """Its words, and whom to ask."""
    app = view.app
    text = await app.ask("What do you want to know?")
    if not text:
        return
    whom = await choose_words(app, "Whom to ask?", {one.value: one.label for one in Asked}, Asked.SECOND_DOCTOR.value)
    if whom is None:
        return
    kept = await app.in_thread(lambda: app.binder.add_question(Question(text, asked_of=Asked(whom))))
    await view.stand_on(kept.id)
    app.say("It is on the list. u takes it off.")


async def ask_about(app: BinderApp, record: str, facts: Sequence[Fact]) -> None:
    """A question about one of the facts on a line, to one person, with the place it stands."""
    fact = facts[0]
    if len(facts) > 1:
        named = {str(n): f"{one.name} {one.value} {one.unit}".strip() for n, one in enumerate(facts)}
        chosen = await choose_words(app, "Ask about which?", named)
        if chosen is None:
            return
        fact = facts[int(chosen)]
    whom = await choose_words(app, "Whom to ask?", {one.value: one.label for one in Asked}, Asked.SECOND_DOCTOR.value)
    if whom is None:
        return
    at = replace(fact.citation, record=fact.citation.record or record)
    kept = await app.in_thread(lambda: app.binder.ask_about_finding(at, Asked(whom)))
    app.say(f"To ask the {kept.asked_of.label}: {kept.text} 5 shows the questions; u takes it off.")


async def drop(view: QuestionsView, question: Question) -> None:
    """Dropped, or back on the list."""
    app, binder = view.app, view.app.binder
    if question.state is QuestionState.DROPPED:
        await app.in_thread(lambda: binder.change_question(replace(question, state=QuestionState.TO_ASK)))
        words = "It is to be asked again."
    else:
        await app.in_thread(lambda: binder.drop_question(question.id))
        words = "It need not be asked; it stays to be seen."
    await view.stand_on(question.id)
    app.say(f"{words} u takes it back.")


async def print_list(view: QuestionsView) -> None:
    """Where to write it."""
    from binder.chase.question_list import open_list
    from binder.export.private_file import write_private

    app = view.app
    text = open_list(view.held.questions)
    if not text:
        app.say("No question is open.")
        return
    path = await ask_path(app, "Write the open questions where?", "~/questions.txt")
    if path is None:
        return
    await app.in_thread(lambda: write_private(path, text.encode()))
    app.say(f"Wrote {path}: plain text outside the binder.")


async def change(view: QuestionsView, key: str) -> None:
    """The fields of a question, of the decision, or of what it is all about."""
    app = view.app
    await edit(app, "Change what?", lambda: _fields(view, key))
    await view.stand_on(key)


def _fields(view: QuestionsView, key: str) -> list[Field]:
    binder = view.app.binder
    now = binder.situation()
    if question := next((one for one in now.questions if one.id == key), None):
        make = set_field(lambda **given: binder.change_question(replace(question, **given)))
        people = {"": "not settled"} | {key: name for key, name in now.names.items() if not key.startswith("FAM")}
        return [
            make("text", "Words", question.text),
            make("asked_of", "Asked of", question.asked_of.value, among={a.value: a.label for a in Asked}, to=Asked),
            make("whom", "Name", question.whom, among=people),
            make("priority", "Place in the order (1 is first, 0: none)", str(question.priority), number=True),
            make("note", "Note", question.note),
        ]
    if decision := next((one for one in now.decisions if one.id == key), None):
        make = set_field(lambda **given: binder.save_decision(replace(decision, **given)))
        third = "yes" if decision.third_opinion else "no"
        return [
            make("question", "What is to be decided", decision.question),
            make("values", "What matters to the patient", decision.values),
            make("third_opinion", "A third opinion first", third, known=True, to=lambda typed: typed == "yes"),
            make("note", "Note", decision.note),
        ]
    case = now.case
    make = set_field(lambda **given: binder.save_case(replace(case, **given)))
    formats = {"": "not settled", **{one.value: one.label for one in Format}}
    return [
        make("condition", "Condition, as the records name it", case.condition),
        make("question", "What is to be settled", case.question),
        make("goals", "What the patient hopes for", case.goals),
        make("reasons", "Reasons (; between)", "; ".join(case.reasons), to=_parts),
        make("decide_by", "To be decided by", case.decide_by, day=True),
        make("format", "How it is to be given", case.format.value if case.format else "", among=formats,
             to=lambda typed: Format(typed) if typed else None),
    ]  # fmt: skip


def _parts(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(";") if part.strip())


# -- the case and the decision ----------------------------------------------------------------------------------------


async def note_waiting(view: QuestionsView) -> None:
    """What the doctor said about waiting."""
    app = view.app
    who = await app.ask("Is there a risk in waiting a week or two: who answered?")
    if who is None:
        return
    said = await ask_words(app, "What did they say?", because="Write down what was said about waiting.")
    if said is None:
        return
    days = await app.ask("How many days are safe, if they said? (empty: no number; 0: do not wait)")
    if days is None:
        return
    if days and not days.isdecimal():
        raise BinderError(f"{days!r} is no number of days.")
    number = int(days) if days else None
    answer = WaitingAnswer(date.today().isoformat(), who, said, number or None, number == 0)
    await app.in_thread(lambda: app.binder.answer_waiting(answer))
    await view.stand_on("case")
    app.say("Noted. u takes it back.")


async def new_decision(view: QuestionsView) -> None:
    """What is to be decided, then the ways, until an empty line."""
    app, binder = view.app, view.app.binder
    question = await app.ask("What is to be decided?")
    if not question:
        return
    kept = await app.in_thread(lambda: binder.save_decision(Decision(question)))
    await view.stand_on(kept.id)
    while True:
        what = await app.ask(f"Way {len(kept.options) + 1} (such as “wait three months”; empty: done)")
        if not what:
            break
        option = Option(what)
        kept = await app.in_thread(lambda option=option, key=kept.id: binder.add_option(key, option))  # type: ignore[misc]
        await view.stand_on(kept.id)
    app.say("It is on the list. Space notes the choice, O adds a way; u takes it back.")


async def add_option(view: QuestionsView, decision: Decision) -> None:
    """What, for, against, which opinions recommend it."""
    app = view.app
    what = await app.ask("Which way?")
    if not what:
        return
    pros = await app.ask("What speaks for it? (may stay empty)")
    cons = await app.ask("What against it? (may stay empty)") if pros is not None else None
    if cons is None:
        return
    by = await app.ask("Which opinions recommend it? (1, 2; may stay empty)")
    if by is None:
        return
    numbers = tuple(int(part) for part in by.replace(",", " ").split() if part.isdecimal())
    option = Option(what, pros or "", cons, numbers)
    await app.in_thread(lambda: app.binder.add_option(decision.id, option))
    await view.stand_on(decision.id)
    app.say("Added. u takes it back.")


async def note_choice(view: QuestionsView, decision: Decision) -> None:
    """What was chosen, with whom, why, and how far it follows an opinion."""
    app = view.app
    if not decision.options:
        raise BinderError("First add the ways between which it is decided: O.")
    option = await choose_words(
        app, f"{decision.question}: what was chosen?", {o.what: o.what for o in decision.options}
    )
    if option is None:
        return
    with_whom = await app.ask("Who talked it over? (may stay empty)")
    reason = await app.ask("Why, in the patient's words?") if with_whom is not None else None
    if reason is None:
        return
    opinions = {"0": "of no opinion", "1": "opinion 1", "2": "opinion 2", "3": "opinion 3"}
    opinion = await choose_words(app, "Measured by which opinion?", opinions)
    if opinion is None:
        return
    followed = None
    if opinion != "0":
        how = await choose_words(app, "Does it follow it?", {one.value: one.label for one in Followed})
        if how is None:
            return
        followed = Followed(how)
    review = await ask_day(app, "To be looked at again on which day? (empty: none)", "", may_be_empty=True)
    if review is None:
        return
    choice = Chosen(option, date.today().isoformat(), with_whom or "", reason, int(opinion), followed, review)
    await app.in_thread(lambda: app.binder.decide(decision.id, choice))
    await view.stand_on(decision.id)
    app.say("Decided, and kept with its reason; an earlier choice stays to be seen. u takes it back.")
