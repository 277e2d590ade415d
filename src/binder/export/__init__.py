"""Export: everything out of a binder in open formats, into one new folder. Knows neither the vault nor a screen."""

from binder.export.contents import Contents, Exported, Holding, Kept
from binder.export.everything import export
from binder.export.write import free_folder

__all__ = ["Contents", "Exported", "Holding", "Kept", "export", "free_folder"]
