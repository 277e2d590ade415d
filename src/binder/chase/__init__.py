"""Chasing what is missing: the checklist, what may satisfy it, where it stands in words, and what to do today."""

from __future__ import annotations

from binder.chase.checklist import allowed, receive, set_state, starting_items
from binder.chase.imaging import Examination, examinations
from binder.chase.kept import last_change
from binder.chase.line import TodayLine
from binder.chase.proposals import fits, proposals
from binder.chase.review import of_somebody_else
from binder.chase.today import today
from binder.chase.words import status_words

__all__ = [
    "Examination",
    "TodayLine",
    "allowed",
    "examinations",
    "fits",
    "last_change",
    "of_somebody_else",
    "proposals",
    "receive",
    "set_state",
    "starting_items",
    "status_words",
    "today",
]
