"""The verbs of comparing: two opinions, one against all, and what a person marks on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from binder.model.clean import clean
from binder.model.comparison import Axis, AxisResult, Comparison, OpinionText, Tier, Verdict
from binder.model.document import Document
from binder.model.errors import BinderError, Sealed
from binder.model.opinion import Column, Mark, Marked, MarkKind, Matrix, Why
from binder.model.question import Asked, Origin, Question, QuestionGroup
from binder.model.record import Record
from binder.model.spoken import verdict_words
from binder.verbs.opinions import Opinions

_DOCTORS = {1: Asked.FIRST_DOCTOR, 2: Asked.SECOND_DOCTOR, 3: Asked.THIRD_DOCTOR}


class Comparing(Opinions):
    """Opinions side by side."""

    def compare(self, a: str, b: str) -> Comparison:
        """Lay two opinions side by side; each given as a record id or as an opinion number.

        Raises:
            BinderError: there is no such record or opinion.  Sealed: one of them is being read blind.
        """
        return self.marked(a, b).comparison

    def marked(self, a: str, b: str) -> Marked:
        """Two opinions side by side with all that a person marked on them; raises as `compare` does."""
        *_, last = self.marked_in_stages(a, b)
        return last

    def marked_in_stages(self, a: str, b: str) -> Iterator[Marked]:
        """The same for a screen: of long texts how they begin comes first. The last is the whole."""
        from binder.comparison import compare_in_stages
        from binder.comparison.marked import lay, ties

        first, second = self.which(a), self.which(b)
        self.refuse_sealed(first, second)
        marks, questions = self._vault.marks.all(), self._vault.questions.all()
        key = (first.id, second.id)
        of = (_about(marks, first, second), *map(self._filed, (first, second)))
        held = self._compared.get(key)
        if held is not None and held[0] == of:
            yield lay(held[1], marks, questions)
            return
        mine, theirs = self._text_of(first), self._text_of(second)
        forced, forbidden = ties(marks, mine, theirs)
        for comparison in compare_in_stages(mine, theirs, forced=forced, forbidden=forbidden):
            yield lay(comparison, marks, questions)
        self._compared[key] = (of, comparison)

    def matrix(self, against: str = "", others: Sequence[str] = ()) -> Matrix:
        """Several opinions against one, axis by axis: the first against all others where nothing else is named.

        An opinion that is being read blind has a column that says so.

        Raises:
            BinderError: fewer than two opinions are here.  Sealed: the one to compare with is being read blind.
        """
        from binder.comparison.matrix import matrix, sealed_column

        opinions = self.opinions()
        base = self.which(against) if against else next(iter(opinions), None)
        rest = [self.which(one) for one in others] if others else [r for r in opinions if base and r.id != base.id]
        if base is None or not rest:
            raise BinderError(
                "Fewer than two records are marked as opinions: mark another with o in the app's timeline, "
                "or name records."
            )
        self.refuse_sealed(base)
        columns: list[Marked | Column] = []
        for record in rest:
            try:
                columns.append(self.marked(base.id, record.id))
            except Sealed as why:
                columns.append(sealed_column(self._text_of(record), record.opinion or 0, str(why)))
        numbers = {record.id: record.opinion or 0 for record in (base, *rest)}
        return matrix(self._text_of(base), columns, numbers)

    def axis_verdicts(self) -> dict[Axis, AxisResult]:
        """How the first two opinions stand on each axis, by a person's verdict, which is sure, where there is one.

        Empty where there are not two, or one of them is being read blind.
        """
        opinions = self.opinions()
        if len(opinions) < 2:
            return {}
        try:
            marked = self.marked(opinions[0].id, opinions[1].id)
        except Sealed:
            return {}
        own = {axis: mark.verdict for axis, mark in marked.verdicts.items() if mark.verdict}
        return {
            x.axis: replace(x, verdict=own[x.axis], sure=True) if x.axis in own else x for x in marked.comparison.axes
        }

    def first_two(self) -> Comparison | None:
        """The first two opinions side by side; None where there are not two, or one is being read blind."""
        opinions = self.opinions()
        try:
            return self.compare(opinions[0].id, opinions[1].id) if len(opinions) > 1 else None
        except Sealed:
            return None

    def write_comparison(self, made: Marked | Matrix, path: Path) -> int:
        """Write opinions side by side as PLAIN TEXT (.md, .html, .pdf); the log says that it was done.

        Raises:
            Misused: the name ends otherwise, or something stands there.  DiskFull, BinderError: nothing is left.
        """
        size = write_comparison(made, path)
        if not self._vault.read_only:
            with self._vault.transaction():
                what = clean(f"Wrote opinions side by side as plain text to {path}")
                self._vault.events.append("export", "binder", "", what)
        return size

    def which(self, name: str) -> Record:
        """The record of an opinion, by its number or by the record's id.

        Raises:
            BinderError: there is none.
        """
        if not name.isdecimal():
            return self.record(name)
        record = self._vault.records.by_opinion(int(name))
        if record is None:
            raise BinderError(f"No record is marked as opinion {name}: add it with --opinion {name}, or name its id.")
        return record

    def _text_of(self, record: Record) -> OpinionText:
        _, author = self._filed(record)
        text = opinion_text(self.document(record.id), record)
        return replace(text, author=author) if author else text

    def _filed(self, record: Record) -> tuple[Record, str]:
        """A record as it is filed, and whose opinion it is where the family wrote that down."""
        known = self._vault.opinions.get(str(record.opinion)) if record.opinion else None
        return record, known.practitioner if known else ""

    # -- marks --------------------------------------------------------------------------------------------------------

    def marks(self) -> list[Mark]:
        """Everything a person marked on opinions, oldest first."""
        return self._vault.marks.all()

    def tie(self, comparison: Comparison, a: Sequence[int], b: Sequence[int]) -> Mark:
        """Say that passages of A and B speak of the same matter, whatever binder thinks; a rerun keeps to it.

        Args:
            a, b: indices into the comparison's sentences.
        """
        return self._mark_pairs(MarkKind.TOGETHER, comparison, product(a, b))

    def take_apart(self, comparison: Comparison, a: Sequence[int], b: Sequence[int]) -> Mark:
        """Say that passages of A and B do not speak of the same matter; a rerun keeps to it.

        Only those that stand in one row are taken apart.

        Raises:
            BinderError: none do.
        """
        from binder.comparison.found import rows_of

        rows = rows_of(pair for link in comparison.links for pair in product(link.a, link.b))
        both = [(i, j) for i, j in product(a, b) if (0, i) in rows and rows[0, i] == rows.get((1, j))]
        if a and b and not both:
            lines = _lines(comparison, a[0], b[0])
            raise BinderError(f"{lines} do not stand in one row: there is nothing to take apart.")
        return self._mark_pairs(MarkKind.APART, comparison, both)

    def _mark_pairs(self, kind: MarkKind, comparison: Comparison, some: Iterable[tuple[int, int]]) -> Mark:
        from binder.comparison.marked import anchor, without

        c = comparison
        self._need_records(c)
        numbers = dict.fromkeys(some)
        if not numbers:
            raise BinderError("Only one doctor speaks here: there are no two passages to tie or to take apart.")
        pairs = tuple((anchor(c.a, c.a_sentences[i]), anchor(c.b, c.b_sentences[j])) for i, j in numbers)
        links = [k for k in c.links if any(i in k.a and j in k.b for i, j in numbers)]
        machine = "no link" if not links else "weak link" if all(k.weak for k in links) else "sure link"
        mark = Mark(kind, c.a.record, c.b.record, pairs=pairs, machine=machine)
        opposite = MarkKind.APART if kind is MarkKind.TOGETHER else MarkKind.TOGETHER
        verb = "tied together" if kind is MarkKind.TOGETHER else "taken apart"
        lines = _lines(c, *next(iter(numbers)))
        with self._vault.together(kind.value, f"Opinions: {lines} {verb}"):
            for rest in without(c, self._vault.marks.all(), opposite, numbers.keys()):
                if rest.pairs:
                    self._vault.marks.save(rest, action=kind.value, summary="")
                else:
                    self._vault.marks.remove(rest.id, action=kind.value, summary="")
            return self._vault.marks.save(mark, action=kind.value, summary="")

    def set_verdict(
        self, comparison: Comparison, axis: Axis, verdict: Verdict | None, *, why: Why = Why.UNKNOWN, note: str = ""
    ) -> Mark | None:
        """Keep a person's own verdict on an axis, beside what binder says; None takes theirs away again."""
        from binder.comparison.marked import lay

        self._need_records(comparison)
        before = lay(comparison, self._vault.marks.all()).verdicts.get(axis)
        if verdict is None:
            if before is not None:
                summary = f"Opinions: own verdict on {axis.value} taken away"
                self._vault.marks.remove(before.id, action="verdict", summary=summary)
            return None
        machine = next((verdict_words(x.verdict, sure=x.sure) for x in comparison.axes if x.axis is axis), "")
        mark = Mark(
            MarkKind.VERDICT,
            comparison.a.record,
            comparison.b.record,
            id=before.id if before else "",
            axis=axis,
            verdict=verdict,
            why=why,
            note=note.strip(),
            machine=machine,
        )
        summary = f"Opinions: on {axis.value} the family says {verdict.label}"
        return self._vault.marks.save(mark, action="verdict", summary=summary)

    def ask_about(self, comparison: Comparison, number: int, *, of_a: bool, text: str = "") -> Question:
        """Put a difference on the question list for one of the two doctors, with its places in both texts.

        Args:
            number: index of the difference.  of_a: ask A's doctor, else B's.  text: the question in the family's words.

        Raises:
            BinderError: this was put on the list for that doctor already.
        """
        from binder.comparison.marked import lay, places_of

        self._need_records(comparison)
        difference = comparison.differences[number]
        asked, other = (comparison.a, comparison.b) if of_a else (comparison.b, comparison.a)
        own, theirs = self.record(asked.record).opinion or 0, self.record(other.record).opinion or 0
        role = _DOCTORS.get(own, Asked.FIRST_DOCTOR if of_a else Asked.SECOND_DOCTOR)
        there = lay(comparison, (), self._vault.questions.all()).asked.get(number, ())
        for question in map(self._vault.questions.need, there):
            if question.asked_of is role and question.opinion == theirs:
                raise BinderError(f"{question.id} on the question list asks the {role.label} this already.")
        question = Question(
            text.strip() or question_words(comparison, number, of_a=of_a),
            group=QuestionGroup.RECONCILE,
            asked_of=role,
            priority=1 if difference.tier is Tier.FIRM else 2,
            origin=Origin.DIFFERENCE,
            citations=places_of(comparison, difference),
            opinion=theirs,
        )
        return self._vault.questions.save(question, action="ask", summary=f"Question for the {role.label}")

    def _need_records(self, comparison: Comparison) -> None:
        if not comparison.a.record or not comparison.b.record:
            raise BinderError("These are files of no binder, so marks on them cannot be kept: add them first.")


def write_comparison(made: Marked | Matrix, path: Path) -> int:
    """Write opinions side by side to a file, without a binder; raises as the verb does."""
    from binder.export.opinion_file import write_sheet
    from binder.export.opinion_sheet import comparison_sheet, matrix_sheet

    return write_sheet(comparison_sheet(made) if isinstance(made, Marked) else matrix_sheet(made), path)


def question_words(comparison: Comparison, number: int, *, of_a: bool) -> str:
    """A difference as a question to one of the doctors: what either wrote, and nothing about who is right.

    Of a treatment it is the advice that is quoted, not what is granted before it.
    """
    d = comparison.differences[number]
    a, b = (" ".join(said.split()) for said in (d.a_advice or d.a_said, d.b_advice or d.b_said))
    own, said = (a, b) if of_a else (b, a)
    if own and said:
        return f"You write “{own}”, the other doctor writes “{said}”. What is the reason for the difference?"
    if said:
        return f"The other doctor writes “{said}”; I did not find this in your letter. How do you see it?"
    return f"You write “{own}”; the other doctor does not mention it. How much does it matter?"


def _lines(comparison: Comparison, i: int, j: int) -> str:
    """Where two sentences begin."""
    a, b = comparison.a_sentences[i].spans[0], comparison.b_sentences[j].spans[0]
    return f"A line {a.line} and B line {b.line}"


def _about(marks: Sequence[Mark], first: Record, second: Record) -> tuple[Mark, ...]:
    """The marks that change how two records are lined up."""
    return tuple(m for m in marks if m.pairs and {m.first, m.second} == {first.id, second.id})


def opinion_text(document: Document, record: Record) -> OpinionText:
    """A document as the comparison takes it in."""
    return OpinionText(
        title=record.title,
        pages=tuple((page.number, page.lines) for page in document.pages),
        author=record.filing.author,
        date=record.date,
        record=record.id,
        facility=record.filing.facility,
    )
