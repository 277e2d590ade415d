"""A Comparison as the JSON the command line promises."""

from __future__ import annotations

from typing import Any

from binder.model.citation import Span
from binder.model.comparison import AxisResult, Comparison, Difference, Link, OpinionText, Quote, Sentence


def to_json(comparison: Comparison) -> dict[str, Any]:
    """One object: axes, links, differences, wording, what only one says, what was not compared, counts, warnings."""
    c = comparison
    return {
        "a": _head(c.a),
        "b": _head(c.b),
        "axes": {result.axis.value: _axis(result) for result in c.axes},
        "links": [_link(link, c) for link in c.links],
        "differences": [_difference(d) for d in c.differences],
        "wording": [{"a": _spans(a) or None, "b": _spans(b) or None} for a, b in c.wording],
        "only_a": [_spans(c.a_sentences[n].spans) for n in c.only_a],
        "only_b": [_spans(c.b_sentences[n].spans) for n in c.only_b],
        "not_compared": [{"where": n.where, "why": n.why} for n in c.not_compared],
        "counts": dict(c.counts),
        "warnings": list(c.warnings),
    }


def _head(text: OpinionText) -> dict[str, str]:
    return {"title": text.title, "author": text.author, "date": text.date}


def _spans(spans: tuple[Span, ...]) -> list[dict[str, int]]:
    return [{"page": s.page, "line": s.line, "start": s.start, "end": s.end} for s in spans]


def _axis(result: AxisResult) -> dict[str, Any]:
    quotes = {"a": quotes_json(result.a), "b": quotes_json(result.b)}
    return {"verdict": result.verdict.value, "sure": result.sure, "alone": result.alone or None, **quotes}


def quotes_json(quotes: tuple[Quote, ...]) -> list[dict[str, Any]]:
    """Each with where it begins and where all of it stands."""
    return [{"page": q.page, "line": q.line, "spans": _spans(q.spans), "quote": q.quote} for q in quotes]


def _passage(sentences: tuple[Sentence, ...], numbers: tuple[int, ...]) -> list[dict[str, int]]:
    return _spans(tuple(span for n in numbers for span in sentences[n].spans))


def _link(link: Link, c: Comparison) -> dict[str, Any]:
    return {
        "a": _passage(c.a_sentences, link.a),
        "b": _passage(c.b_sentences, link.b),
        "strength": link.strength,
        "weak": link.weak,
        "moved": link.moved,
        "same": link.same,
    }


def _difference(d: Difference) -> dict[str, Any]:
    return {
        "tier": d.tier.value,
        "axis": d.axis.value if d.axis else None,
        "kind": d.kind,
        "rule": d.rule,
        "a": _spans(d.a) or None,
        "b": _spans(d.b) or None,
        "a_value": d.a_value,
        "b_value": d.b_value,
        "a_said": d.a_said,
        "b_said": d.b_said,
        "link": d.link,
    }
