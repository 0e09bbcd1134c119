"""Series as an answer writes them, a JSON array, read into columns.

Refuses to know what the array stands in. Of short series a sample is a pair, as JSON says it. Of
long ones all pairs are taken as text and read as one row of numbers: that takes less. So is what
holds values that JSON has no word for (``+Inf``), or what should not be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from math import isfinite
from operator import itemgetter

import msgspec
import numpy as np
from msgspec import Raw

from app.slo.samples import Floats, Integers
from app.sources.table import NativeHistogram, Table, Timed


class _Series(msgspec.Struct, gc=False):
    metric: Raw
    histogram: Raw = Raw(b"")
    histograms: Raw = Raw(b"")


class _Pairs(_Series, gc=False):
    value: tuple[float, float] | None = None
    values: list[tuple[float, float]] = []


class _Text(_Series, gc=False):
    value: Raw = Raw(b"")
    values: Raw = Raw(b"")


class _Histogram(msgspec.Struct):
    count: str
    sum: str
    buckets: list[tuple[int, str, str, str]] = []


_PAIRS = msgspec.json.Decoder(list[_Pairs], strict=False)
_TEXT = msgspec.json.Decoder(list[_Text])
_NUMBERS = msgspec.json.Decoder(list[float])
_HISTOGRAMS = msgspec.json.Decoder(list[tuple[float, _Histogram]])

_BRACE = ord("{")
_LONG_BYTES = 1024
"""A series that is written in so much text is a long one."""


def table_of(text: bytes | Raw) -> Table:
    """Read an array of series; one without a sample is there too, and so are NaN and infinity.

    Raises:
        ValueError: it holds something else than series with their samples.
        msgspec.MsgspecError: it is no such array.
    """
    if len(text := bytes(text)) < _LONG_BYTES * text.count(b'"metric"'):
        try:
            return _of_pairs(_PAIRS.decode(text))
        except msgspec.ValidationError:
            pass  # it is read with more patience
    series = _TEXT.decode(text)
    return Table(_keys(series), *_columns(_points(series)), dict(_histograms(series)))


def _of_pairs(series: Sequence[_Pairs]) -> Table:
    samples = [s.values if s.value is None else [s.value] for s in series]
    offsets = _offsets(np.fromiter(map(len, samples), np.int64, len(samples)))
    flat = chain.from_iterable(chain.from_iterable(samples))
    numbers = np.fromiter(flat, np.float64, 2 * int(offsets[-1]))
    return Table(_keys(series), offsets, *_halves(numbers), dict(_histograms(series)))


def _keys(result: Sequence[_Series]) -> tuple[bytes, ...]:
    """The labels of each series as they were written."""
    keys = tuple([bytes(series.metric) for series in result])
    if set(map(itemgetter(0), keys)) - {_BRACE}:
        raise ValueError("a series without labels")
    return keys


def _offsets(counts: Integers) -> Integers:
    return np.concatenate([[0], np.cumsum(counts)])


def _points(result: Sequence[_Text]) -> Sequence[bytes]:
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
    numbers = _numbers([each for each in points if each != b"[]"])
    if len(numbers) != 2 * counts.sum():
        raise ValueError("a sample that is no pair of a time and a value")
    return _offsets(counts), *_halves(numbers)


def _halves(numbers: Floats) -> tuple[Floats, Floats]:
    """Times and values, which take turns."""
    return numbers[::2].copy(), numbers[1::2].copy()


def _numbers(points: Sequence[bytes]) -> Floats:
    """All numbers of some series: a time, a value, a time, a value …"""
    if not points:
        return np.empty(0)
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
