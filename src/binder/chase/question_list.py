"""The open questions as a page of text, with room for the answers."""

from __future__ import annotations

from collections.abc import Iterable

from binder.chase.questions import in_order
from binder.model.question import Asked, Question, QuestionState

_OPEN = (QuestionState.TO_ASK, QuestionState.ASKED, QuestionState.UNANSWERED)


def open_list(questions: Iterable[Question], whom: Asked | None = None) -> str:
    """Plain text, by person asked, most important first; empty where nothing is open.

    Args:
        whom: only the questions for this person.
    """
    lines: list[str] = []
    heading = ""
    for question in in_order(questions):
        if question.state not in _OPEN or (whom is not None and question.asked_of is not whom):
            continue
        if question.asked_of.label != heading:
            heading = question.asked_of.label
            lines += [""] * bool(lines) + [f"QUESTIONS FOR: {heading.upper()}", ""]
        lines += [f"[ ] {question.text}", "", "    " + "_" * 60, ""]
    return "\n".join(lines).rstrip() + "\n" if lines else ""
