"""Pairs of opinions with known truth: read, laid out as letters, and scored against a Comparison.

A pair's file holds two opinions sentence by sentence, the true links between them, the true differences as quotes and
the verdict on each axis (tests/comparison/pairs/README.md has the format).
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from binder.model.citation import Span
from binder.model.comparison import Comparison, OpinionText, Tier

WORDS = {
    "same": "no_difference_found",
    "refined": "refined",
    "different": "different",
    "only_a": "only_a",
    "only_b": "only_b",
    "neither": "neither_says",
}
QUOTE, PASSAGE = 90, 300  # characters: a mark longer than this points at nothing in particular
MARGIN = {"negation": 45, "finding": 45, "procedure": 45, "certainty": 45}

Place = tuple[int, int]


# Every writer's pairs begin at one of these (tests/comparison/pairs/README.md, bench/learned_pairs/README.md).
FIRST = (
    1, 61, *range(101, 176, 15), 201, 216, 231, 246, 301, 319, 337, 357, 367, 385, 403, 501, 513, 525, 537, 551, 563,
    575, 587, 601, 621, 641, 661, 701, 721, 741, 761, 781, 801, 821, 841, 861, 881, 901, 921,
    951, 963, 975, 987, 421, 441, 461, 481, 681, 176, 5001, 5013, 5025, 5037, 5049, 5061, 5073, 5085,
    5097, 5109, 5121, 5133, 5145, 5157, 5169, 5181, 5201, 5225, 5249, 5273, 5401, 5425, 5449, 5473, 5501, 5525, 5549,
    5601, 5613, 5625, 5637, *range(5701, 5958, 32), *range(6001, 6162, 32),
    6201, 6213, 6225, 6237,
)  # fmt: skip
TURNS = 3  # groups of writers
# Pairs whose labels a second reader has mended: those that measured a version once.
TWICE = ((501, 598), (951, 998), (5001, 5648), (6201, 6248))


def number(name: str) -> int:
    """A pair's own number: 1213 is 213 with one thing changed; from 5001 on every number is its own."""
    n = int(name.split("_")[0])
    return n if n > 5000 else n % 1000


def is_usual(name: str) -> bool:
    """Whether a pair is as families have them: neither made to agree throughout (701-796) nor changed in one thing."""
    return int(name.split("_")[0]) == number(name) and not 700 < number(name) < 800


def is_read_twice(name: str) -> bool:
    """Whether a second reader has mended the labels of a pair."""
    return any(first <= int(name.split("_")[0]) <= last for first, last in TWICE)


def writer(path: Path) -> str:
    """Who wrote a pair."""
    if path.parent.name == "opinion-pairs" or not path.parent.name.endswith("pairs"):
        return path.parent.name
    return f"pairs {max(n for n in FIRST if n <= number(path.name))}-"


def turn_of(path: Path) -> int:
    """Which group of writers a pair belongs to."""
    who = writer(path)
    return FIRST.index(int(who.split()[1][:-1])) % TURNS if who.startswith("pairs ") else 0


@dataclass(slots=True)
class Letter:
    """One opinion laid out as a letter, and where each of its sentences stands in it."""

    sentences: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    text: str = ""
    places: list[Place] = field(default_factory=list)

    def lay_out(self, *, reflow: bool) -> None:
        """Headings in capitals, paragraphs wrapped at 78 columns or, reflowed, one long line each."""
        parts: list[str] = []
        at = i = 0
        while i < len(self.sentences):
            j = i
            while j < len(self.sentences) and self.heads[j] == self.heads[i]:
                j += 1
            if self.heads[i]:
                parts.append(self.heads[i].upper() + "\n\n")
                at += len(parts[-1])
            start = at
            for sentence in self.sentences[i:j]:
                self.places.append((start, start + len(sentence)))
                start += len(sentence) + 1
            paragraph = " ".join(self.sentences[i:j])
            wrapped = "\n".join(textwrap.wrap(paragraph, 78, break_long_words=False, break_on_hyphens=False))
            parts.append((wrapped if not reflow and len(wrapped) == len(paragraph) else paragraph) + "\n\n")
            at += len(parts[-1])
            i = j
        self.text = "".join(parts)

    def opinion(self, title: str) -> OpinionText:
        """As the comparison takes it in: one page."""
        return OpinionText(title, ((1, tuple(self.text.split("\n"))),))

    def offsets(self, spans: Iterable[Span]) -> list[Place]:
        """Places in the whole text."""
        starts = [0] + [m.end() for m in re.finditer("\n", self.text)]
        return [(starts[s.line - 1] + s.start, starts[s.line - 1] + s.end) for s in spans]

    def under(self, spans: list[Place]) -> set[int]:
        """The sentences that lie under some places for the greater part of either."""
        whole = sum(q - p for p, q in spans) or 1
        hit = set()
        for n, (x, y) in enumerate(self.places):
            cover = sum(max(0, min(y, q) - max(x, p)) for p, q in spans)
            if cover and cover >= 0.5 * min(y - x, whole):
                hit.add(n)
        return hit


@dataclass(frozen=True, slots=True)
class True_:
    """A true difference: its kind and its place in either text, None where that side is silent."""

    kind: str
    a: Place | None
    b: Place | None


@dataclass(slots=True)
class HandPair:
    """Two opinions with what is true of them."""

    name: str
    a: Letter
    b: Letter
    links: set[Place]
    differences: list[True_]
    verdicts: dict[str, str]


def read_pair(path: Path, *, reflow: bool = False) -> HandPair:
    """Read one file; raises ValueError where a quote is not in its sentence."""
    sides, links, facts, verdicts = {"A": Letter(), "B": Letter()}, set(), [], {}
    section = head = ""
    for line in path.read_text().splitlines():
        if line in ("@A", "@B", "@FACTS", "@VERDICT"):
            section, head = line[1:], ""
        elif line.startswith("## ") and section in sides:
            head = line[3:]
        elif line.strip() and section in sides:
            m = re.match(r"\[\d+(?:<([\d,]*))?\] (.*)", line)
            if m is None:
                raise ValueError(f"{path.name}: {line}")
            sides[section].sentences.append(m[2])
            sides[section].heads.append(head)
            if section == "B":
                links |= {(int(x) - 1, len(sides["B"].sentences) - 1) for x in (m[1] or "").split(",") if x}
        elif line.strip() and section == "FACTS":
            facts.append(line.split("|", 2))
        elif line.strip() and section == "VERDICT":
            axis, _, word = line.partition("|")
            verdicts[axis] = WORDS[word]
    for side in sides.values():
        side.lay_out(reflow=reflow)
    true = [True_(kind, _place(sides["A"], x), _place(sides["B"], y)) for kind, x, y in facts]
    return HandPair(path.stem, sides["A"], sides["B"], links, true, verdicts)


def _place(letter: Letter, quote: str) -> Place | None:
    if quote == "-":
        return None
    number, _, words = quote.partition(":")
    at = letter.places[int(number) - 1][0] + letter.sentences[int(number) - 1].index(words)
    return at, at + len(words)


def read_patient(path: Path) -> list[list[tuple[str, set[str]]]]:
    """What many doctors say of one patient: each one's sentences with the matters they speak of; partners share one."""
    texts: list[list[tuple[str, set[str]]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"@\d", line):
            texts.append([])
        elif told := re.match(r"\[([^\]]*)\] (.+)", line):
            texts[-1].append((told[2], set(re.findall(r"m\d+", told[1]))))
    return texts


@dataclass(frozen=True, slots=True)
class Other:
    """A sentence that differs from another in one thing: its kind, and the words of either; "" where it has none."""

    kind: str
    text: str
    words: str
    own: str


@dataclass(frozen=True, slots=True)
class SaidAgain:
    """A sentence, the same said twice in other words, and two that differ from it in one thing."""

    said: str
    again: tuple[str, str]
    others: tuple[Other, Other]


def read_sentences(path: Path) -> list[SaidAgain]:
    """Sentences said again (bench/learned_sentences/README.md has the format).

    Raises:
        ValueError: where a block has not its five lines, or a quote is not in its sentence.
    """
    made = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = dict(line.split("\t", 1) for line in block.split("\n"))
        if set(lines) != set("SPQDE"):
            raise ValueError(f"{path.name}: {block}")
        others = []
        for kind, text, words, own in (lines[name].split("|") for name in "DE"):
            words, own = ("" if quote == "-" else quote for quote in (words, own))
            if words not in lines["S"] or own not in text:
                raise ValueError(f"{path.name}: {block}")
            others.append(Other(kind, text, words, own))
        made.append(SaidAgain(lines["S"], (lines["P"], lines["Q"]), (others[0], others[1])))
    return made


def touches(spans: list[Place], place: Place, margin: int = 15) -> bool:
    """Whether any of some places lies at a place, or within a margin of it."""
    return any(x < place[1] + margin and place[0] - margin < y for x, y in spans)


Marks = tuple[list[Place], list[Place]]


def is_true(marks: Marks, pair: HandPair) -> bool:
    """Whether marks touch a true difference on either side."""
    return any((t.a and touches(marks[0], t.a)) or (t.b and touches(marks[1], t.b)) for t in pair.differences)


def is_found(true: True_, pool: list[Marks]) -> bool:
    """Whether some marks point at both sides of a true difference together."""
    margin, most = MARGIN.get(true.kind, 15), QUOTE if true.a and true.b else PASSAGE
    pool = [marks for marks in pool if all(sum(e - s for s, e in side) <= most for side in marks)]
    if not (true.a and true.b):
        side, place = (0, true.a) if true.a else (1, true.b)
        return bool(place) and any(touches(marks[side], place, margin) for marks in pool if place)
    if any(touches(m[0], true.a, margin) and touches(m[1], true.b, margin) for m in pool):
        return True
    loose = true.kind in ("drug", "procedure", "diagnosis")
    return (
        loose and any(touches(m[0], true.a, margin) for m in pool) and any(touches(m[1], true.b, margin) for m in pool)
    )


@dataclass(slots=True)
class Score:
    """Counts over pairs, and what went wrong in words."""

    counts: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def _share(self, x: str, y: str) -> float:
        return round(self.counts[x] / self.counts[y], 3) if self.counts[y] else 0.0

    def figures(self) -> dict[str, float]:
        """Shares from 0 to 1; `false_no_difference` and `items` are counts."""
        p, q = self._share("link_tp", "link_found"), self._share("link_tp", "link_true")
        return {
            "link_p": p, "link_r": q, "link_f1": round(2 * p * q / (p + q), 3) if p + q else 0.0,
            "fact_r": self._share("fact_hit", "fact"), "fact_p": self._share("item_tp", "item"),
            "firm_r": self._share("fact_firm", "fact"), "firm_p": self._share("firm_tp", "firm"),
            "seen": self._share("fact_seen", "fact"), "items": self.counts["item"],
            "verdicts": self._share("right", "verdict"), "abstained": self._share("abstain", "verdict"),
            "false_no_difference": self.counts["false_same"],
        }  # fmt: skip


def score(pair: HandPair, c: Comparison, total: Score) -> None:
    """Add one pair to a score."""
    n = total.counts
    found = {
        (i, j)
        for k in c.links
        for i in pair.a.under(pair.a.offsets(s for x in k.a for s in c.a_sentences[x].spans))
        for j in pair.b.under(pair.b.offsets(s for x in k.b for s in c.b_sentences[x].spans))
    }
    n.update(link_tp=len(found & pair.links), link_found=len(found), link_true=len(pair.links))
    total.wrong += [f"LINK missed {pair.name}: {i + 1} {pair.a.sentences[i]!r} | {j + 1} {pair.b.sentences[j]!r}"
                    for i, j in sorted(pair.links - found)]  # fmt: skip
    total.wrong += [f"LINK false {pair.name}: {i + 1} {pair.a.sentences[i]!r} | {j + 1} {pair.b.sentences[j]!r}"
                    for i, j in sorted(found - pair.links)]  # fmt: skip
    items = [(d, (pair.a.offsets(d.a), pair.b.offsets(d.b))) for d in c.differences]
    every = [marks for _, marks in items]
    firm = [marks for d, marks in items if d.tier is Tier.FIRM]
    wording = [(pair.a.offsets(x), pair.b.offsets(y)) for x, y in c.wording]
    for true in pair.differences:
        hit = is_found(true, every)
        alone = not (true.a and true.b) and not any(
            (i if true.a else j) in (pair.a if true.a else pair.b).under([p for p in (true.a, true.b) if p])
            for i, j in found
        )
        seen = hit or is_found(true, every + wording) or alone
        n.update(fact=1, fact_hit=hit, fact_firm=is_found(true, firm), fact_seen=seen)
        of_kind = total.kinds.setdefault(true.kind, [0, 0])
        of_kind[0] += hit
        of_kind[1] += 1
        if not hit:
            quotes = [
                letter.text[slice(*p)].replace("\n", " ") if p else "-"
                for letter, p in ((pair.a, true.a), (pair.b, true.b))
            ]
            total.wrong.append(
                f"MISSED {'' if seen else 'UNSEEN '}{pair.name} {true.kind}: {quotes[0]!r} | {quotes[1]!r}"
            )
    for d, marks in items:
        good = is_true(marks, pair)
        n.update(item=1, item_tp=good)
        if d.tier is Tier.FIRM:
            n.update(firm=1, firm_tp=good)
        if not good:
            quotes = [" .. ".join(letter.text[slice(*p)] for p in side).replace("\n", " ")
                      for letter, side in ((pair.a, marks[0]), (pair.b, marks[1]))]  # fmt: skip
            total.wrong.append(f"FALSE {d.tier} {pair.name} {d.kind} ({d.rule}): {quotes[0]!r} | {quotes[1]!r}")
    for result in c.axes:
        got, want = result.verdict.value, pair.verdicts[result.axis.value]
        same = got == "no_difference_found" and want not in (got, "neither_says")
        n.update(verdict=1, right=got == want, abstain=got == "could_not_compare", false_same=same)
        if got != want:
            total.wrong.append(f"VERDICT {pair.name} {result.axis.value}: {got}, truth {want}")
    n.update(pairs=1)


def score_all(
    pairs: Iterable[HandPair], compare: Callable[[OpinionText, OpinionText], Comparison]
) -> tuple[Score, dict[str, Score]]:
    """Score over all pairs, and for each by its name."""
    total, single = Score(), {}
    for pair in pairs:
        result = compare(pair.a.opinion("A"), pair.b.opinion("B"))
        score(pair, result, total)
        single[pair.name] = Score()
        score(pair, result, single[pair.name])
    return total, single
