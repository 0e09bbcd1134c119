"""Writes samples and native histograms into a Prometheus at chosen times, by remote write.

The protocol's two encodings are written out here, as far as a writer needs them: protobuf's wire
format, and snappy's block format with literals only. Refuses to know what the samples mean.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import httpx

from tests.prometheus.loopback import PLAIN

_VARINT, _FIXED64, _BYTES = 0, 1, 2
_LONGEST_LITERAL = 65_536


@dataclass(frozen=True)
class Span:
    """``length`` buckets in a row, ``offset`` buckets after the end of the span before."""

    offset: int
    length: int


@dataclass(frozen=True)
class PushedHistogram:
    """A native histogram with integer counts; ``deltas`` are between neighbouring buckets.

    Bucket ``i`` of ``schema`` s ends at 2 ** (i / 2 ** s).
    """

    count: int
    sum: float
    schema: int
    spans: Sequence[Span]
    deltas: Sequence[int]
    zero_count: int = 0
    zero_threshold: float = 1e-128


@dataclass(frozen=True)
class PushedSeries:
    """Labels (``__name__`` among them), and samples by Unix time in seconds, ascending."""

    labels: Mapping[str, str]
    samples: Sequence[tuple[float, float]] = ()
    histograms: Sequence[tuple[float, PushedHistogram]] = ()


def push(url: str, series: Iterable[PushedSeries]) -> None:
    """Append to the Prometheus at ``url``; fails unless it took everything."""
    message = b"".join(_bytes(1, _series(one)) for one in series)
    headers = {
        "Content-Type": "application/x-protobuf",
        "Content-Encoding": "snappy",
        "X-Prometheus-Remote-Write-Version": "0.1.0",
    }
    with httpx.Client(trust_env=False, verify=PLAIN) as http:
        answer = http.post(f"{url}/api/v1/write", content=snappy_block(message), headers=headers)
    assert answer.is_success, f"remote write: {answer.status_code} {answer.text}"


def snappy_block(data: bytes) -> bytes:
    """Wrap bytes in snappy's block format without compressing them."""
    pieces = (data[i : i + _LONGEST_LITERAL] for i in range(0, len(data), _LONGEST_LITERAL))
    # 61 in a literal's tag: its length less one follows in two bytes.
    return _varint(len(data)) + b"".join(
        bytes([61 << 2]) + struct.pack("<H", len(piece) - 1) + piece for piece in pieces
    )


def _series(series: PushedSeries) -> bytes:
    parts = [
        _bytes(1, _bytes(1, name.encode()) + _bytes(2, value.encode()))
        for name, value in sorted(series.labels.items())
    ]
    parts += [_bytes(2, _double(1, v) + _integer(2, _millis(t))) for t, v in series.samples]
    parts += [_bytes(4, _histogram(h) + _integer(15, _millis(t))) for t, h in series.histograms]
    return b"".join(parts)


def _histogram(histogram: PushedHistogram) -> bytes:
    fields = [
        _integer(1, histogram.count),
        _double(3, histogram.sum),
        _integer(4, _zigzag(histogram.schema)),
        _double(5, histogram.zero_threshold),
        _integer(6, histogram.zero_count),
    ]
    fields += [
        _bytes(11, _integer(1, _zigzag(span.offset)) + _integer(2, span.length))
        for span in histogram.spans
    ]
    fields.append(_bytes(12, b"".join(_varint(_zigzag(d)) for d in histogram.deltas)))
    return b"".join(fields)


def _millis(seconds: float) -> int:
    return round(seconds * 1000)


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _tag(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _integer(field: int, number: int) -> bytes:
    return _tag(field, _VARINT) + _varint(number)


def _double(field: int, number: float) -> bytes:
    return _tag(field, _FIXED64) + struct.pack("<d", number)


def _bytes(field: int, content: bytes) -> bytes:
    return _tag(field, _BYTES) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])
