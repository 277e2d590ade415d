"""What the user can do on the opinions screen, one class a command."""

from __future__ import annotations

from binder.tui.commands import Command


class NextDifference(Command):
    """Go to the next difference, sure or perhaps; after the last comes the first."""

    keys, text, footer = "n", "difference", True


class PreviousDifference(Command):
    """Go to the difference before."""

    keys, text = "N", "one before"


class NextSure(Command):
    """Go to the next difference that is sure, past those that are only perhaps."""

    keys, text, footer, shown_key = "full_stop", "sure one", True, "."


class PreviousSure(Command):
    """Go to the sure difference before."""

    keys, text, shown_key = "comma", "sure one before", ","


class OpenSource(Command):
    """Open the document at the line, on the side where the cursor stands."""

    keys, text, footer = "enter", "open", True


class ChangeSide(Command):
    """Let Enter open the other doctor's document."""

    keys, text, shown_key = "tab", "other side", "Tab"


class OnlyDifferences(Command):
    """Show only passages with a difference or without a partner; the others are counted."""

    keys, text, footer = "c", "hide the rest", True


class ChangeLayout(Command):
    """Side by side, stacked, or by the width of the window."""

    keys, text, footer = "s", "layout", True


class ChangeOrder(Command):
    """Read in A's order, in B's order, or by axis."""

    keys, text, footer = "o", "order", True


class NotComparedList(Command):
    """Show what was not compared, and why."""

    keys, text, footer = "x", "not compared", True


class NextWording(Command):
    """Go to the next passage that says it in other words."""

    keys, text, shown_key = "right_square_bracket", "other words", "]"


class PreviousWording(Command):
    """Go to the passage before that says it in other words."""

    keys, text, shown_key = "left_square_bracket", "words before", "["


class GoDiagnosis(Command):
    """Go to the differences in diagnosis, one after another, the sure ones first."""

    keys, text = "D", "diagnosis"


class GoStaging(Command):
    """Go to the differences in staging, one after another, the sure ones first."""

    keys, text = "S", "staging"


class GoTreatment(Command):
    """Go to the differences in treatment, one after another, the sure ones first."""

    keys, text = "T", "treatment"


class GoTiming(Command):
    """Go to the differences in timing, one after another, the sure ones first."""

    keys, text = "M", "timing"


class GoMoved(Command):
    """Go to where the other doctor says this, and back."""

    keys, text = "m", "moved passage"


class FoldSame(Command):
    """Fold passages that are word for word the same, or show them."""

    keys, text = "f", "fold the same"


class WordingMarks(Command):
    """Marks on words that differ without a difference found: dim, on, off."""

    keys, text = "w", "word marks"


class ChooseOpinions(Command):
    """Choose which two opinions are compared."""

    keys, text = "v", "other opinions"


class LeaveList(Command):
    """Go back from the list to the passages."""

    keys, text, palette = "escape", "leave the list", False


class TableOfAll(Command):
    """All opinions, axis by axis, with every quote in full; with three or more, the first against all others."""

    keys, text, footer = "t", "table", True


class FindInBoth(Command):
    """Find words in both texts; again with the same words goes on to the next place."""

    keys, text = "slash", "find in both"


class OwnVerdict(Command):
    """Say yourself how the two stand on an axis, why they differ, and a note; what binder says stays beside it."""

    keys, text = "y", "your verdict"


class AskDoctor(Command):
    """Put this difference on the question list for one of the two doctors."""

    keys, text, footer, shown_key = "asterisk", "ask", True, "*"


class TakeApart(Command):
    """These passages do not speak of the same: take them apart, for good."""

    keys, text, shown_key = "minus", "take apart", "-"


class TieTogether(Command):
    """This passage and another of the other doctor speak of the same: press it on one, then on the other."""

    keys, text, shown_key = "plus", "tie together", "+"


class SealOpinion(Command):
    """An opinion is read blind, so that comparing waits; or that is over: unseal it."""

    keys, text = "b", "read blind"


class Particulars(Command):
    """What is known of an opinion: whose it is, how it was given, what the doctor had seen."""

    keys, text = "p", "particulars"


class WriteDown(Command):
    """Write the two opinions side by side to a file: Markdown, HTML or PDF, not encrypted."""

    keys, text = "e", "export"
