"""The labels that join a metric's series to what their targets export."""

from __future__ import annotations

import pytest

from app.sources.differences import Join
from app.sources.joining import ByJob, join_of

PODS = frozenset({"job", "instance", "pod"})
SERIES = PODS | {"code", "route"}
START = "process_start_time_seconds"


@pytest.mark.parametrize(
    ("series", "starts", "up", "expected"),
    [
        (
            {"a": SERIES},
            {"a": PODS},
            {"a": PODS},
            Join(("instance", "job", "pod"), START, has_starts=True),
        ),
        (
            {"a": SERIES, "b": SERIES - {"pod"}},
            {"a": PODS, "b": PODS},
            {},
            Join(("instance", "job"), START, has_starts=True),
        ),
        (
            {"a": SERIES, "b": SERIES},
            {"a": PODS},
            {"a": PODS, "b": PODS},
            Join(("instance", "job", "pod"), "up", has_starts=True),
        ),
        ({"a": SERIES}, {}, {"a": PODS}, Join(("instance", "job", "pod"), "up", has_starts=False)),
        ({"a": SERIES}, {}, {}, Join(("instance", "job", "pod"), "", has_starts=False)),
        ({"a": frozenset({"code"})}, {"a": PODS}, {"a": PODS}, None),
        (
            {"": frozenset({"instance"})},
            {"": PODS},
            {},
            Join(("instance",), START, has_starts=True),
        ),
    ],
    ids=[
        "processes export their starts",
        "jobs have different labels",
        "one job exports no starts",
        "no job exports starts",
        "there is not even up",
        "no label tells targets apart",
        "there is no job",
    ],
)
def test_labels_are_those_that_both_sides_have(
    series: ByJob, starts: ByJob, up: ByJob, expected: Join | None
) -> None:
    assert join_of(series, starts, up) == expected


def test_what_is_not_there_is_joined_to_nothing() -> None:
    assert join_of({}, {"a": PODS}, {}) is not None
