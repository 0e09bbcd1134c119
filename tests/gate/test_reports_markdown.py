"""The Markdown report, read by a real parser: others' words stay words."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from app.gate.reports.markdown import markdown
from app.gate.reports.reading import read
from tests.gate.verdicts import AVAILABLE, EVERY_VERDICT, NO_SLOS, PASSING, RUN, changed

NASTY = "a | b `c` <img src=x> **d** [e](https://f.example) &lt; \\| ~~g~~ _h_ \\"


class Cells(HTMLParser):
    """The rows of a page's tables as text, and every tag of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self._is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser passes it
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        self._is_inside = tag in {"td", "th"} or (tag == "br" and self._is_inside)
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        elif tag == "br" and self._is_inside:
            self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.rows[-1][-1] += data


def shown(text: str) -> Cells:
    """What a reader of the page sees."""
    return Cells(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def test_each_slo_is_a_row_of_seven_cells() -> None:
    heads, *rows = shown(markdown(read(RUN))).rows
    assert heads == [
        *("SLO", "verdict", "good", "target", "errors of those allowed", "events", "why")
    ]
    assert [row[0] for row in rows] == [
        *("checkout-latency", "search-availability"),
        *("report-latency {route=/report}", "checkout-availability"),
    ]
    assert [row[1] for row in rows] == [
        *("❌ FAIL", "❌ INCONCLUSIVE", "💬 FAIL (told only)", "✅ PASS"),
    ]
    assert rows[0][2:6] == ["93.00%", "95.00%", "██████████│████· 140%", "700 of 10,000 bad"]
    assert rows[0][6].splitlines()[1] == "interval 92.48% to 93.48% (95% WILSON)"


def test_signs_of_markdown_and_html_in_others_words_stay_text() -> None:
    verdict = changed(PASSING, message=NASTY, slo="a.1", group={"route": NASTY}, query=None)
    page = shown(markdown(read({**verdict, "summary": NASTY, "match": {"a": NASTY}})))
    (row,) = page.rows[1:]
    assert row[0] == f"a {{route={NASTY}}}"
    assert row[6] == f"ABOVE_TARGET: {NASTY}"
    assert page.tags <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td"}


def test_queries_are_folded_away_and_cannot_leave_their_block() -> None:
    verdict = changed(PASSING, query="a\n```\n</details>\n````")
    page = markdown(read(verdict))
    (block,) = [token.content for token in MarkdownIt().parse(page) if token.type == "fence"]
    assert block == "# checkout-availability\na\n```\n</details>\n````\n"


@pytest.mark.parametrize(
    ("name", "sign"), [("run", "❌"), ("budget", "✅"), ("passing", "✅"), ("no slos", "❌")]
)
def test_the_heading_says_whether_the_gate_is_open(name: str, sign: str) -> None:
    verdict = EVERY_VERDICT[name]
    assert markdown(read(verdict)).startswith(f"### {sign} SLO gate: {verdict['verdict']}\n")


def test_a_verdict_over_nothing_shows_the_gate_itself() -> None:
    assert shown(markdown(read(NO_SLOS))).rows[1][:2] == ["SLO gate", "❌ INCONCLUSIVE"]


def test_a_long_report_stays_below_what_a_job_may_show() -> None:
    long = {**AVAILABLE, "query": "x" * 1000, "message": "y" * 200}
    page = markdown(read({**RUN, "results": [*[long] * 5000, RUN["results"][1]]}))
    assert len(page.encode()) < 1024 * 1024
    assert page.index("| checkout-latency |") < page.index("| checkout-availability |")
    assert "And 4,801 more SLOs" in page
