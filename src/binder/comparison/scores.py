"""Scores and classes by whatever name a text gives them, with their values: "SINS 12", "18 points on the Epworth"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binder.comparison.lexicon import lexicon
from binder.comparison.scales import ORDINALS, WRITTEN, bare, level
from binder.comparison.statement import Statement
from binder.comparison.words import STOPWORDS
from binder.knowledge import load

_WORDS = load("comparison_words")
_NO_SCORE = frozenset(
    (
        *_WORDS["not_scales"].split(),
        *_WORDS["not_markers"].split(),
        *load("comparison_axes")["values"]["measured"].split(),
    )
)
_WHAT = r"(?i:score|scale|index|grade|class|stage|category|questionnaire|classification|inventory)"
_ONE = r"[a-z]?[A-Z][A-Za-z]*[A-Z][A-Z0-9-]*|[A-Z][a-zö]{3,}(?:[-–][A-Z][a-z]{3,})?"  # SINS, mJOA, PHQ-9; Lund-Mackay
_BETWEEN = (
    r"(?:(?i:stage|class|score|scale|grade|index|group|type|level|category|questionnaire)|is|was|of|at|as|comes|to|now"
    r"|on|we|use|I|too|also|you|he|she|put|scor(?:e|es|ed)|very|low|intermediate|high|arrive[ds]?|collects?|reach(?:es|ed)?|count|with)\b|[:=(,](?!\s*\d{1,2},)"
)
_DIGITS = r"IV|I{1,3}[abc]?|\d{1,2}(?:\.\d)?[a-c]?"
# "22/35"; but "4/5" is a power and "6/12" half a year.
_TOTAL = r"\s?/\s?(?:[89]|1[013-9]|[2-46-9]\d|5[013-9]|1\d\d)\b"
_OF = rf"(?:{_TOTAL}|,?\s+(?:out\s+)?of\s+(?:a\s+possible\s+)?\d{{1,3}})"
_NO_UNIT = (
    r"(?![\w%-]|[.,]\d|\s\d{3}\b|\s*(?:[mnµukMGIp]?(?:g|mol|L|l|U|IU)\b|mm|cm|ml|GPL|bpm|per\b|x\s?10|×|days?|weeks?|months?|years?|hours?"
    rf"|(?!{_TOTAL})[/+]|to\b|of\s+\d{{4}}))"
)
# A score by its own name with a value behind it: "SINS 12", "the mJOA of 11", "EREFS I also count four points".
_SCORE = re.compile(
    rf"(?<![\w-])(?P<name>{_ONE})(?:\s+(?:{_BETWEEN})|(?<=\w)[,:](?=\s+(?:you|he|she|comes)\b))*[\s:=(|]+"
    rf"(?P<value>{_DIGITS}|{WRITTEN}(?=\s+points?\b)|(?<=[ses]\s)(?!one\b){WRITTEN}(?=\s+points?\b)){_NO_UNIT}"
)
# ... with the value before it: "scores 24 on the IRLS", "grade IV on the Barrow scale", "nought on the ICH scale".
_ON = re.compile(
    rf"\b(?:(?:(?:[Ss]cor\w+|[Gg]rade|[Cc]lass|[Ss]tage|[Cc]ategory)\s+(?:(?:it|of|a|an|at)\s+)*)(?P<x>{_DIGITS}|{WRITTEN})(?:\s+points?)?"
    rf"|(?P<y>\d{{1,2}}(?:\.\d)?|{WRITTEN})(?P<points>\s+points?)?){_OF}?,?\s+(?:on|in|by|of)\s+(?:(?:the|her|his|your|our)\s+)?"
    rf"(?P<name>{_ONE}|[a-z]{{4,}}(?=\s+(?:score|scale|index)\b))(?P<what>\s+{_WHAT})?(?![\w-])"
)
# ... by its full name: "Insomnia Severity Index 19", known by its initials.
_TITLED = re.compile(
    rf"(?P<name>(?:[A-Z][A-Za-z’']+[\s-]){{1,4}}(?:Score|Index|Scale|Inventory|Questionnaire))(?:\s+(?:is|was|of|at|now)|[:=])*\s+"
    rf"(?P<value>\d{{1,2}}(?:\.\d)?){_NO_UNIT}"
)
# A thing behind the number is counted: "CSF: 6 oligoclonal bands", "RTC 2 wk".
_COUNTS = re.compile(
    r"\s+(?!(?:of|on|in|at|and|or|with|by|for|which|that|today|now|out|is|was|as|to|but|so|under|points?)\b)[a-z]"
)
# ... and one called by what it is: "nephrometry score comes to 8a", "class IV", "symptom score 22/35".
_CALLED = re.compile(
    r"\b(?:(?P<name>[A-Za-z][a-z-]{3,})\s+)?(?P<what>[Ss]core|class|category|index)\b"
    r"(?:\s+(?:(?:is|was|of|at|as|comes|to|now|a|the|remains|out|mounts|falls|rises|adds|up|I|also|arrived?)\b|:|=|\())*\s*"
    rf"(?P<value>IV|V|I{{1,3}}[abc]?|\d{{1,2}}(?:\.\d)?[a-c]?|(?!one\b){WRITTEN})(?![\w%-]|\.\d|\s*(?:mg|mm|cm|ml|days?|weeks?|months?|years?)|(?!{_TOTAL})/)"
)
# ... and by no name at all: "you scored 17 out of 48", "six points of 8".
_POINTS = re.compile(
    rf"\b(?:(?:scor(?:e|es|ed|ing)|marked)\s+(?:it\s+)?(?P<x>\d{{1,2}}(?:\.\d)?|{WRITTEN}){_OF}"
    rf"|(?P<y>\d{{1,2}}(?:\.\d)?|{WRITTEN})(?:\s+points?{_OF}|{_OF}\s+points?))(?![\w%])"
)
# "The second Hinchey class", "Tubiana's second stage", "first degree after Goutallier": steps of a plan have no name.
_ORDINAL = re.compile(
    rf"\b(?:(?P<before>[A-Z][a-z]{{3,}})[’']?s?\s+)?(?P<value>{'|'.join(ORDINALS)})\s+(?:(?P<name>[A-Z][a-z]{{3,}})\s+)?(?P<what>class|grade|stage|category|degree)\b"
    r"(?:\s+(?:after|of|by|according to|on)\s+(?:the\s+)?(?P<after>[A-Z][a-z]{3,}))?"
)
_NTH_STAGE = re.compile(
    rf"\b(?:is|in|at|still|now|to)\s+(?:the|its|his|her|an?)\s+(?P<value>{'|'.join(ORDINALS)})\s+stage\b"
    r"(?!\s+of\s+(?:the\s+)?(?:operation|treatment|labou?r|plan|repair|procedure))"
)
_MAY_SCORE = re.compile(rf"(?:^|[ :=(])(?:\d{{1,2}}|I{{1,3}}|IV)(?!\d)|\b{WRITTEN}")
_TITLES_END = frozenset(("score", "index", "scale", "inventory", "questionnaire"))
_WHATS = frozenset(("score", "class", "category", "index"))
_EYES = frozenset(("OD", "OS", "OU", "RE", "LE", "VA", "BCVA"))  # sight: "OS 20/200"
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s(?:[A-Z]\S*\s)*$")
_MAY_BE_OTHER = re.compile(r"(?:[1-9]|1[0-2])/(?:[1-9]|[12]\d|3[01])\b(?!/)")  # a day or a sight: "EGD 8/19"
_WHAT_IT_IS = re.compile(rf"\b{_WHAT}\b")
# A class of stockings, of drugs, of how firmly a thing is advised.
_OF_ADVICE = re.compile(
    r"\s+(?:compression|stocking|hosiery|indication|recommend|advice|evidence|drug|anti)|[A-C]?\s+drug"
)
POINTS = "points"  # the name of a score that is given without one
_PLACE = tuple[int, int]


def scores(s: Statement) -> Iterator[tuple[str, str, _PLACE]]:
    """(name in small letters, value, place) of the scores of a sentence, each place once but for classes."""
    taken: list[_PLACE] = []
    for name, value, place in _scores(s):
        if name == "class" or not any(x < place[1] and place[0] < y for x, y in taken):
            taken.append(place)
            yield name, level(value), place


def _scores(s: Statement) -> Iterator[tuple[str, str, _PLACE]]:
    text = s.text
    if _MAY_SCORE.search(text):
        for m in _TITLED.finditer(text) if not _TITLES_END.isdisjoint(s.words) else ():
            words = [w.lower() for w in re.split(r"[\s-]", m["name"])]
            yield "".join(w[0] for w in words if w not in STOPWORDS), m["value"], m.span()
        for m in _SCORE.finditer(text):
            plain = m.start() == 0 and m["name"][1:].islower() and not _WHAT_IT_IS.search(m[0])
            if (
                not plain
                and is_name(s, m["name"], m.start())
                and not (
                    _COUNTS.match(text, m.end())
                    or (_MAY_BE_OTHER.match(text, m.start("value")) and not m["name"][1:].islower())
                )
            ):
                yield bare(m["name"]), m["value"], m.span()
        for m in _ON.finditer(text):
            if (m["x"] or m["points"] or m["what"]) and (m["name"][0].islower() or is_name(s, m["name"], m.start())):
                yield bare(m["name"]), m["x"] or m["y"], m.span()
    for c in _CALLED.finditer(text) if not _WHATS.isdisjoint(s.words) else ():
        what, name = c["what"].lower(), (c["name"] or "").lower()
        if what == "class" and _OF_ADVICE.match(text, c.end()):
            continue
        yield what if what == "class" or not name or name in STOPWORDS else name, c["value"], c.span()
    nth = not ORDINALS.keys().isdisjoint(s.words)
    for m in _ORDINAL.finditer(text) if nth else ():
        name = m["name"] or m["after"] or m["before"]
        if name and name.lower() not in STOPWORDS and name.lower() not in ORDINALS:
            yield bare(name), m["value"], m.span()
    for m in _POINTS.finditer(text) if "scor" in s.lower or "point" in s.lower else ():
        yield POINTS, m["x"] or m["y"], m.span()
    for m in _NTH_STAGE.finditer(text) if nth else ():
        if not any(t.advice for t in s.terms if t.kind in ("drug", "procedure")):
            yield "stage", m["value"], m.span()


def is_name(s: Statement, name: str, at: int) -> bool:
    """Whether a word in capitals may be a score: no thing measured, no medicine, no person."""
    lower = name.lower()
    if name in _EYES or name in _NO_SCORE or lower in _NO_SCORE or lexicon().generic(lower):
        return False
    return not _TITLES.search(s.text, 0, at)
