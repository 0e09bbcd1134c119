"""The text report: columns that stand below each other, and a bar that does not flatter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.gate.reports import figures
from app.gate.reports.bar import BLOCKS, CELLS_TO_LIMIT, PLAIN, WIDTH, Signs, bar
from app.gate.reports.reading import read
from app.gate.reports.text import text
from tests.gate.verdicts import AVAILABLE, BUDGET, EVERY_VERDICT, NO_SLOS, PASSING, RUN, changed

BOTH = pytest.mark.parametrize("signs", [BLOCKS, PLAIN], ids=["blocks", "plain"])


@BOTH
@given(share=st.floats(0, 10))
def test_a_bar_goes_beyond_its_limit_exactly_when_the_share_does(
    signs: Signs, share: float
) -> None:
    drawn = bar(share, signs)
    within, beyond = drawn[:CELLS_TO_LIMIT], drawn[CELLS_TO_LIMIT + 1 :]
    assert (drawn[CELLS_TO_LIMIT], cell_len(drawn)) == (signs.limit, WIDTH)
    assert (set(beyond) != {signs.empty}) == (share > 1)
    assert (set(within) != {signs.empty}) == (share > 0)
    assert drawn.endswith(signs.off) == (share > 1.5)


@pytest.mark.parametrize(
    ("share", "blocks", "plain"),
    [
        (0.0, "··········│·····", "..........|....."),
        (0.55, "█████▌····│·····", "#####.....|....."),
        (1.0, "██████████│·····", "##########|....."),
        (1.001, "██████████│▏····", "##########|#...."),
        (1.4, "██████████│████·", "##########|####."),
        (28.0, "██████████│████►", "##########|####>"),
    ],
)
def test_the_bar(share: float, blocks: str, plain: str) -> None:
    assert (bar(share), bar(share, PLAIN)) == (blocks, plain)


def test_what_is_not_known_has_no_bar() -> None:
    assert bar(None) == " " * WIDTH


@pytest.mark.parametrize("blocks", [True, False])
def test_every_bar_and_verdict_stands_below_the_other(*, blocks: bool) -> None:
    lines = text(read(RUN), blocks=blocks).plain.splitlines()
    limit = (BLOCKS if blocks else PLAIN).limit
    rows = [line for line in lines if line and line[0].islower() and limit in line]
    assert len(rows) == 4
    assert {line.index(limit) for line in rows} == {rows[0].index(limit)}
    heads = lines[0]
    for row, word in zip(rows, ("FAIL", "INCONCLUSIVE", "FAIL", "PASS"), strict=True):
        assert row[heads.index("verdict") :].startswith(word)
        assert row[heads.index("target") :].split("%")[0].strip().replace(".", "").isdigit()


def test_wide_signs_do_not_push_a_column_aside() -> None:
    wide = {**AVAILABLE, "slo": "a.1", "group": {"route": "/検索"}}
    lines = text(read({**RUN, "results": [wide, AVAILABLE]})).plain.splitlines()
    rows = [line for line in lines if "│" in line]
    assert len({cell_len(row[: row.index("│")]) for row in rows}) == 1


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_a_plain_terminal_needs_no_sign_beyond_ascii(name: str) -> None:
    assert text(read(EVERY_VERDICT[name]), blocks=False).plain.isascii()


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_the_last_line_is_the_verdict(name: str) -> None:
    verdict = EVERY_VERDICT[name]
    last = text(read(verdict)).plain.splitlines()[-1]
    assert last == f"{verdict['verdict']}  {verdict['summary']}"


def test_a_verdict_over_nothing_shows_the_gate_itself() -> None:
    assert "SLO gate  INCONCLUSIVE" in text(read(NO_SLOS)).plain


def test_the_parts_of_a_result_are_told() -> None:
    told = text(read(RUN)).plain
    for part in (
        "interval 92.48% to 93.48% (95% WILSON)",
        "p95 340 ms, threshold 300 ms",
        "baseline 97.00% of 10,000, p = 0.0003, regressed",
        "testid=build-1042",
        "700 of 10,000 bad",
        "BELOW_TARGET, told only",
    ):
        assert part in told


def test_an_estimate_is_told_with_its_bounds() -> None:
    estimated = changed(PASSING, estimate={"sli_low": 0.991, "sli_high": 0.999})
    assert "  estimate 99.10% to 99.90%\n" in text(read(estimated)).plain


def test_budgets_are_shown_by_what_is_left_of_them() -> None:
    assert "█████▉····│·····    59%" in text(read(BUDGET)).plain


def test_many_that_pass_are_not_explained() -> None:
    many = {**PASSING, "results": [AVAILABLE] * 21}
    assert len(text(read(many)).plain.splitlines()) == 21 + 3
    one_fails = {**many, "results": [*many["results"], RUN["results"][1]]}
    assert "P95_ABOVE_THRESHOLD: 93.00%" in text(read(one_fails)).plain


def test_only_the_words_of_verdicts_are_coloured() -> None:
    found = text(read(RUN))
    coloured = {found.plain[span.start : span.end]: span.style for span in found.spans[1:]}
    assert coloured == {"FAIL": "red", "INCONCLUSIVE": "red", "PASS": "green"}


# Figures


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_value_that_misses_its_target_never_looks_as_if_it_met_it(
    sli: float, target: float
) -> None:
    value, promised = figures.value_and_target(sli, target)
    if abs(sli - target) > 1e-10:
        assert value != promised


@pytest.mark.parametrize(
    ("bad", "shown"),
    [(1.0, "100%"), (1.004, ">100%"), (0.996, "<100%"), (0.5, "50%"), (28.0, "28x"), (0.0, "0%")],
)
def test_a_share_of_what_is_allowed(bad: float, shown: str) -> None:
    target = 0.5 if bad <= 1 else 0.99
    verdict = {**changed(RUN, sli=None, budget={"remaining_ratio": 1 - bad}), "mode": "BUDGET"}
    (entry,) = read(verdict | {"target": target}).entries
    assert figures.spent(entry).replace("28.0x", "28x") == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.34, "340 ms"), (1.5, "1.5 s"), (300, "5 min"), (10_800, "3 h"), (2_592_000, "30 d")],
)
def test_a_duration_has_the_unit_that_suits_it(seconds: float, shown: str) -> None:
    assert figures.duration(seconds) == shown


def test_a_quantile_beyond_the_last_bucket_is_more_than_its_bound() -> None:
    beyond = {"quantile": 0.95, "value_seconds": None, "low_seconds": 2.5, "threshold_seconds": 0.3}
    assert "p95 more than 2.5 s, threshold 300 ms" in text(read(changed(RUN, latency=beyond))).plain
