"""What a person does to two opinions on their screen: marks, questions, particulars, sealing, paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from binder.model.clean import clean
from binder.model.comparison import Axis, Comparison, Verdict
from binder.model.errors import BinderError
from binder.model.opinion import Form, Marked, Opinion, Seen, Why
from binder.model.passages import AXIS_LETTER, Block, Passage, Side
from binder.model.record import Record
from binder.model.spoken import opinion_name, place_words, verdict_meaning
from binder.tui.paths import ask_path
from binder.tui.view import View
from binder.tui.widgets.choices import Choice
from binder.tui.widgets.opinion_rows import shorten

if TYPE_CHECKING:
    from binder.tui.widgets.side_by_side import SideBySide

_VERDICT_KEYS = {
    "n": Verdict.NO_DIFFERENCE_FOUND,
    "r": Verdict.REFINED,
    "d": Verdict.DIFFERENT,
    "a": Verdict.ONLY_A,
    "b": Verdict.ONLY_B,
}
_ALL = "all"
_BESIDE = 30  # cells beside a sentence that is to be chosen: its key and its place
_NONE = "none"
_WHY_BESIDE = {
    Why.NEW_MATERIAL: "the one had a scan, slides or a test that the other had not",
    Why.OTHER_READING: "both saw the same and read it otherwise",
    Why.OTHER_GUIDELINE: "each follows another guideline, or another year's",
    Why.PREFERENCE: "both are possible; what matters to the patient decides",
    Why.RECORD_ERROR: "one of them worked from something that is wrong",
}
T = TypeVar("T")


class Marking(View):
    """The part of the opinions view that changes something in the binder."""

    _opinions: list[Record]
    _tying: tuple[Side, Passage] | None

    if TYPE_CHECKING:

        @property
        def body(self) -> SideBySide: ...

        @property
        def comparison(self) -> Comparison | None: ...

        async def compare_again(self, note: str = "") -> None: ...

    # -- links --------------------------------------------------------------------------------------------------------

    async def action_take_apart(self) -> None:
        """Take all passages of this block apart."""
        comparison, block = self.comparison, self.body.block
        if comparison is None or block is None:
            return
        if not block.linked:
            self.app.say("Only one doctor speaks here: there is nothing to take apart.")
            return
        apart = await self._which_apart(comparison, block)
        if apart is None:
            return
        await self._keep(lambda: self.app.binder.take_apart(comparison, *apart))
        self.body.stay_at(_freed(block, apart, self.body.active_side))
        await self.compare_again("Taken apart for good, also after a new comparison; u takes it back.")

    async def _which_apart(self, comparison: Comparison, block: Block) -> tuple[list[int], list[int]] | None:
        """What is taken from one another; where a side has several sentences one of them, or all. None: nothing."""
        a, b = _sentences(block)
        some = [p for side in Side if len(block.side(side)) > 1 for p in block.side(side) if p.sentence >= 0]
        if not some:
            return a, b
        room = self.size.width - _BESIDE
        choices = [
            Choice(str(n), f"{_place(comparison, one.side, one)}: {shorten(one.text, room)}")
            for n, one in enumerate(some)
        ]
        every = Choice(_ALL, "all of A from all of B")
        answer = await self.app.choose("Which sentence does not belong here?", [*choices, every], choices[0].key)
        if answer is None or answer == _ALL:
            return None if answer is None else (a, b)
        one = some[int(answer)]
        return ([one.sentence], b) if one.side is Side.A else (a, [one.sentence])

    async def action_tie_together(self) -> None:
        """First the one passage, then the other."""
        comparison, block = self.comparison, self.body.block
        if comparison is None or block is None:
            return
        if self._tying is None:
            side = self.body.active_side
            passage = await self._which(comparison, side, block.side(side))
            if passage is None:
                return
            self._tying = (side, passage)
            where = _place(comparison, side, passage)
            self.app.say(
                f"{where}: go to the passage of {side.other.upper()} that belongs to it and press + (Esc: no)."
            )
            return
        side, passage = self._tying
        self._tying = None
        others = block.side(side.other)
        if not others:
            self.app.say(f"Here only {side.upper()} speaks. Nothing was tied.")
            return
        chosen = await self._which(comparison, side.other, others)
        if chosen is None:
            return
        a, b = (passage, chosen) if side is Side.A else (chosen, passage)
        if a.sentence < 0 or b.sentence < 0:
            self.app.say("These words are in no passage that can be tied.")
            return
        await self._keep(lambda: self.app.binder.tie(comparison, [a.sentence], [b.sentence]))
        self.body.stay_at(chosen)
        await self.compare_again("Tied together for good, also after a new comparison; u takes it back.")

    async def _which(self, comparison: Comparison, side: Side, passages: tuple[Passage, ...]) -> Passage | None:
        if len(passages) == 1:
            return passages[0]
        choices = {str(n): _place(comparison, side, one) for n, one in enumerate(passages[:9], 1)}
        answer = await self.app.ask("Which passage?", choices=choices)
        return passages[int(answer) - 1] if answer else None

    # -- verdicts and questions ---------------------------------------------------------------------------------------

    async def action_own_verdict(self) -> None:
        """Ask for the axis, the verdict, why, and a note."""
        comparison = self.comparison
        if comparison is None:
            return
        axes = {AXIS_LETTER[axis].casefold(): axis for axis in Axis}
        axis = await self._choose("Your verdict on which axis?", axes, lambda one: one.value)
        if axis is None:
            return
        own = self.body.marked.verdicts.get(axis) if self.body.marked else None
        answers = [Choice(v.value, v.label, verdict_meaning(v), key) for key, v in _VERDICT_KEYS.items()]
        answers += [Choice(_NONE, "take my verdict away", press="0")] if own else []
        said = next((x.verdict for x in comparison.axes if x.axis is axis), None)
        held = (own.verdict if own and own.verdict else said) or ""
        answer = await self.app.choose(f"{axis.value.capitalize()}: you say", answers, held)
        if answer is None:
            return
        verdict = None if answer == _NONE else Verdict(answer)
        why, note = Why.UNKNOWN, ""
        if verdict is Verdict.NO_DIFFERENCE_FOUND:
            typed = await self.app.ask("A note (or nothing):", own.note if own else "")
            if typed is None:
                return
            note = typed
        elif verdict is not None:
            reasons = [Choice(one.value, one.label, _WHY_BESIDE.get(one, ""), str(n)) for n, one in enumerate(Why)]
            chosen = await self.app.choose("Why do they differ?", reasons, own.why.value if own else "")
            typed = await self.app.ask("A note (or nothing):", own.note if own else "") if chosen else None
            if chosen is None or typed is None:
                return
            why, note = Why(chosen), typed
        await self._keep(lambda: self.app.binder.set_verdict(comparison, axis, verdict, why=why, note=note))
        kept = "Your verdict was taken away." if verdict is None else "Your verdict is kept beside what binder says."
        await self.compare_again(f"{kept} u takes it back.")

    async def action_ask_doctor(self) -> None:
        """Ask for the doctor, then for the words."""
        from binder.verbs.comparing import question_words

        comparison, block = self.comparison, self.body.block
        number = self.body.current
        if number is None and block is not None:
            number = next(iter((*block.firm, *block.possible)), None)
        if comparison is None or number is None:
            self.app.say("Go to a difference first (n); it is what is put on the question list.")
            return
        names = {side.value: f"A {_name(comparison, Side.A)}" if side is Side.A else f"B {_name(comparison, Side.B)}"
                 for side in Side}  # fmt: skip
        answer = await self.app.ask("Ask which doctor?", choices=names)
        if answer is None:
            return
        words = question_words(comparison, number, of_a=answer == "a")
        text = await self.app.ask("Question:", default=words)
        if not text:
            return
        found: list[str] = []
        await self._keep(lambda: found.append(
            self.app.binder.ask_about(comparison, number, of_a=answer == "a", text=text).id))  # fmt: skip
        await self.compare_again(f"On the question list as {found[0]}; u takes it back.")

    # -- opinions themselves ------------------------------------------------------------------------------------------

    async def action_seal_opinion(self) -> None:
        """Seal one, or unseal one that is sealed."""
        known = await self.app.in_thread(self.app.binder.known_opinions)
        numbers = sorted({one.number for one, _ in known} | {2})
        choices = {
            str(one): "unseal" if any(o.number == one and o.sealed for o, _ in known) else "seal: read blind"
            for one in numbers
            if 1 < one <= 9
        }
        answer = await self.app.ask("Which opinion?", choices=choices)
        if answer is None:
            return
        number = int(answer)
        if choices[answer] == "unseal":
            sure = f"Unseal opinion {number}? Its doctor should be done: the log keeps who did it, and when."
            if not await self.app.confirm(sure):
                return
            await self._keep(lambda: self.app.binder.unseal(number))
            await self.compare_again(f"Opinion {number} is unsealed and may be compared.")
        else:
            await self._keep(lambda: self.app.binder.seal(number))
            await self.compare_again(
                f"Opinion {number} is sealed: it is laid beside no other until it is unsealed (b)."
            )

    async def action_particulars(self) -> None:
        """Ask one thing after the other; Enter leaves each as it is."""
        known = await self.app.in_thread(self.app.binder.known_opinions)
        if not known:
            self.app.say("No record is marked as an opinion yet.")
            return
        by_key = {str(one.number): (one, record) for one, record in known if one.number <= 9}
        chosen = await self._choose("Particulars of which opinion?", by_key, lambda pair: opinion_label(*pair))
        if chosen is None:
            return
        before, record = chosen
        author = before.practitioner or (clean(record.filing.author) if record else "")
        doctor = await self.app.ask("Whose opinion is it?", default=author)
        if doctor is None:
            return
        forms = {form.value[0]: form for form in Form}
        form = await self._choose("How was it given?", forms, lambda one: one.value, default=before.form.value[0])
        if form is None:
            return
        seen_keys = {seen.value[0]: seen for seen in Seen}
        question = "Had the doctor seen the opinion before it?"
        seen = await self._choose(question, seen_keys, lambda one: one.value, default=before.seen_first.value[0])
        if seen is None:
            return
        typed = await self.app.ask("What did the doctor have before them (parted by ;)?", "; ".join(before.materials))
        if typed is None:
            return
        materials = tuple(part.strip() for part in typed.split(";") if part.strip())
        practitioner = doctor if doctor != author or before.practitioner else ""
        await self._keep(lambda: self.app.binder.describe_opinion(
            before.number, practitioner=practitioner, form=form, seen_first=seen, materials=materials))  # fmt: skip
        await self.compare_again(f"What is known of opinion {before.number} is kept.")

    # -- paper --------------------------------------------------------------------------------------------------------

    async def action_write_down(self) -> None:
        """Ask for a name and write the file."""
        marked: Marked | None = self.body.marked
        if marked is None:
            return
        where = await ask_path(self.app, "Write to (.html, .pdf or .md; NOT encrypted):", "~/two-opinions.html")
        if where is None:
            return
        size = await self.app.in_thread(lambda: self.app.binder.write_comparison(marked, where))
        self.app.say(clean(f"Wrote {where} ({size / 1000:.0f} kB). It is not encrypted."))

    # -- asking -------------------------------------------------------------------------------------------------------

    async def _choose(
        self, question: str, choices: Mapping[str, T], words: Callable[[T], str], default: str = ""
    ) -> T | None:
        """One of several things by its key; None where the user gave up."""
        answer = await self.app.ask(question, default, {key: words(one) for key, one in choices.items()})
        return None if answer is None else choices[answer]

    async def _keep(self, change: Callable[[], object]) -> None:
        """Change something in the binder.

        Raises:
            BinderError: it could not be done; the screen says so.
        """
        await self.app.in_thread(change)


def _sentences(block: Block) -> tuple[list[int], list[int]]:
    a, b = ([p.sentence for p in passages if p.sentence >= 0] for passages in (block.a, block.b))
    if not a or not b:
        raise BinderError("These words are in no passage that can be taken apart.")
    return a, b


def _freed(block: Block, apart: tuple[list[int], list[int]], side: Side) -> Passage:
    """The passage that is taken out of a row: the one that is not with all of its side, else the first of a side."""
    for one, numbers in zip(Side, apart, strict=True):
        if len(numbers) < len([p for p in block.side(one) if p.sentence >= 0]):
            return next(p for p in block.side(one) if p.sentence in numbers)
    return block.side(side)[0]


def _place(comparison: Comparison, side: Side, passage: Passage) -> str:
    text = comparison.a if side is Side.A else comparison.b
    if not passage.pieces:
        return side.upper()
    return f"{side.upper()} {place_words(passage.spans, paged=len(text.pages) > 1)}"


def _name(comparison: Comparison, side: Side) -> str:
    text = comparison.a if side is Side.A else comparison.b
    return opinion_name(text.author, text.title)


def opinion_label(opinion: Opinion, record: Record | None) -> str:
    """Whose an opinion is, as the family wrote it down, else as its paper says."""
    if record is None:
        return opinion.practitioner or "not here yet"
    return opinion_name(opinion.practitioner or record.filing.author, record.title)
