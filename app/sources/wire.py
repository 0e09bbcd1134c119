"""Prometheus' answers as tables: the JSON envelope, its two kinds of result, its errors.

Refuses to know sockets, retries, addresses and what was asked. Errors are worded as what the
server did ("refused the query: …"); the client says which server.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from itertools import chain
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Raw

from app.slo.errors import SourceError, SourceRejected, SourceTimeout, SourceUnreachable
from app.sources.columns import table_of
from app.sources.portions import Cut, cut
from app.sources.table import Table, joined

_LONGEST_COMPLAINT = 500

# Warnings about the query itself, and Thanos' word for a time before its oldest store. Whatever
# else is warned of (a limit, a remote read that failed) says that data is missing.
_HARMLESS_WARNINGS = ("PromQL ", "No StoreAPIs matched")


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


class _Data(msgspec.Struct):
    resultType: str  # noqa: N815  # Prometheus' own name
    result: Raw


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_COMPLAINT = msgspec.json.Decoder(_Complaint)
_DATA = msgspec.json.Decoder(_Data)


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
    some = cut(body)
    try:
        return _read(some, kind)
    except (SourceError, msgspec.MsgspecError):
        if some.rest is body:
            raise
    return _read(Cut(iter(()), body), kind)  # what is wrong is said of the whole


def _read(some: Cut, kind: str) -> Table:
    last = _result(some.rest, kind)
    try:
        table = joined([table_of(text) for text in chain(some.portions, [last])])
    except (TypeError, ValueError, msgspec.ValidationError) as error:
        raise _other_than(kind, error) from None
    return _without_empty(table)


def _result(body: bytes, kind: str) -> Raw:
    """The array of series in an answer."""
    try:
        envelope = _ENVELOPE.decode(body)
        if envelope.status != "success":
            raise refusal(Reply(200, body))
        _complete(envelope.isPartial, envelope.warnings or [])
        data = _DATA.decode(envelope.data)
    except msgspec.ValidationError as error:
        raise _other_than(kind, error) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceUnreachable(_not_json(body, error)) from None
    if data.resultType != kind:
        raise SourceUnreachable(f"answered with a {data.resultType!s:.20} instead of a {kind}")
    return data.result


def _other_than(kind: str, error: Exception) -> SourceError:
    what = _clipped(f"{type(error).__name__} {error}")
    return SourceUnreachable(f"answered with something that is no {kind}: {what}")


def _complete(partial: object, warnings: Sequence[object]) -> None:
    if partial:
        raise SourceUnreachable("answered with a part of the data only (isPartial)")
    serious = [str(w) for w in warnings if not str(w).startswith(_HARMLESS_WARNINGS)]
    if serious:
        raise SourceUnreachable(f"warned that its answer is incomplete: {_clipped(serious[0])}")


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
