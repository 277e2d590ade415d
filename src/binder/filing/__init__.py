"""Filing: what a document is, when, whose, and what it states, each with its place. Pure: Document in, Filing out."""

from binder.filing.day_order import why_read_so
from binder.filing.doubts import left_open
from binder.filing.filed import as_settled, file
from binder.filing.studies import studies_of, study_of
from binder.filing.titles import study_title

__all__ = ["as_settled", "file", "left_open", "studies_of", "study_of", "study_title", "why_read_so"]
