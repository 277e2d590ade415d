"""A person's marks laid over a comparison: found again by their words and place, never lost without a word. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import product
from string import ascii_lowercase
from typing import Any, NamedTuple

from binder.model.citation import Citation, Span
from binder.model.comparison import AxisResult, Comparison, Difference, Link, OpinionText, Sentence
from binder.model.opinion import Lost, Mark, Marked, MarkKind, Unshown
from binder.model.question import Origin, Question, QuestionState

Tie = tuple[Span, Span]


class Ties(NamedTuple):
    """What marks ask of the comparison: places that belong together, places that do not, and what has no place now."""

    forced: tuple[Tie, ...] = ()
    forbidden: tuple[Tie, ...] = ()


def anchor(text: OpinionText, sentence: Sentence) -> Citation:
    """The longest stretch of a sentence that stands on one line: what a mark on the sentence is tied to."""
    span = max(sentence.spans, key=lambda s: s.end - s.start)
    return cited(text, span)


def cited(text: OpinionText, span: Span) -> Citation:
    """A place with the words that stand there."""
    lines = next((lines for page, lines in text.pages if page == span.page), ())
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    return Citation(span.page, span.line, span.start, span.end, line[span.start : span.end], text.record)


def pairs_of(comparison: Comparison, links: Iterable[Link]) -> tuple[tuple[Citation, Citation], ...]:
    """Every passage of A in some links with every passage of B that they line it up with."""
    c = comparison
    numbers = dict.fromkeys(pair for link in links for pair in product(link.a, link.b))
    return tuple((anchor(c.a, c.a_sentences[i]), anchor(c.b, c.b_sentences[j])) for i, j in numbers)


def places_of(comparison: Comparison, difference: Difference) -> tuple[Citation, ...]:
    """The words of a difference in both texts, with their places."""
    return (
        *(cited(comparison.a, span) for span in difference.a),
        *(cited(comparison.b, span) for span in difference.b),
    )


def ties(marks: Sequence[Mark], a: OpinionText, b: OpinionText) -> Ties:
    """What the marks on these two texts ask of their comparison, in the texts as they are read now."""
    found: dict[Tie, MarkKind] = {}
    for mark in _between(marks, a, b):
        for x, y in mark.pairs:
            here, there = place(x, a), place(y, b)
            if here is not None and there is not None:
                found[here, there] = mark.kind
    return Ties(
        tuple(tie for tie, kind in found.items() if kind is MarkKind.TOGETHER),
        tuple(tie for tie, kind in found.items() if kind is MarkKind.APART),
    )


def lay(comparison: Comparison, marks: Sequence[Mark], questions: Iterable[Question] = ()) -> Marked:
    """Lay marks over a comparison that was made with their ties; marks on other pairs of records are passed over.

    Args:
        questions: the question list; those that were made of a difference are shown beside it.
    """
    a, b = comparison.a, comparison.b
    tied: dict[int, Mark] = {}
    together: list[tuple[int, int, Mark]] = []
    apart: list[tuple[int, int, Mark]] = []
    verdicts, lost = {}, list[Lost]()
    for mark in _between(marks, a, b):
        if mark.kind is MarkKind.VERDICT and mark.axis is not None:
            verdicts[mark.axis] = mark
        for x, y in mark.pairs:
            here, there = place(x, a), place(y, b)
            lost += [Lost(mark, _gone(mark, one)) for one, at in ((x, here), (y, there)) if at is None]
            for i, j in _sentence_pairs(comparison, x, y):
                if mark.kind is MarkKind.APART:
                    apart.append((i, j, mark))
                else:
                    links = [n for n, link in enumerate(comparison.links) if i in link.a and j in link.b]
                    tied |= dict.fromkeys(links, mark)
                    together += [(i, j, mark)] * bool(links)
    asked, unshown = _asked(comparison, questions)
    return Marked(comparison, verdicts, tied, tuple(apart), asked, tuple(lost), unshown, together=tuple(together))


def without(
    comparison: Comparison, marks: Iterable[Mark], kind: MarkKind, pairs: Set[tuple[int, int]]
) -> Iterator[Mark]:
    """Marks of a kind that hold one of some pairs of sentences, without those; their pairs may then be empty."""
    for mark in _between((m for m in marks if m.kind is kind), comparison.a, comparison.b):
        left = tuple((x, y) for x, y in mark.pairs if pairs.isdisjoint(_sentence_pairs(comparison, x, y)))
        if left != mark.pairs:
            yield replace(mark, pairs=left)


def _sentence_pairs(comparison: Comparison, x: Citation, y: Citation) -> Iterator[tuple[int, int]]:
    """The sentences on which a mark on two passages is now; none where the words of one are gone."""
    here, there = place(x, comparison.a), place(y, comparison.b)
    if here is not None and there is not None:
        yield from product(_sentences_at(comparison.a_sentences, here), _sentences_at(comparison.b_sentences, there))


def _between(marks: Iterable[Mark], a: OpinionText, b: OpinionText) -> Iterator[Mark]:
    """The marks on these two records, each with A's record first."""
    for mark in marks:
        if (mark.first, mark.second) == (a.record, b.record):
            yield mark
        elif (mark.second, mark.first) == (a.record, b.record):
            yield mark.turned


# -- finding words again ----------------------------------------------------------------------------------------------


def place(citation: Citation, text: OpinionText) -> Span | None:
    """Where quoted words stand now: at their old place, else nearest to it, however lines are broken; or nowhere."""
    lines = next((lines for page, lines in text.pages if page == citation.page), ())
    if 0 < citation.line <= len(lines) and citation.holds(lines[citation.line - 1]):
        return citation.span
    quote = [c for c in citation.quote if not c.isspace()]
    if not quote:
        return None
    stream, where = _letters(text)
    starts = _starts(stream, "".join(quote))
    old = (citation.page, citation.line)
    best = min(starts, key=lambda n: _distance(where[n], old), default=None)
    return None if best is None else _longest(where[best : best + len(quote)])


def _letters(text: OpinionText) -> tuple[str, list[tuple[int, int, int]]]:
    """The text without blanks, and for each character its page, line and column."""
    stream: list[str] = []
    where: list[tuple[int, int, int]] = []
    for page, lines in text.pages:
        for number, line in enumerate(lines, 1):
            for column, letter in enumerate(line):
                if not letter.isspace():
                    stream.append(letter)
                    where.append((page, number, column))
    return "".join(stream), where


def _starts(stream: str, quote: str) -> Iterator[int]:
    at = stream.find(quote)
    while at >= 0:
        yield at
        at = stream.find(quote, at + 1)


def _distance(here: tuple[int, int, int], old: tuple[int, int]) -> tuple[int, int]:
    return abs(here[0] - old[0]), abs(here[1] - old[1])


def _longest(letters: Sequence[tuple[int, int, int]]) -> Span:
    """The line of some letters that holds most of them."""
    lines: dict[tuple[int, int], list[int]] = {}
    for page, line, column in letters:
        lines.setdefault((page, line), []).append(column)
    (page, line), columns = max(lines.items(), key=lambda pair: len(pair[1]))
    return Span(page, line, columns[0], columns[-1] + 1)


def sentences_on(sentences: Sequence[Sentence], page: int, line: int) -> dict[str, int]:
    """The sentences of which something stands on a line, in their order, by the letter that names each: a, b, ..."""
    on = (n for n, s in enumerate(sentences) if any((x.page, x.line) == (page, line) for x in s.spans))
    return {_letter(place): n for place, n in enumerate(on)}


def meant_by(sentences: Sequence[Sentence], page: int, line: int) -> list[int]:
    """Which of them a line without a letter means: those that begin there, else the one that goes over it."""
    on = list(sentences_on(sentences, page, line).values())
    begin = [n for n in on if (sentences[n].spans[0].page, sentences[n].spans[0].line) == (page, line)]
    return begin or on[:1]


def _letter(place: int) -> str:
    """a, b, ... z, aa, ab, ..."""
    return "" if place < 0 else _letter(place // 26 - 1) + ascii_lowercase[place % 26]


def _sentences_at(sentences: Sequence[Sentence], at: Span) -> list[int]:
    """The sentences of which a place is a part; where it reaches into several, the one that it covers most."""
    covered = {n: sum(_overlap(span, at) for span in sentence.spans) for n, sentence in enumerate(sentences)}
    most = max(covered.values(), default=0)
    return [n for n, cells in covered.items() if cells == most][:1] if most else []


def _overlap(one: Span, other: Span) -> int:
    if (one.page, one.line) != (other.page, other.line):
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _asked(
    comparison: Comparison, questions: Iterable[Question]
) -> tuple[dict[int, tuple[str, ...]], tuple[Unshown, ...]]:
    """By the index of a difference, the questions made of it: those whose citations touch its words on each side.

    And those whose difference is not shown now: they stand on the question list all the same.
    """
    texts = {comparison.a.record: comparison.a, comparison.b.record: comparison.b}
    asked: dict[int, tuple[str, ...]] = {}
    unshown = []
    for question in questions:
        if question.origin is not Origin.DIFFERENCE or question.state is QuestionState.DROPPED:
            continue
        found: dict[str, list[Span]] = {}
        for citation in question.citations:
            if citation.record in texts and (at := place(citation, texts[citation.record])):
                found.setdefault(citation.record, []).append(at)
        about = [n for n, d in enumerate(comparison.differences) if found and _is_about(d, found, comparison)]
        for number in about:
            asked[number] = (*asked.get(number, ()), question.id)
        if found and not about and {c.record for c in question.citations} <= texts.keys():
            sides = (tuple(found.get(text.record, ())) for text in (comparison.a, comparison.b))
            unshown.append(Unshown(question.id, *sides))
    return asked, tuple(unshown)


def _is_about(difference: Difference, found: dict[str, list[Span]], comparison: Comparison) -> bool:
    sides = ((difference.a, comparison.a.record), (difference.b, comparison.b.record))
    return all(
        any(_overlap(x, y) for x in spans for y in found.get(record, ())) if spans else record not in found
        for spans, record in sides
    )


def _gone(mark: Mark, citation: Citation) -> str:
    what = "tied together" if mark.kind is MarkKind.TOGETHER else "taken apart"
    return (
        f"{mark.id}: “{shortened(citation.quote)}” was {what} by hand and is no longer in {citation.record} as read now"
    )


def shortened(words: str, most: int = 60) -> str:
    """Some words in one row, cut where they are many."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"


# -- as JSON ----------------------------------------------------------------------------------------------------------


def marks_json(marked: Marked) -> dict[str, Any]:
    """The marks beside what `to_json` gives: verdicts by axis, links by hand, what was asked, and what was lost."""
    c = marked.comparison
    return {
        "verdicts": {axis.value: verdict_json(mark, c) for axis, mark in marked.verdicts.items()},
        "tied": [{"id": mark.id, "link": n} for n, mark in sorted(marked.tied.items())],
        "apart": [
            {"id": mark.id, "a": _passage(c.a_sentences[i]), "b": _passage(c.b_sentences[j])}
            for i, j, mark in marked.apart
        ],
        "asked": [{"difference": n, "questions": list(ids)} for n, ids in sorted(marked.asked.items())],
        "asked_unshown": [
            {"question": one.question, "a": _places(one.a) or None, "b": _places(one.b) or None}
            for one in marked.unshown
        ],
        "lost": [{"id": one.mark.id, "why": one.words} for one in marked.lost],
    }


def verdict_json(mark: Mark, comparison: Comparison | None = None) -> dict[str, str]:
    """A person's verdict on an axis, beside what binder had said then and says now."""
    now: AxisResult | None = None
    if comparison is not None:
        now = next((result for result in comparison.axes if result.axis is mark.axis), None)
    return {
        "id": mark.id,
        "verdict": mark.verdict.value if mark.verdict else "",
        "why": mark.why.value,
        "note": mark.note,
        "machine_then": mark.machine,
        **({"machine_now": now.verdict.label} if now else {}),
    }


def _passage(sentence: Sentence) -> list[dict[str, int]]:
    return _places(sentence.spans)


def _places(spans: Iterable[Span]) -> list[dict[str, int]]:
    return [{"page": s.page, "line": s.line, "start": s.start, "end": s.end} for s in spans]
