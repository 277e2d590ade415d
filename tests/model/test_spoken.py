"""What a rule looked at is said in words that hold for the words it marks."""

from __future__ import annotations

import pytest

from binder.model.citation import Span
from binder.model.comparison import Difference, Tier
from binder.model.spoken import rule_name, rule_words

HERE = (Span(1, 1, 0, 4),)


@pytest.mark.parametrize(
    ("rule", "b", "said"),
    [
        ("how often", HERE, "not the same in days"),
        ("how often", (), "only one gives this time"),
        ("words without counterpart", HERE, "each says something here that the other does not; read both"),
        ("said by one alone", (), "one says this, and nothing like it was found in the other"),
    ],
)
def test_days_are_spoken_of_only_where_a_rule_has_counted_them(rule: str, b: tuple[Span, ...], said: str) -> None:
    found = Difference(Tier.POSSIBLE, None, "time", rule, HERE, b, "", "", None)
    assert said in rule_words(found)
    assert rule_words(found).startswith(f"{rule_name(found)}: " if rule_name(found) else said)
    assert ("in days" in rule_words(found)) == (said == "not the same in days")
