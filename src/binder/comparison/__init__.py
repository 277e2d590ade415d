"""Two opinions side by side: lined up, their differences marked with place and rule, never judged."""

from binder.comparison.report import to_json
from binder.comparison.side_by_side import compare

__all__ = ["compare", "to_json"]
