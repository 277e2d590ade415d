"""How a comparison is said to a family: what a verdict means, what a rule looked at. Never who is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from mimetypes import guess_type

from binder.model.citation import Span
from binder.model.clean import clean
from binder.model.comparison import Difference, Verdict

FIXED_WORDS = "binder lines up what was written. It does not judge."
NOTHING_OF_IT = "nothing of this found"  # where the other opinion names it alone
UNSURE_PAIR = "unsure pair"  # two passages that may not speak of one matter

_SHORT = {
    Verdict.REFINED: "refined: details differ",
    Verdict.ONLY_A: "only A says it",
    Verdict.ONLY_B: "only B says it",
    Verdict.NEITHER_SAYS: "neither says it",
    Verdict.COULD_NOT_COMPARE: "not sure",
}
_MEANING = {
    Verdict.NO_DIFFERENCE_FOUND: "nothing that binder can recognise differs; read both all the same",
    Verdict.REFINED: "the same in kind; one says it more exactly, or a detail such as a grade or a marker differs",
    Verdict.DIFFERENT: "what the two write does not go together",
    Verdict.ONLY_A: "{a} writes about it, nothing was found in {b}",
    Verdict.ONLY_B: "{b} writes about it, nothing was found in {a}",
    Verdict.NEITHER_SAYS: "nothing about it was found in either",
    Verdict.COULD_NOT_COMPARE: "binder cannot tell whether they differ; read both",
}
# ... where no difference that is shown is sure.
_PERHAPS = {
    Verdict.REFINED: "perhaps a detail differs, or one says it more exactly; read both",
    Verdict.DIFFERENT: "what the two write may not go together; read both",
}
# Kind of a difference: what was compared where both speak, and where one of them is silent.
_RULES = {
    "stage": ("both name a stage or its T, N, M; not the same one", "only one names this stage"),
    "grade": ("both give a grade on one scale; not the same step", "only one gives this grade"),
    "number": ("both give a number for one thing; not the same in one unit", "only one gives this number"),
    "dose": ("both give an amount; not the same in one unit", "only one gives this amount"),
    "time": ("both give a time for one step; not the same in days", "only one gives this time"),
    "drug": ("a medicine in each; not one substance under two names", "only one names this medicine, under any name"),
    "procedure": ("a treatment or test in each; not the same one", "only one names this treatment or test"),
    "diagnosis": ("a disease in each; not the same one, under any name", "only one names this disease"),
    "biomarker": ("both give the result of one test; not the same", "only one gives this result"),
    "laterality": ("both name a side of the body; not the same one", "only one names a side of the body"),
    "negation": ("one writes yes, the other no, about one thing", "only one says yes or no to this"),
    "finding": ("both describe one thing; not the same is said of it", "only one describes this"),
    "certainty": ("both write about one thing; not with the same strength", "only one says how strongly"),
}

_NO_RULE = frozenset(("words without counterpart", "said by one alone"))
# What a rule compares that is none of its kind's, and what no rule knows of, whatever kind the words look like.
_OF_RULE = {
    "how soon": "one writes that it must be soon, the other that there is time",
    "words without counterpart": "each says something here that the other does not; read both",
    "said by one alone": "one says this, and nothing like it was found in the other",
}

_ADVICE = re.compile(r"(?P<names>.+): (?P<word>advised|an option|advised against)")
# What is advised is named in small letters and without signs, as it is looked up; so it is written.
_WRITTEN = {"petct": "PET/CT", "xray": "X-ray", "hba1c": "HbA1c", "mtor": "mTOR", "dsdna": "dsDNA"}
_CAPITALS = (
    " acl acth afp alk amh ana anca av bcl bk braf btk ca cd38 cd4 cdk4 cea cgrp cmv cns cpap crp csf ct dexa dmard "
    "dmsa dna dpp ebv ecg ecmo eeg egfr emg ercp esr fdg fev1 flt3 glp gvhd hdl her2 hida hipec hiv hla hpv inr ivf "
    "jak ldh ldl mibg mr mrcp mri mrsa muga nsaid oct parp pci pcr pet pfo psa psma pvc sglt2 snri ssri spect tb tens "
    "tsh turbt turp vats vegf "
)


def opinion_name(author: str, title: str, facility: str = "", date: str = "") -> str:
    """Whose an opinion is: the doctor's name, else the hospital's, else the paper's title, said as a title.

    Args:
        date: as it is said; the name of a file says less.
    """
    if name := clean(author) or clean(facility):
        return name
    if date and guess_type(title)[0]:
        return f"letter of {date}"
    return f"titled “{clean(title)}”"


def whose_opinion(author: str, title: str) -> str:
    """The same with the title beside the name, where there is room for both."""
    return f"{clean(author)}, “{clean(title)}”" if author and title else opinion_name(author, title)


def lines_at(spans: Sequence[Span], *, paged: bool) -> str:
    """The lines that some words stand on, as they are typed: "13", "13-14"; with pages "2:13", "2:13-14", "1:48-2:1".

    Args:
        spans: in reading order, at least one.
    """
    first, last = spans[0], spans[-1]
    begins = f"{first.page}:{first.line}" if paged else f"{first.line}"
    if first.page != last.page:
        return f"{begins}-{last.page}:{last.line}"
    return begins if first.line == last.line else f"{begins}-{last.line}"


def place_words(spans: Sequence[Span], *, paged: bool) -> str:
    """The same in words: "line 13", "lines 13-14", "page 2 line 13", "page 1 line 48 to page 2 line 1"."""
    first, last = spans[0], spans[-1]
    if first.page != last.page:
        return f"page {first.page} line {first.line} to page {last.page} line {last.line}"
    lines = f"line {first.line}" if first.line == last.line else f"lines {first.line}-{last.line}"
    return f"page {first.page} {lines}" if paged else lines


def value_words(value: str) -> str:
    """A value as understood, its thing named as people write it: "PET/CT: advised"."""
    advice = _ADVICE.fullmatch(clean(value))
    if advice is None:
        return clean(value)
    names = (_WRITTEN.get(n) or (n.upper() if f" {n} " in _CAPITALS else n) for n in advice["names"].split(" "))
    return f"{' '.join(names)}: {advice['word']}"


def verdict_glyph(verdict: Verdict, *, sure: bool = True) -> str:
    """Its sign, at most two cells; with a question mark where no difference is sure, as a difference's own sign."""
    return verdict.glyph if sure else f"{verdict.glyph}?"


def verdict_words(verdict: Verdict, *, sure: bool = True, refused: bool = False) -> str:
    """A verdict in at most 23 cells: the literature's word, beside it a plain one where that says little; with the
    strength that the differences have.

    Args:
        refused: as `Comparison.refused`.
    """
    if refused and verdict is Verdict.COULD_NOT_COMPARE:
        return verdict.label
    return _SHORT.get(verdict, verdict.label) if sure else f"perhaps {verdict.label}"


def verdict_said(verdict: Verdict, *, sure: bool = True, refused: bool = False) -> str:
    """Its sign and its words."""
    return f"{verdict_glyph(verdict, sure=sure)} {verdict_words(verdict, sure=sure, refused=refused)}"


def verdict_against(verdict: Verdict, *, sure: bool = True) -> str:
    """Sign and words in a table in which one opinion stands first and the others are compared with it."""
    only = {Verdict.ONLY_A: "only the first says it", Verdict.ONLY_B: "the first does not say it"}
    words = only.get(verdict) or verdict_words(verdict, sure=sure)
    return f"{verdict_glyph(verdict, sure=sure)} {words}"


def verdict_meaning(verdict: Verdict, a: str = "A", b: str = "B", *, sure: bool = True) -> str:
    """What a verdict means, as a clause; a and b are how the two are called."""
    return (_MEANING if sure else _PERHAPS)[verdict].format(a=a, b=b)


def rule_words(difference: Difference) -> str:
    """The rule that found a difference: its name, and what it looked at in plain words."""
    both, one = _RULES.get(difference.kind, ("both write about one thing; not the same", "only one writes this"))
    looked = _OF_RULE.get(difference.rule) or (both if difference.a and difference.b else one)
    name = rule_name(difference)
    # A rule that is named after one side's silence says it already.
    named = "" if not name or ("only one" in name and not (difference.a and difference.b)) else f"{name}: "
    return f"{named}{looked}"


def rule_name(difference: Difference) -> str:
    """The name of the rule that found a difference; empty where it is only that no rule knows of the words."""
    return "" if difference.rule in _NO_RULE else difference.rule


def pair_words(machine: str) -> str:
    """What binder itself made of two passages that a person tied or took apart, as it is said."""
    return {"no link": "not paired", "weak link": UNSURE_PAIR, "sure link": "paired"}.get(machine, machine)
