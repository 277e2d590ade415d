"""The inks of the opinions screen: names that the layout gives and the stylesheet colours."""

from __future__ import annotations

from typing import Any

from rich.style import Style

INKS = (
    "a", "b", "strong", "dim", "key", "heading", "heading-a", "heading-b", "warning", "same", "line-a", "line-b",
    "cursor-a", "cursor-b", "firm-a", "firm-b", "possible-a", "possible-b", "wording-a-dim", "wording-b-dim",
    "wording-a-on", "wording-b-on", "mark-firm", "mark-possible", "mark-plain", "mark-a", "mark-b", "current", "found",
    "map", "map-here",
)  # fmt: skip


def style_of(widget: Any, ink: str) -> Style:
    """The style of an ink as the stylesheet gives it: what it does not say shows what lies below."""
    name = f"opinions--{ink}"
    rules, full = widget.get_component_styles(name), widget.get_component_rich_style(name)
    partial = widget.get_component_rich_style(name, partial=True)
    return Style(
        color=full.color if rules.has_rule("color") else None,
        bgcolor=full.bgcolor if rules.has_rule("background") else None,
        bold=partial.bold,
        underline=partial.underline,
        reverse=partial.reverse,
        dim=partial.dim,
    )
