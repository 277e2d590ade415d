"""Named scales of how far an illness is, with their values as people write them: "NYHA II", "class two of the New York
scale", "EDSS 5.5", "5.5 on the EDSS".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from binder.comparison.statement import Statement
from binder.comparison.words import ROMAN
from binder.knowledge import load

# A value in words, as far as scores go: "nought", "two", "twenty-two".
_ONES = "one|two|three|four|five|six|seven|eight|nine"
WRITTEN = (
    rf"(?:(?:twenty|thirty|forty|fifty)(?:[- ](?:{_ONES}))?|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|zero|nought)\b"
)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
# The Montreal classification of Crohn's disease (Silverberg 2005) is often given without its name: "A2 L1 B3".
_MONTREAL = re.compile(r"A(?<!\wA)[1-3],?\s?L[1-4],?\s?B[1-3]p?\b")
# ... or one class of it beside its meaning: "penetrating disease, B3". Alone B3 is also a vitamin or a fracture.
_BEHAVIOUR = re.compile(
    r"\b(?:[Ss]tricturing|[Pp]enetrating|[Ff]istuli[sz]ing)(?:\s(?:disease|behaviou?r|phenotype|type|Crohn['’]s))*"
    r"(?:\s*[,:(]\s*|\s)(?P<value>B[1-3]p?)(?![\w-])"
)
_RESPONSES = frozenset(("50", "75", "90", "100"))  # "PASI 75" is how much better the skin is to become


def _numbers_written() -> list[tuple[str, int]]:
    """Numbers as words run together, the longest first, with what they are."""
    ones = {w: n for n, w in enumerate(_ONES.split("|"), 1)}
    teens = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    found = ones | ORDINALS | {w: n for n, w in enumerate(teens.split(), 10)} | {"zero": 0, "nought": 0}
    for n, tens in enumerate(("twenty", "thirty", "forty", "fifty"), 2):
        found |= {tens: n * 10} | {tens + w: n * 10 + one for w, one in ones.items()}
    return sorted(found.items(), key=lambda e: -len(e[0]))


_WRITTEN = _numbers_written()


@lru_cache(maxsize=4096)
def level(text: str) -> str:
    """A step of a scale as digits and letters: "IIb", "2 B" and "two-b" alike."""
    text = text.lower().replace(" ", "").replace("-", "")
    word = re.match(r"(viii|vii|vi|iv|v|i{1,3})(?=[a-f]?\d?$)", text)
    if word:
        return str(ROMAN[word[1]]) + text[word.end() :]
    if re.fullmatch(r"\d+\.0", text):
        return text[:-2]
    for written, value in _WRITTEN:
        if text.startswith(written) and len(text) <= len(written) + 1:
            return f"{value}{text[len(written) :]}"
    return text


def bare(name: str) -> str:
    """A name as small letters and digits, without accents."""
    return re.sub(r"[^a-z0-9]", "", normalize("NFD", name.lower()))


def _extent_scales() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str], frozenset[str]]:
    """A named scale of how far an illness is with its value a few small words later, or before; its names -> the first
    one; the words that its names begin with.
    """
    first = {}
    for entry in re.split(r"[|\n]", load("comparison_words")["extent_scales"]):
        names = [n.strip() for n in entry.split("~") if n.strip()]
        first.update({bare(n): bare(names[0]) for n in names})
    every = [n.strip() for n in re.split(r"[|~\n]", load("comparison_words")["extent_scales"]) if n.strip()]
    begin = frozenset(re.split(r"\W", n)[0].lower() for n in every)
    scales = "|".join(re.sub(r"(?:\\ |\\-)", r"[\\s-]", re.escape(n)) for n in sorted(every, key=len, reverse=True))
    between = (
        r"(?:\([A-Z]{2,5}\)|(?:(?i:stage|class|score|grade|index|group|type|level|functional|scale|classification|status"
        r"|system)|today|now|still|is|was|are|of|at|as|on|in|and|also|too|only|just|you|he|she|scored?|scores|arrive[ds]?"
        r"|reach(?:es|ed)?|collects?|place[ds]?|rated?|I|we|count|points?|it|this|that|the|to|be|a|an|remains?|value|calculated|measured"
        r"|put|makes?|you|her|him|came|comes|works|out|gives|adds|up)\b|[:=,()|])"
    )
    steps = r"IV|I{1,3}(?:[12]\b|\s?[abABCES]\b)?(?!\s(?:[a-z]{2,}\s)?\d)|V|\d{1,2}(?:\.\d{1,2})?[a-c]?"
    value = rf"(?P<value>(?:[A-EL]\d\w?[\s,]+){{1,3}}[A-EL]\d|{steps}|[A-E]\d{{0,2}}|[EL]\d"
    value += rf"|one(?= points?\b)|(?!one\b){WRITTEN})"
    after = (
        r"(?![\w%]|/(?!\d)|\.\d|-\w|\s*(?:mg|mm|cm|weeks?|months?|years?|days?|capsules?|vitamins?|formula|tablets?)\b)"
    )
    ahead = re.compile(rf"(?<![\w-])(?P<name>{scales})(?![\w-])(?:[\s-]*{between})*?[\s-]*{value}{after}")
    # ... or before it: "class two of the New York scale", "5.5 on the EDSS", "the third class of the New York scheme".
    behind = re.compile(
        rf"(?:\b(?P<what>[Cc]lass|[Ss]tage|[Gg]rade|[Ss]core|[Cc]ategory)\s+(?:of\s+)?)?(?<![\w.,/+-])(?P<value>{steps}|[A-E]|{WRITTEN}"
        rf"|(?P<ordinal>{'|'.join(ORDINALS)})\s+(?:functional\s+)?(?:class|stage|grade|category|degree))"
        r"(?:\s+points?)?(?:\s?/\s?\d{1,3}|,?\s+(?:out\s+)?of\s+(?:a\s+possible\s+)?\d{1,3})?"
        r",?\s+(?P<link>on|of|in|by|from|after|according to)\s+"
        r"(?:(?:the|her|his|your|our|my|a|an|old|scale|score|classification|system|of|revised|modified"
        r"|\w+-(?:step|point|stage|grade|part|level|class|item))\s+)*"
        rf"(?P<name>{scales})(?![\w-])"
    )
    return ahead, behind, first, begin


_EXTENT, _OF_EXTENT, _EXTENT_NAMES, _EXTENT_BEGINS = _extent_scales()


def extents(s: Statement) -> Iterator[tuple[re.Match[str], str, str, str, tuple[int, int]]]:
    """(match, scale, step, scale as written, place) of the values of named scales in a sentence."""
    if "montreal" not in s.words:
        whole = list(_MONTREAL.finditer(s.text))
        for m in whole:
            yield m, "montreal", level(m[0].replace(",", " ")), "Montreal", m.span()
        for m in () if whole else _BEHAVIOUR.finditer(s.text):
            yield m, "montreal", level(m["value"]), "Montreal", m.span("value")
    if _EXTENT_BEGINS.isdisjoint(s.words):
        return
    taken = []
    for m in _EXTENT.finditer(s.text):
        if m["name"] == "FIGO" and "stage" not in m[0].lower():
            continue  # FIGO also grades cells and numbers fibroids
        name, label = _EXTENT_NAMES[bare(m["name"])], level(m["value"].replace(",", " "))
        if (name == "pasi" and label in _RESPONSES) or (m["name"] == "Child" and label[0] not in "abc"):
            continue  # "Child" has classes; a child has an age
        taken.append(m.start("name"))
        yield m, name, label, m["name"], (m.start("name"), m.end("value"))
    for m in _OF_EXTENT.finditer(s.text):
        # "two of the NYHA class III patients" counts; "class two of" does not.
        if m.start("name") in taken or (m["link"] == "of" and not (m["what"] or m["ordinal"])):
            continue
        name, label = _EXTENT_NAMES[bare(m["name"])], level(m["ordinal"] or m["value"])
        if name == "montreal" and label[0].isdigit():
            continue  # the cognitive one
        yield m, name, label, m["name"], (m.start("value"), m.end("name"))
