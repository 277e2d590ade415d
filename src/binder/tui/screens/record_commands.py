"""What can be done with one record, each with its key."""

from __future__ import annotations

from binder.tui.commands import Command


class ShowText(Command):
    """The text of the document, its facts marked."""

    keys, text = "t", "text"


class ShowFacts(Command):
    """The facts found in it as a list; Enter goes to the line."""

    keys, text = "f", "facts"


class ShowPicture(Command):
    """The picture of the page or slice; a preview, not for diagnosis."""

    keys, text = "p", "picture"


class ShowDetails(Command):
    """Everything else known of it: how it was filed, all its dates, how it came, DICOM tags."""

    keys, text = "i", "details"


class CopyLine(Command):
    """Send the line under the cursor to your terminal's clipboard."""

    keys, text, footer = "c", "copy line", True


class EditFiling(Command):
    """Correct its kind, date or title, by the keys that do it in Review."""

    keys, text, footer = "e", "edit", True


class TypeDate(Command):
    """Type its date."""

    keys, text, footer = "D", "type date", True


class ChooseKind(Command):
    """Choose what kind of record it is."""

    keys, text, footer = "t", "kind", True


class TypeTitle(Command):
    """Type its title."""

    keys, text = "T", "title"


class SetOpinion(Command):
    """Mark it as the first, second ... opinion, or as none."""

    keys, text, footer = "o", "opinion", True


class AskAboutIt(Command):
    """Put a question about the fact under the cursor on the list, with the place where it stands."""

    keys, text = "b", "ask about it"


class PutAside(Command):
    """Put it aside; undo brings it back."""

    keys, text = "x", "put aside"


class TypePassword(Command):
    """Type the password of a locked document and read it."""

    keys, text = "P", "password"
