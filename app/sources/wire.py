"""Prometheus' answers as tables: the JSON envelope, its two kinds of result, its errors.

Refuses to know sockets, retries, addresses and what was asked. Errors are worded as what the
server did ("refused the query: …"); the client says which server.

Answers are read without an object for each sample: what JSON calls an array of pairs is taken as
text and read as columns. That is a quarter of the time, and most of a cycle was spent here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Raw

from app.slo.errors import SourceError, SourceRejected, SourceTimeout, SourceUnreachable
from app.slo.samples import Floats, Integers
from app.sources.table import NativeHistogram, Table, Timed

_LONGEST_COMPLAINT = 500

# Warnings about the query itself, and Thanos' word for a time before its oldest store. Whatever
# else is warned of (a limit, a remote read that failed) says that data is missing.
_HARMLESS_WARNINGS = ("PromQL ", "No StoreAPIs matched")

_AT_ONCE_BYTES = 256 * 2**10
"""So much text becomes numbers between two chances for other threads to run."""


class Reply(NamedTuple):
    """What came back over HTTP; a header that was not sent is the empty string."""

    status: int
    body: bytes
    content_type: str = ""
    location: str = ""
    retry_after: str = ""


class _Envelope(msgspec.Struct):
    status: str
    data: Raw = Raw(b"null")
    warnings: list[str] | None = None
    isPartial: bool | None = None  # noqa: N815  # VictoriaMetrics' own name


class _Complaint(msgspec.Struct):
    error: str
    errorType: str | None = None  # noqa: N815  # Prometheus' own name


class _Series(msgspec.Struct, gc=False):
    metric: Raw
    value: Raw = Raw(b"")
    values: Raw = Raw(b"")
    histogram: Raw = Raw(b"")
    histograms: Raw = Raw(b"")


class _Data(msgspec.Struct):
    resultType: str  # noqa: N815  # Prometheus' own name
    result: list[_Series]


class _Histogram(msgspec.Struct):
    count: str
    sum: str
    buckets: list[tuple[int, str, str, str]] = []


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_COMPLAINT = msgspec.json.Decoder(_Complaint)
_DATA = msgspec.json.Decoder(_Data)
_HISTOGRAMS = msgspec.json.Decoder(list[tuple[float, _Histogram]])
_NUMBERS = msgspec.json.Decoder(list[float])


def vector(body: bytes) -> Table:
    """Read the answer to an instant query, in the server's order: at most one sample a series.

    Raises:
        SourceError: the body is not a complete answer of this kind.
    """
    return _table(body, "vector")


def matrix(body: bytes) -> Table:
    """Read the answer to a range query, or to a range selector, in the server's order.

    Raises:
        SourceError: the body is not a complete answer of this kind.
    """
    return _table(body, "matrix")


def refusal(reply: Reply) -> SourceError:
    """Say what an answer that is not a success means."""
    kind, text = _complaint(reply)
    if kind == "timeout" or reply.status == HTTPStatus.GATEWAY_TIMEOUT:
        return SourceTimeout(f"gave up on the query: {text}")
    if kind in {"bad_data", "execution"} or (reply.status in {400, 422} and not _is_html(reply)):
        return SourceRejected(f"refused the query: {text}")
    if reply.status in range(300, 400):
        target = reply.location.partition("?")[0].partition("#")[0].rpartition("@")[2]
        return SourceUnreachable(f"redirects to {target or 'nowhere'} instead of answering")
    if reply.status in {401, 403, 407}:
        return SourceUnreachable(f"did not let us in (HTTP {reply.status}): {text}")
    return SourceUnreachable(f"answered HTTP {reply.status}: {text}")


def _table(body: bytes, kind: str) -> Table:
    try:
        result = _result(body, kind)
        keys = _keys(result)
        histograms = dict(_histograms(result))
        columns = _columns(_points(result))
    except (TypeError, ValueError, msgspec.ValidationError) as error:
        what = _clipped(f"{type(error).__name__} {error}")
        raise SourceUnreachable(f"answered with something that is no {kind}: {what}") from None
    return _without_empty(Table(keys, *columns, histograms))


def _result(body: bytes, kind: str) -> Sequence[_Series]:
    try:
        envelope = _ENVELOPE.decode(body)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceUnreachable(_not_json(body, error)) from None
    if envelope.status != "success":
        raise refusal(Reply(200, body))
    _complete(envelope.isPartial, envelope.warnings or [])
    data = _DATA.decode(envelope.data)
    if data.resultType != kind:
        raise SourceUnreachable(f"answered with a {data.resultType!s:.20} instead of a {kind}")
    return data.result


def _complete(partial: object, warnings: Sequence[object]) -> None:
    if partial:
        raise SourceUnreachable("answered with a part of the data only (isPartial)")
    serious = [str(w) for w in warnings if not str(w).startswith(_HARMLESS_WARNINGS)]
    if serious:
        raise SourceUnreachable(f"warned that its answer is incomplete: {_clipped(serious[0])}")


def _keys(result: Sequence[_Series]) -> tuple[bytes, ...]:
    """The labels of each series as they were written."""
    keys = tuple([bytes(series.metric) for series in result])
    if not {key[:1] for key in keys} <= {b"{"}:
        raise ValueError("a series without labels")
    return keys


def _points(result: Sequence[_Series]) -> Sequence[bytes]:
    """The array of (time, value) pairs of each series as it was written."""
    return [
        b"[%b]" % bytes(series.value) if series.value else bytes(series.values) or b"[]"
        for series in result
    ]


def _columns(points: Sequence[bytes]) -> tuple[Integers, Floats, Floats]:
    """Offsets, times and values of all series."""
    counts = np.array([each.count(b"[") - 1 for each in points], np.int64)
    if counts.min(initial=0) < 0:
        raise ValueError("a series without an array of samples")
    numbers = np.concatenate([np.empty(0), *map(_numbers, _portions(points))])
    if len(numbers) != 2 * counts.sum():
        raise ValueError("a sample that is no pair of a time and a value")
    return np.concatenate([[0], np.cumsum(counts)]), numbers[::2].copy(), numbers[1::2].copy()


def _portions(points: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Cut into portions of text, and leave out those that have none."""
    some = [each for each in points if each != b"[]"]
    lengths = np.fromiter(map(len, some), np.int64, len(some))
    portion = np.cumsum(lengths) // _AT_ONCE_BYTES
    cuts = (np.flatnonzero(np.diff(portion)) + 1).tolist()
    for begin, end in pairwise([0, *cuts, len(some)]):
        if begin < end:
            yield some[begin:end]


def _numbers(points: Sequence[bytes]) -> Floats:
    """All numbers of some series: a time, a value, a time, a value …"""
    text = b",".join(points).translate(None, b'[]" \t\r\n')
    try:
        return np.array(_NUMBERS.decode(b"[%b]" % text), np.float64)
    except msgspec.DecodeError:  # NaN and +Inf are no JSON
        texts = text.split(b",")
        return np.fromiter(map(float, texts), np.float64, len(texts))


def _histograms(result: Sequence[_Series]) -> Iterator[tuple[int, Sequence[Timed]]]:
    for number, series in enumerate(result):
        if series.histogram or series.histograms:
            raw = bytes(series.histograms) or b"[%b]" % bytes(series.histogram)
            timed = [(time, _histogram(each)) for time, each in _HISTOGRAMS.decode(raw)]
            finite = [(time, each) for time, each in timed if isfinite(each.count)]
            if finite:
                yield number, finite


def _histogram(raw: _Histogram) -> NativeHistogram:
    buckets = tuple((float(low), float(high), float(count)) for _, low, high, count in raw.buckets)
    return NativeHistogram(float(raw.count), float(raw.sum), buckets)


def _without_empty(table: Table) -> Table:
    """Leave out samples that are no finite numbers, and series that have none besides."""
    finite = np.isfinite(table.values)
    counts = np.diff(table.offsets)
    if not finite.all():
        counts = np.bincount(np.repeat(np.arange(len(table)), counts)[finite], minlength=len(table))
    elif counts.all():
        return table
    kept = [i for i, count in enumerate(counts.tolist()) if count or i in table.histograms]
    return Table(
        keys=tuple(table.keys[i] for i in kept),
        offsets=np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64),
        times=table.times[finite],
        values=table.values[finite],
        histograms={k: table.histograms[i] for k, i in enumerate(kept) if i in table.histograms},
    )


def _complaint(reply: Reply) -> tuple[str, str]:
    try:
        complaint = _COMPLAINT.decode(reply.body)
    except (msgspec.DecodeError, RecursionError):
        complaint = None
    if complaint is not None:
        kind, text = complaint.errorType or "", complaint.error
    elif _is_html(reply):
        kind, text = "", "an HTML page, perhaps of a proxy or a login"
    else:
        kind, text = "", reply.body[: 4 * _LONGEST_COMPLAINT].decode(errors="replace")
    return kind, _clipped(text) or "no reason given"


def _is_html(reply: Reply) -> bool:
    return "html" in reply.content_type or reply.body.lstrip()[:1] == b"<"


def _not_json(body: bytes, error: Exception) -> str:
    if not body.strip():
        return "answered with nothing"
    if body.lstrip()[:1] == b"<":
        return "answered with an HTML page, perhaps of a proxy or a login"
    return f"answered with broken JSON: {_clipped(str(error))}"


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_COMPLAINT else f"{line[: _LONGEST_COMPLAINT - 1]}…"
