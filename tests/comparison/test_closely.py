"""Two sentences read at once: whether they speak of one matter, and which of their words differ."""

from __future__ import annotations

import subprocess
import sys

import pytest

from binder.comparison import closely
from binder.comparison.closely import Closely, again, most_in_doubt, of_difference
from binder.comparison.found import Found, Part
from binder.comparison.side_by_side import read_opinion
from binder.model.comparison import Axis, Tier
from tests.comparison.conftest import opinion

HERE = "PLAN\n\nTamoxifen 20 mg daily should be taken for five years. The heart sounds are normal.\n"
THERE = (
    "PLAN\n\nI would give tamoxifen, 20 mg a day, for ten years. Auscultation of the heart reveals nothing unusual.\n"
)


def reading(a: str, b: str) -> Closely:
    return Closely(read_opinion(opinion(a))[0], read_opinion(opinion(b))[0])


def marked(a: str, word: str, sentence: int = 0) -> Part:
    """A part that marks one word of a sentence."""
    text = read_opinion(opinion(a))[0].statements[sentence].text
    start = text.index(word)
    return Part(sentence, ((start, start + len(word)),))


def difference(a: str, b: str) -> Found:
    return Found(Tier.POSSIBLE, None, "time", "words", marked(HERE, a), marked(THERE, b))


def test_sentences_of_one_matter_are_likelier_linked_than_those_of_two() -> None:
    read = reading(HERE, THERE)
    read.read([(0, 0), (0, 1), (1, 0), (1, 1)])
    linked = {k: r.linked for k in ((0, 0), (0, 1), (1, 0), (1, 1)) if (r := read.of(*k))}
    assert len(linked) == 4
    assert min(linked[0, 0], linked[1, 1]) > max(linked[0, 1], linked[1, 0])


def test_the_words_that_differ_are_likelier_a_difference_than_those_that_do_not() -> None:
    read = reading(HERE, THERE)
    read.read([(0, 0)])
    differ, alike = (of_difference(difference(*words), read) for words in (("five", "ten"), ("Tamoxifen", "tamoxifen")))
    assert differ["most, least"] > alike["most, most"]


def test_what_is_read_is_the_same_whichever_text_comes_first() -> None:
    one, other = reading(HERE, THERE), reading(THERE, HERE)
    one.read([(0, 0), (1, -1), (-1, 1)])
    other.read([(0, 0), (-1, 1), (1, -1)])
    turned = other.of(0, 0)
    assert turned and (first := one.of(0, 0))
    assert (first.linked, first.kinds, first.differs) == (turned.linked, turned.kinds, turned.differs[::-1])
    assert (alone := one.of(1, -1)) and (again := other.of(-1, 1)) and alone.differs == again.differs[::-1]


def test_nothing_is_made_of_what_was_not_read() -> None:
    read = reading(HERE, THERE)
    assert read.of(0, 0) is None
    assert of_difference(difference("five", "ten"), read) == {}
    assert again(0.3, "links", {}) == 0.3


def test_long_texts_are_not_read_and_no_text_is_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closely, "MOST", 1)
    read = reading(HERE, THERE)
    read.read([(0, 0), (1, 1)])
    assert read.of(0, 0) and not read.of(1, 1)
    monkeypatch.setattr(closely, "LONG", 2)
    read = reading(HERE, THERE)
    read.read([(0, 0)])
    assert not read.of(0, 0)


def test_the_most_doubtful_pairs_are_read_first() -> None:
    assert most_in_doubt([((0, 0), 0.9), ((1, 2), 0.45), ((3, 3), 0.03)]) == [(1, 2), (0, 0), (3, 3)]


def test_the_language_model_is_loaded_only_when_something_is_read() -> None:
    said = "import sys, binder.comparison; print('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", said], capture_output=True, text=True).stdout.strip() == "False"


@pytest.mark.parametrize(
    ("a", "b", "axis"),
    [
        ("Staging showed stage IIA.", "I make it stage IIIB.", Axis.STAGING),
        ("I recommend tamoxifen after the operation.", "I advise letrozole instead of tamoxifen.", Axis.TREATMENT),
        ("Please come back in three months.", "I would see her again after six weeks.", Axis.TIMING),
        ("The biopsy shows a ductal carcinoma, grade 2.", "It is a ductal carcinoma of grade 3.", Axis.DIAGNOSIS),
    ],
)
def test_a_difference_counts_on_the_axis_that_it_is_about(a: str, b: str, axis: Axis) -> None:
    read = reading(a, b)
    read.read([(0, 0)])
    found = read.of(0, 0)
    assert found
    on = dict(zip(Axis, found.axes, strict=True))
    assert on[axis] > 0 and max(logit for other, logit in on.items() if other is not axis) < on[axis]


def test_the_same_in_other_words_counts_on_no_axis() -> None:
    read = reading("Zoledronic acid should be given every three months.", "I would give zoledronate once a quarter.")
    read.read([(0, 0)])
    found = read.of(0, 0)
    assert found and max(found.axes) < 0
