"""Changes in genes as molecular reports name them: "EGFR exon 19 deletion", "TP53 R273H", "EML4-ALK fusion"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from binder.filing.sheet import Row
from binder.knowledge import load
from binder.model.record import Fact, FactType

_CHANGE = (
    r"(?:p\.\s?\(?[A-Z][A-Za-z]{0,2}\d{1,4}[A-Za-z*_=]\w{0,12}\)?|[A-Z]\d{2,4}(?:[A-Z*]|fs\*?\d{0,3}|del|dup)(?![A-Za-z0-9])|"
    r"c\.[\d_+*-]+[A-Za-z>]\w*(?:>[ACGT])?|exon\s+\d{1,2}\s+(?:deletion|insertion|skipping(?:\s+mutation)?|mutation|duplication)|"
    r"codon\s+\d{1,3}\s+mutation|(?:copy\s+number\s+)?(?:amplification|gain|loss)|homozygous\s+deletion|fusion|rearrangement|"
    r"promoter\s+mutation|truncat\w+|frameshift(?:\s+mutation)?)"
)


@cache
def _pattern() -> re.Pattern[str]:
    genes = "|".join(sorted(load("genes")["genes"], key=len, reverse=True))
    return re.compile(
        rf"(?<![A-Za-z0-9])(?P<gene>(?:[A-Z][A-Z0-9]{{1,6}}\s?[-:]{{1,2}}\s?)?(?:{genes})(?:\s?[-:]{{1,2}}\s?[A-Z][A-Z0-9]{{1,6}})?)"
        rf"(?:\s+gene|\s*[:,|]|\s+mutation\s*[:(]?)?\s{{1,12}}\(?(?P<change>{_CHANGE})"
        rf"(?P<more>\s*\((?:p|c)\.[^()]{{2,40}}\))?"
    )


_NOT_FOUND = re.compile(
    r"^[^.;,]{0,30}\b(?:not\s+(?:detected|identified|found|seen)|negative|absent)\b|\bno\s*$", re.IGNORECASE
)


def find_variants(row: Row) -> Iterator[Fact]:
    """Changes in known genes that a row states as found, each with its notation as printed."""
    for match in _pattern().finditer(row.text):
        before, after = row.text[: match.start()], row.text[match.end() :]
        if _NOT_FOUND.search(after) or re.search(r"\b(?:no|without|negative\s+for)\s*$", before, re.IGNORECASE):
            continue
        value = " ".join((match["change"] + (match["more"] or "")).split())
        sure = 0.75 if row.recognised else 0.9
        yield Fact(FactType.BIOMARKER, match["gene"].replace(" ", ""), value, row.cite(match.start(), match.end()),
                   confidence=sure, rule="change in a gene")  # fmt: skip
