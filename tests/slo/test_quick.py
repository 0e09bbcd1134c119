from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.slo.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2
    names: list[str] = field(default_factory=list)


def test_it_is_made_like_any_other_dataclass() -> None:
    point = Point(1)
    assert (point.x, point.y, point.names) == (1, 2, [])
    assert point == Point(1, y=2, names=[])
    assert repr(point).endswith("Point(x=1, y=2, names=[])")
    assert replace(point, y=3) == Point(1, 3)


def test_defaults_are_not_shared() -> None:
    assert Point(1).names is not Point(1).names
