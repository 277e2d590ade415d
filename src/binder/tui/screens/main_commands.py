"""The commands that act on every screen: which view, finding, adding, undo, leaving."""

from __future__ import annotations

from binder.tui.commands import Command


class ShowToday(Command):
    """What is missing or waits, and whom to call."""

    keys, text = "1", "Today"


class ShowTimeline(Command):
    """Every record, by month."""

    keys, text = "2", "Timeline"


class ShowChecklist(Command):
    """What a second opinion needs, and what is here."""

    keys, text = "3", "Checklist"


class ShowOpinions(Command):
    """Two doctors' texts side by side."""

    keys, text = "4", "Opinions"


class ShowQuestions(Command):
    """What to ask whom, what was answered; appointments; the decision."""

    keys, text = "5", "Questions"


class ShowRequests(Command):
    """What was asked of which place, how long ago, and what comes next."""

    keys, text = "R", "Requests"


class ShowPeople(Command):
    """Family, papers, doctors, and places with their numbers."""

    keys, text = "P", "People & places"


class ShowSpecimens(Command):
    """Slides and blocks: where they are, when they are due back."""

    keys, text = "S", "Slides & blocks"


class ShowCoverage(Command):
    """The insurance plan: calls, what was asked of it, appeals."""

    keys, text = "I", "Coverage"


class ShowLabs(Command):
    """Lab values over time, with flags and the first one flagged."""

    keys, text = "l", "lab values"


class AddFiles(Command):
    """Add a file, a folder, a disc or a zip."""

    keys, text, footer = "a", "add", True


class SearchRecords(Command):
    """Find records by words, as you type."""

    keys, text, footer = "slash", "find", True


class Undo(Command):
    """Take the last change back."""

    keys, text, footer = "u", "undo", True


class Back(Command):
    """Go back; while files are added, stop that."""

    keys, text, palette = "escape,backspace", "back", False


class Leave(Command):
    """Go back; from the numbered views, leave binder."""

    keys, text, footer = "q", "quit", True


class Lock(Command):
    """Close the binder and ask for the passphrase again."""

    keys, text = "ctrl+l", "lock"


class ShowPalette(Command):
    """Every command, with its key."""

    keys, text, palette, shown_key = "colon,ctrl+p", "commands", False, ": Ctrl+P"


class ShowHelp(Command):
    """The keys of this screen."""

    keys, text, footer = "question_mark,f1", "help", True
