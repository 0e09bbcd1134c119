from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slo.errors import SourceUnreachable
from app.sources import wire
from app.sources.portions import PORTION_BYTES, cut

TRICKY = (',{"metric":', '[{"metric":', '"},{"metric":{"a":"', "\\", "]}", "ü", "")
labels = st.dictionaries(st.sampled_from(["metric", "values", "a"]), st.sampled_from(TRICKY))
numbers = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.just("+Inf")
samples = st.lists(st.tuples(st.floats(0, 2e9), numbers), max_size=3)
fleets = st.lists(st.tuples(labels, samples), min_size=1, max_size=6)


def answer(series: Sequence[Mapping[str, Any]], **more: object) -> bytes:
    data = {"resultType": "matrix", "result": series}
    whole = {"status": "success", "data": data, **more}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False).encode()


def long_answer(count: int, **more: object) -> bytes:
    return answer(
        [{"metric": {"number": f"{n:0100d}"}, "values": [[n, str(n)]]} for n in range(count)],
        **more,
    )


@given(fleets)
def test_an_answer_in_portions_is_read_as_it_is_written(
    fleet: Sequence[tuple[dict[str, str], Sequence[tuple[float, str]]]],
) -> None:
    longer = [(own | {"pad": "x" * (PORTION_BYTES // 3)}, found) for own, found in fleet]
    told = [{"metric": own, "values": [list(s) for s in found]} for own, found in longer]
    table = wire.matrix(answer(told))
    finite = [(own, [(t, float(v)) for t, v in found if v != "+Inf"]) for own, found in longer]
    assert [(s.labels, list(zip(s.times, s.values, strict=True))) for s in table] == [
        (own, found) for own, found in finite if found
    ]


def test_no_portion_is_much_longer_than_it_may_be() -> None:
    body = long_answer(5000)
    portions, rest = cut(body)
    lengths = [len(each) for each in portions]
    assert len(lengths) > 5
    assert max(*lengths, len(rest)) < PORTION_BYTES + 1000


def test_an_answer_that_is_broken_in_the_middle_is_no_answer() -> None:
    body = long_answer(2000).replace(f"{1000:0100d}".encode(), b'"')
    with pytest.raises(SourceUnreachable, match="broken JSON"):
        wire.matrix(body)


def test_a_long_answer_that_ends_with_a_warning_is_incomplete() -> None:
    with pytest.raises(SourceUnreachable, match="incomplete: exceeded a limit"):
        wire.matrix(long_answer(2000, warnings=["exceeded a limit"]))


def test_a_long_answer_of_another_kind_is_refused() -> None:
    with pytest.raises(SourceUnreachable, match="with a matrix instead of a vector"):
        wire.vector(long_answer(2000))
