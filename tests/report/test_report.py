"""What is published is what was recorded: nothing is typed in by hand."""

from __future__ import annotations

import re

import pytest

from deploy.report.__main__ import REPORT, pages
from deploy.report.blocks import without_blocks
from deploy.report.record import RECORDS, ROOT

MEASURED = re.compile(
    r"[~±+\-−]?\d[\d.,/]*\s?(?:%|x\b|×|times\b|ms\b|s\b|min\b|[KMG]i?B\b|SLOs\b|tests\b|runs\b)"
)
PLACE = re.compile(r"(?<![\w.~])/(?:home|root|tmp|work|Users)/")
PROMISES = ("99.9 %", "99.9%", "95%", "300 ms")
"""What stands in examples of definitions, and was measured by nobody."""


@pytest.mark.parametrize("file", pages())
def test_a_page_is_what_the_records_say(file: str) -> None:
    assert (ROOT / file).read_text() == pages()[file], "make report writes it anew"


@pytest.mark.parametrize("file", ["README.md", REPORT])
def test_no_figure_stands_beside_the_records(file: str) -> None:
    text = without_blocks((ROOT / file).read_text())
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found = [each for each in MEASURED.findall(prose) if each.strip() not in PROMISES]
    assert found == []


def test_no_record_names_a_folder_of_the_machine() -> None:
    records = sorted(RECORDS.glob("*.json"))
    assert records
    assert [file.name for file in records if PLACE.search(file.read_text())] == []
