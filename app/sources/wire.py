"""Prometheus' answers as records: the JSON envelope, its two kinds of result, its errors.

Refuses to know sockets, retries, addresses and what was asked. Errors are worded as what the
server did ("refused the query: …"); the client says which server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import isfinite
from typing import NamedTuple, NotRequired, TypedDict, TypeVar, cast

import orjson

from app.slo.errors import SourceError, SourceRejected, SourceTimeout, SourceUnreachable

_Record = TypeVar("_Record")

_LONGEST_COMPLAINT = 500

# Warnings about the query itself, and Thanos' word for a time before its oldest store. Whatever
# else is warned of (a limit, a remote read that failed) says that data is missing.
_HARMLESS_WARNINGS = ("PromQL ", "No StoreAPIs matched")


@dataclass(frozen=True, slots=True)
class NativeHistogram:
    """A native histogram at one moment; counts may be fractional.

    ``buckets`` are (low, high, count), ascending and not cumulative; ``sum`` may be NaN.
    """

    count: float
    sum: float
    buckets: tuple[tuple[float, float, float], ...]


class VectorSample(NamedTuple):
    """One series at one moment: a number, which may be NaN or infinite, or a histogram."""

    labels: dict[str, str]
    value: float | None
    histogram: NativeHistogram | None


class MatrixSeries(NamedTuple):
    """One series over a range, by time (Unix seconds).

    What is not a finite number is left out, so that the lists may be empty. ``times`` belongs to
    ``values``; each histogram brings its own time.
    """

    labels: dict[str, str]
    times: list[float]
    values: list[float]
    histograms: list[tuple[float, NativeHistogram]]


class Reply(NamedTuple):
    """What came back over HTTP; a header that was not sent is the empty string."""

    status: int
    body: bytes
    content_type: str = ""
    location: str = ""
    retry_after: str = ""


class _RawHistogram(TypedDict):
    count: str
    sum: str
    buckets: NotRequired[list[tuple[int, str, str, str]]]


class _RawSeries(TypedDict):
    metric: dict[str, str]
    value: NotRequired[tuple[float, str]]
    histogram: NotRequired[tuple[float, _RawHistogram]]
    values: NotRequired[list[tuple[float, str]]]
    histograms: NotRequired[list[tuple[float, _RawHistogram]]]


def vector(body: bytes) -> list[VectorSample]:
    """Read the answer to an instant query, in the server's order.

    Raises:
        SourceError: the body is not a complete answer of this kind.
    """
    return _records(body, "vector", _vector_sample)


def matrix(body: bytes) -> list[MatrixSeries]:
    """Read the answer to a range query, or to a range selector, in the server's order.

    Raises:
        SourceError: the body is not a complete answer of this kind.
    """
    return _records(body, "matrix", _matrix_series)


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


def _records(body: bytes, kind: str, convert: Callable[[_RawSeries], _Record]) -> list[_Record]:
    try:
        return [convert(raw) for raw in _result(body, kind)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = _clipped(f"{type(error).__name__} {error}")
        raise SourceUnreachable(f"answered with something that is no {kind}: {what}") from None


def _result(body: bytes, kind: str) -> Sequence[_RawSeries]:
    try:
        envelope = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SourceUnreachable(_not_json(body, error)) from None
    if envelope["status"] != "success":
        raise refusal(Reply(200, body))
    _complete(envelope.get("isPartial"), envelope.get("warnings") or [])
    data = envelope["data"]
    if data["resultType"] != kind:
        raise SourceUnreachable(f"answered with a {data['resultType']!s:.20} instead of a {kind}")
    return cast("Sequence[_RawSeries]", data["result"])


def _complete(partial: object, warnings: Sequence[object]) -> None:
    if partial:
        raise SourceUnreachable("answered with a part of the data only (isPartial)")
    serious = [str(w) for w in warnings if not str(w).startswith(_HARMLESS_WARNINGS)]
    if serious:
        raise SourceUnreachable(f"warned that its answer is incomplete: {_clipped(serious[0])}")


def _vector_sample(raw: _RawSeries) -> VectorSample:
    labels = dict(raw["metric"])
    if "histogram" in raw:
        return VectorSample(labels, None, _histogram(raw["histogram"][1]))
    return VectorSample(labels, float(raw["value"][1]), None)


def _matrix_series(raw: _RawSeries) -> MatrixSeries:
    points = raw.get("values", [])
    times = [float(time) for time, _ in points]
    values = [float(text) for _, text in points]
    if not all(map(isfinite, values)):
        times = [time for time, value in zip(times, values, strict=True) if isfinite(value)]
        values = [value for value in values if isfinite(value)]
    histograms = [(float(time), _histogram(h)) for time, h in raw.get("histograms", [])]
    finite = [(time, h) for time, h in histograms if isfinite(h.count)]
    return MatrixSeries(dict(raw["metric"]), times, values, finite)


def _histogram(raw: _RawHistogram) -> NativeHistogram:
    buckets = tuple(
        (float(low), float(high), float(count)) for _, low, high, count in raw.get("buckets", [])
    )
    return NativeHistogram(float(raw["count"]), float(raw["sum"]), buckets)


def _complaint(reply: Reply) -> tuple[str, str]:
    try:
        envelope = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        envelope = None
    if isinstance(envelope, dict) and "error" in envelope:
        kind, text = str(envelope.get("errorType", "")), str(envelope["error"])
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
