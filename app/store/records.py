"""The two ways between an account's values and the database's: blobs and JSON.

Refuses to know SQL. The layouts are described in ``app/store/tables.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from app.slo.account import Cursors, Delta, Heads, Reach
from app.slo.definition import Group
from app.slo.register import Register, RowKey
from app.slo.samples import Bound, Feed, Feeding, Floats, Part, Series

Record = dict[str, Any]
"""A table's row as SQLAlchemy takes it, by column name."""

DOUBLE = np.dtype("<f8")


def blob_of(*columns: Floats) -> bytes:
    """Write columns of equal length side by side, as little-endian doubles."""
    table = np.empty((len(columns[0]), len(columns)), DOUBLE)
    for position, column in enumerate(columns):
        table[:, position] = column
    return table.tobytes()


def blobs_of(tables: Sequence[Sequence[Floats]]) -> list[bytes]:
    """Write many tables, each a number of columns of its own length: one blob for each.

    All have as many columns. Thousands of small tables take hardly longer than a large one.
    """
    if not tables:
        return []
    whole = blob_of(*map(np.concatenate, zip(*tables, strict=True)))
    row = len(tables[0]) * DOUBLE.itemsize
    ends = accumulate([row * len(table[0]) for table in tables], initial=0)
    return [whole[begin:end] for begin, end in pairwise(ends)]


def columns_of(blob: bytes | bytearray, width: int, length: int) -> tuple[Floats, ...]:
    """Read back the ``width`` columns of ``length`` doubles each.

    Raises:
        ValueError: the blob has another size.
    """
    table = np.frombuffer(blob, DOUBLE).reshape(length, width)
    return tuple(table[:, position].astype(np.float64) for position in range(width))


def cursors_blob(cursors: Cursors) -> bytes:
    """Write the cursors of an account."""
    return blob_of(cursors.time, cursors.value, cursors.start)


def state_records(deltas: Sequence[Delta]) -> list[Record]:
    """Write what each account's own row says once the delta is part of it."""
    cursors = blobs_of([(d.cursors.time, d.cursors.value, d.cursors.start) for d in deltas])
    newest = blobs_of([(delta.newest,) for delta in deltas])
    unbounded = blobs_of([(delta.unbounded,) for delta in deltas])
    return list(map(_state_record, deltas, cursors, newest, unbounded))


def _state_record(delta: Delta, cursors: bytes, newest: bytes, unbounded: bytes) -> Record:
    reach = delta.reach
    begin, end = reach.silence or (None, None)
    return {
        "reach_begin": int(reach.begin),
        "reach_until": int(reach.until),
        "earliest": reach.earliest,
        "scrape_seconds": reach.scrape_seconds,
        "silence_begin": begin,
        "silence_end": end,
        "cursors": cursors,
        "newest": newest,
        "unbounded": unbounded,
        "heads": _heads_blob(delta.heads),
    }


def reach_of(record: Mapping[str, Any]) -> Reach:
    """Read an account's reach."""
    begin, end = record["silence_begin"], record["silence_end"]
    return Reach(
        begin=record["reach_begin"],
        until=record["reach_until"],
        earliest=record["earliest"],
        scrape_seconds=record["scrape_seconds"],
        silence=None if begin is None else (begin, end),
    )


def cursors_of(record: Mapping[str, Any], series: int) -> Cursors:
    """Read the cursors of an account with so many series; ``ValueError`` if it has others."""
    return Cursors(*columns_of(record["cursors"], 3, series))


def heads_of(record: Mapping[str, Any], series: int) -> Heads | None:
    """Read the heads of an account with so many series; ``ValueError`` if it has others."""
    if record["heads"] is None:
        return None
    return Heads(*columns_of(record["heads"], 4, series))


def _heads_blob(heads: Heads | None) -> bytes | None:
    if heads is None:
        return None
    return blob_of(heads.time, heads.value, heads.start, heads.counted)


def series_record(register: Register, ordinal: int) -> Record:
    """Write one series of an account; the account's id is for the caller to add."""
    feeding = register.feedings[ordinal]
    leader = feeding.leader
    return {
        "ordinal": ordinal,
        "metric": feeding.series.metric,
        "labels": _pairs(feeding.series.labels),
        "target": None if feeding.target is None else _pairs(feeding.target),
        "feeds": [_feed_record(feed) for feed in feeding.feeds],
        "leader": None if leader is None else register.index[leader],
    }


def feedings_of(records: Sequence[Mapping[str, Any]]) -> tuple[Feeding, ...]:
    """Read an account's series; ``LookupError``, ``TypeError`` or ``ValueError`` if one is none."""
    series = [Series(record["metric"], _group(record["labels"])) for record in records]
    return tuple(
        Feeding(
            own,
            None if record["target"] is None else _group(record["target"]),
            tuple(_feed(feed) for feed in record["feeds"]),
            None if record["leader"] is None else series[record["leader"]],
        )
        for own, record in zip(series, records, strict=True)
    )


def row_record(row: RowKey) -> Record:
    """Write a row; the account and the ordinal are for the caller to add."""
    return {"group_labels": _pairs(row.group), "bound": row.bound.name}


def row_of(record: Mapping[str, Any]) -> RowKey:
    """Read a row; ``KeyError``, ``TypeError`` or ``ValueError`` where it is not one."""
    return RowKey(_group(record["group_labels"]), Bound[record["bound"]])


def _feed_record(feed: Feed) -> Record:
    return {
        "group": _pairs(feed.group),
        "part": feed.part.name,
        "bound": feed.bound.name,
        "weight": float(feed.weight),
    }


def _feed(record: Mapping[str, Any]) -> Feed:
    return Feed(
        _group(record["group"]), Part[record["part"]], Bound[record["bound"]], record["weight"]
    )


def _pairs(group: Group) -> list[list[str]]:
    return [[name, value] for name, value in group]


def _group(pairs: Sequence[Sequence[str]]) -> Group:
    return tuple((name, value) for name, value in pairs)
