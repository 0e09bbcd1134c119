"""The past is cut into pieces that each bring a bounded number of samples."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.monitor.backfill import (
    ASSUMED_SCRAPE_SECONDS,
    PIECE_SAMPLES,
    PIECE_SECONDS,
    Piece,
    pieces,
)
from app.slo.samples import Stretch

HOUR = 3600
STEP = 30
UNTIL = 30 * 24 * HOUR

STRETCHES = st.lists(
    st.tuples(st.integers(0, 719), st.integers(1, 5000)), max_size=12, unique_by=lambda s: s[0]
).map(lambda found: [Stretch(h * HOUR, (h + 1) * HOUR, series) for h, series in sorted(found)])


@given(stretches=STRETCHES)
def test_pieces_follow_each_other_to_the_end_on_the_grid(stretches: list[Stretch]) -> None:
    cut = pieces(stretches, 0, UNTIL, STEP)
    ends = [piece.until for piece in cut]
    assert ends == sorted(set(ends))
    assert ends[-1] == UNTIL
    assert all(end % STEP == 0 for end in ends)


@given(stretches=STRETCHES)
def test_no_sample_lies_in_an_empty_piece(stretches: list[Stretch]) -> None:
    begin = 0
    for piece in pieces(stretches, 0, UNTIL, STEP):
        if piece.empty:
            assert not any(s.after < piece.until and begin < s.until for s in stretches)
        begin = piece.until


@given(stretches=STRETCHES)
def test_a_piece_brings_a_bounded_number_of_samples(stretches: list[Stretch]) -> None:
    begin = 0
    for piece in pieces(stretches, 0, UNTIL, STEP):
        length = piece.until - begin
        most = max((s.series for s in stretches), default=0)
        if not piece.empty:
            assert length <= PIECE_SECONDS
            samples = length / ASSUMED_SCRAPE_SECONDS * most
            assert samples <= PIECE_SAMPLES or length <= HOUR
        begin = piece.until


def test_a_past_without_samples_is_one_empty_piece() -> None:
    assert pieces([], 0, UNTIL, STEP) == [Piece(UNTIL, empty=True)]
