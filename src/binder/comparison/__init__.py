"""Two opinions side by side: lined up, their differences marked with place and rule, never judged."""

from binder.comparison.report import to_json
from binder.comparison.side_by_side import Tie, compare, compare_in_stages

__all__ = ["Tie", "compare", "compare_in_stages", "to_json"]
