"""index.html opens without a network, leads to every original, and shows words from papers as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from binder.binder import Binder
from binder.export import export
from binder.model.checklist import ChecklistItem, ItemState, Need
from binder.model.record import Person
from binder.model.spoken import verdict_said
from tests.export.conftest import contents, holding, rows

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Reading(HTMLParser):
    """Reads a page as a browser does and keeps what it would act on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def links(self) -> Iterator[str]:
        for tag, attributes in self.tags:
            if tag == "a":
                yield attributes["href"] or ""

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def page(exported: Path) -> Reading:
    return Reading((exported / "index.html").read_text())


def local(link: str) -> str:
    return re.sub("((?:%[0-9A-F]{2})+)", lambda m: bytes.fromhex(m[1].replace("%", "")).decode(), link)


def alone(page: Reading) -> None:
    """Nothing in it is fetched, run or sent."""
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "embed", "form", "link", "base"}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert not set(attributes) & {"src", "srcset", "style", "action", "ping", "background"}
    for link in page.links():
        assert re.match(r"#[a-z]|(originals|put-aside|texts)/|[A-Za-z]+\.(csv|json|txt)$", link), link


def test_it_needs_no_network(page: Reading, exported: Path) -> None:
    alone(page)
    text = (exported / "index.html").read_text()
    assert "://" not in text and "url(" not in text and "@import" not in text


def test_every_link_leads_to_something(page: Reading, exported: Path) -> None:
    ids = {attributes.get("id") for _, attributes in page.tags}
    for link in page.links():
        assert (link[1:] in ids) if link.startswith("#") else (exported / local(link)).exists(), link


def test_every_original_is_linked(page: Reading, exported: Path) -> None:
    linked = {local(link).rstrip("/") for link in page.links()}
    for row in rows(exported / "records.csv"):
        assert row["file"] in linked


def test_it_says_whose_it_is_and_that_it_is_not_encrypted(page: Reading, binder: Binder) -> None:
    assert binder.patient.name in page.text
    assert "Not encrypted." in page.text


def test_months_stand_newest_first_and_the_undated_behind_them(exported: Path) -> None:
    captions = re.findall("<caption>(.*?)</caption>", (exported / "index.html").read_text().split('id="timeline"')[1])
    days = [row["date"][:7] for row in rows(exported / "records.csv") if row["state"] != "trashed"]
    assert len(captions) == len(set(days)) + 1
    assert captions[0] == "March 2026" and captions[-2:] == ["Undated", "Put aside"]


def test_the_two_opinions_are_laid_side_by_side(page: Reading, binder: Binder) -> None:
    for axis in binder.compare("1", "2").axes:
        assert verdict_said(axis.verdict, sure=axis.sure) in page.text
        for quoted in (*axis.a, *axis.b):
            assert " ".join(quoted.quote.split()) in page.text
    assert "does not judge" in page.text


def test_the_checklist_tells_the_state_in_words(page: Reading, binder: Binder) -> None:
    for line in binder.checklist():
        assert line.item.title in page.text
        assert f"{line.item.state.glyph} {line.item.state.label}" in page.text


def test_without_two_opinions_nothing_is_compared(tmp_path: Path) -> None:
    export(contents(holding("Letter")), tmp_path / "out")
    assert "opinions" not in Reading((tmp_path / "out" / "index.html").read_text()).text


def test_words_from_outside_stay_words(tmp_path: Path) -> None:
    bad = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' & \u202eabc"
    item = ChecklistItem("x", bad, (Need.REPORT,), state=ItemState.WAIVED, note=bad, group=bad)
    record = holding(bad, author=bad, facility=bad, date="2026-03-13", lines=(bad,))
    export(contents(record, checklist=((item, bad),), patient=Person(bad, bad)), tmp_path / "out")
    page = Reading((tmp_path / "out" / "index.html").read_text())
    alone(page)
    assert "<script>alert(1)</script>" in page.text


def test_a_web_page_among_the_papers_is_opened_as_text(tmp_path: Path) -> None:
    record = holding("Portal export", name="x.html", media_type="text/html", lines=("words",), data=b"<script>")
    export(contents(record), tmp_path / "out")
    links = list(Reading((tmp_path / "out" / "index.html").read_text()).links())
    assert "texts/R1.txt" in links
    assert not any(link.endswith(".html") for link in links)


@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-03-13", "March 2026"), ("2026-12", "December 2026"), ("2026", "2026, month not stated"), ("", "Undated")],
)
def test_a_record_stands_under_its_month(tmp_path: Path, day: str, month: str) -> None:
    export(contents(holding("Letter", date=day)), tmp_path / "out")
    assert f"<caption>{month}</caption>" in (tmp_path / "out" / "index.html").read_text()
