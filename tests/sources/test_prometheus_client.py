"""The client against answers that a server gives rarely, played by respx.

The parameters and headers for Thanos, Mimir and VictoriaMetrics, tenants and credentials were
written from those servers' documentation; they were not run against a real one.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import parse_qs

import httpx
import orjson
import pytest
import respx

from app.slo.errors import SourceError, SourceRejected, SourceTimeout, SourceUnreachable
from app.sources import client as client_module
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from app.sources.flavour import Flavour

URL = "http://prometheus.test:9090"
NOTHING = {"status": "success", "data": {"resultType": "vector", "result": []}}

Make = Callable[..., PrometheusClient]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
async def make(waits: list[float]) -> AsyncIterator[Make]:
    clients: list[PrometheusClient] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    def build(**settings: object) -> PrometheusClient:
        connection = Connection(**{"url": URL, **settings})  # type: ignore[arg-type]  # any field
        clients.append(PrometheusClient(connection, sleep=sleep))
        return clients[-1]

    yield build
    for client in clients:
        await client.close()


@pytest.fixture
def query() -> Iterator[respx.Route]:
    """The endpoint of instant queries; nothing else can be reached."""
    with respx.mock(assert_all_called=False) as router:
        yield router.route(url__startswith=f"{URL}/api/v1/query")


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def answer(status: int, kind: str, text: str) -> httpx.Response:
    return httpx.Response(status, json={"status": "error", "errorType": kind, "error": text})


def matrix(values: object, **more: object) -> httpx.Response:
    result = [{"metric": {"a": "b"}, "values": values}]
    data = {"resultType": "matrix", "result": result}
    return httpx.Response(200, json={"status": "success", "data": data, **more})


def plain(status: int, text: str = "", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, text=text, headers=named)


async def test_a_query_is_posted_as_a_form_and_asks_for_no_compression(
    make: Make, query: respx.Route
) -> None:
    query.respond(json=NOTHING)
    assert len(await make().instant("x{a='é'}", 1700000000.25)) == 0
    request = query.calls.last.request
    assert (request.method, str(request.url)) == ("POST", f"{URL}/api/v1/query")
    assert form(request) == {"query": "x{a='é'}", "time": "1700000000.250"}
    assert request.headers["accept-encoding"] == "identity"
    assert "authorization" not in request.headers


async def test_the_path_of_the_url_is_kept(make: Make) -> None:
    with respx.mock:
        route = respx.post("https://gate.test/select/7/prometheus/api/v1/query_range")
        route.respond(json={"status": "success", "data": {"resultType": "matrix", "result": []}})
        client = make(url="https://gate.test/select/7/prometheus/")
        assert len(await client.over("x", 0, 60, 30)) == 0
    expected = {"query": "x", "start": "0.000", "end": "60.000", "step": "30.000"}
    assert form(route.calls.last.request) == expected


async def test_an_answer_that_is_compressed_all_the_same_is_read(
    make: Make, query: respx.Route
) -> None:
    query.respond(
        content=gzip.compress(orjson.dumps(NOTHING)), headers={"content-encoding": "gzip"}
    )
    assert len(await make().instant("x", 0)) == 0


async def test_a_broken_compression_is_unreachable(make: Make, query: respx.Route) -> None:
    query.side_effect = lambda _: httpx.Response(
        200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip")
    )
    with pytest.raises(SourceUnreachable, match="cannot be read"):
        await make().instant("x", 0)


# Numbers


async def test_values_that_are_no_numbers_are_left_out_with_their_times(
    make: Make, query: respx.Route
) -> None:
    query.return_value = matrix([[1, "NaN"], [2, "5"], [3.5, "+Inf"], [4, "-Inf"], [5.25, "6e3"]])
    [series] = await make().matrix("x[1m]", 0)
    assert (series.times, series.values) == ([2, 5.25], [5, 6000])


async def test_a_series_without_any_number_is_left_out(make: Make, query: respx.Route) -> None:
    query.return_value = matrix([[1, "NaN"]])
    assert len(await make().matrix("x[1m]", 0)) == 0


async def test_an_instant_value_that_is_no_number_is_left_out(
    make: Make, query: respx.Route
) -> None:
    texts = ("+Inf", "5e-1", "NaN")
    result = [{"metric": {"a": text}, "value": [1, text]} for text in texts]
    query.respond(json={"status": "success", "data": {"resultType": "vector", "result": result}})
    [series] = await make().instant("x", 0)
    assert series == ({"a": "5e-1"}, [1.0], [0.5], ())


async def test_labels_may_hold_whatever_the_answer_itself_is_made_of(
    make: Make, query: respx.Route
) -> None:
    labels = {"a": '"},"values":[[1,"2"]]', "b": "]],", "ü": "\u2028\\"}
    series = [{"metric": labels, "values": [[1, "2"]]}, {"values": [[3, "4"]], "metric": {}}]
    data = {"resultType": "matrix", "result": series}
    query.respond(json={"status": "success", "data": data})
    first, second = await make().matrix("x[1m]", 0)
    assert first == (labels, [1.0], [2.0], ())
    assert second == ({}, [3.0], [4.0], ())


async def test_a_large_answer_is_read_aside_and_whole(make: Make, query: respx.Route) -> None:
    points = [[float(i), str(i)] for i in range(40_000)]
    query.return_value = matrix(points)
    assert len(query.return_value.content) > client_module._READ_ASIDE_BYTES
    [series] = await make().matrix("x[1m]", 0)
    assert (len(series.values), sum(series.values)) == (40_000, 40_000 * 39_999 / 2)


async def test_a_broken_large_answer_is_unreachable(make: Make, query: respx.Route) -> None:
    query.respond(content=orjson.dumps({"data": "x" * 300_000})[:-9])
    with pytest.raises(SourceUnreachable, match="broken JSON"):
        await make().matrix("x[1m]", 0)


async def test_an_answer_over_the_limit_is_rejected_and_names_the_limit(
    make: Make, query: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "LARGEST_ANSWER_BYTES", 2**20)
    query.respond(content=b" " * (2**20 + 1))
    with pytest.raises(SourceRejected, match="larger than 1 MiB"):
        await make().matrix("x[1m]", 0)


# Errors


@pytest.mark.parametrize(
    ("reply", "kind", "text"),
    [
        (answer(400, "bad_data", "parse error: here"), SourceRejected, "parse error: here"),
        (answer(422, "execution", "many-to-many"), SourceRejected, "many-to-many"),
        (answer(422, "422", "VictoriaMetrics' own"), SourceRejected, "VictoriaMetrics' own"),
        (plain(422, "the query is too long"), SourceRejected, "too long"),
        (answer(503, "timeout", "query timed out"), SourceTimeout, "query timed out"),
        (plain(504, "upstream request timeout"), SourceTimeout, "upstream request timeout"),
        (answer(503, "canceled", "query was canceled"), SourceUnreachable, "was canceled"),
        (answer(499, "canceled", "query was canceled"), SourceUnreachable, "HTTP 499"),
        (answer(500, "internal", "disk on fire"), SourceUnreachable, "HTTP 500: disk on fire"),
        (answer(503, "unavailable", "TSDB not ready"), SourceUnreachable, "TSDB not ready"),
        (answer(404, "not_found", "no such"), SourceUnreachable, "HTTP 404: no such"),
        (answer(429, "too_many_requests", "slow down"), SourceUnreachable, "HTTP 429"),
        (answer(200, "execution", "late"), SourceRejected, "late"),
        (plain(503, "Service Unavailable"), SourceUnreachable, "503: Service Unavailable"),
        (plain(503), SourceUnreachable, "no reason given"),
        (plain(401, "Unauthorized"), SourceUnreachable, "did not let us in"),
        (plain(403, "Forbidden"), SourceUnreachable, "did not let us in"),
        (plain(400, "<html>plain HTTP to HTTPS port"), SourceUnreachable, "an HTML page"),
        (plain(200, "<!doctype html><title>Log in"), SourceUnreachable, "an HTML page"),
        (plain(302, location="https://u:p@sso.test/in?t=1"), SourceUnreachable, "to sso.test/in "),
        (plain(307), SourceUnreachable, "redirects to nowhere"),
        (plain(200), SourceUnreachable, "answered with nothing"),
        (plain(204), SourceUnreachable, "HTTP 204"),
        (plain(200, '{"status":"success","data":{"resul'), SourceUnreachable, "broken JSON"),
        (plain(200, "[" * 5000), SourceUnreachable, "no vector"),
        (plain(200, '{"data":' + "[" * 5000), SourceUnreachable, "broken JSON"),
        (plain(200, "[]"), SourceUnreachable, "no vector"),
        (plain(200, "{}"), SourceUnreachable, "no vector"),
        (plain(200, '{"status":"success","data":null}'), SourceUnreachable, "no vector"),
        (matrix([]), SourceUnreachable, "a matrix instead of a vector"),
    ],
)
async def test_each_failure_is_told_in_its_kind_and_with_the_servers_words(
    make: Make, query: respx.Route, reply: httpx.Response, kind: type[SourceError], text: str
) -> None:
    query.return_value = reply
    with pytest.raises(SourceError) as caught:
        await make().instant("x", 0)
    assert type(caught.value) is kind
    assert text in str(caught.value)
    assert URL in str(caught.value)


@pytest.mark.parametrize(
    "series",
    [
        {"metric": {}, "values": [[1]]},
        {"metric": {}, "values": [[1, "five"]]},
        {"metric": {}, "values": 7},
        {"metric": None, "values": []},
        {"values": []},
        {"metric": {}, "histograms": [[1, {"count": "1"}]]},
        {"metric": {}, "histograms": [[1, {"count": "1", "sum": "1", "buckets": [[0, "1"]]}]]},
        "text",
    ],
)
async def test_a_series_of_another_shape_is_unreachable(
    make: Make, query: respx.Route, series: object
) -> None:
    data = {"resultType": "matrix", "result": [series]}
    query.respond(json={"status": "success", "data": data})
    with pytest.raises(SourceUnreachable, match="no matrix"):
        await make().matrix("x[1m]", 0)


async def test_a_long_complaint_is_cut_to_500_characters(make: Make, query: respx.Route) -> None:
    query.return_value = answer(400, "bad_data", "a\n" + "b" * 10_000)
    with pytest.raises(SourceRejected) as caught:
        await make().instant("x", 0)
    complaint = str(caught.value).partition("query: ")[2]
    assert (len(complaint), complaint[:4], complaint[-1]) == (500, "a bb", "…")


@pytest.mark.parametrize(
    "more",
    [
        {"warnings": ["results truncated due to limit"]},
        {"warnings": ["PromQL warning: mixed", "remote_read: remote server returned 500"]},
        {"isPartial": True},
    ],
)
async def test_an_answer_that_may_lack_data_is_no_answer(
    make: Make, query: respx.Route, more: dict[str, object]
) -> None:
    query.return_value = matrix([[1, "5"]], **more)
    with pytest.raises(SourceUnreachable, match=r"incomplete|a part of the data"):
        await make().matrix("x[1m]", 0)


async def test_a_remark_about_the_query_is_no_failure(make: Make, query: respx.Route) -> None:
    remarks = {"warnings": ["PromQL warning: mixed"], "infos": ["PromQL info: no counter"]}
    query.return_value = matrix([[1, "5"]], **remarks, isPartial=False)
    [series] = await make().matrix("x[1m]", 0)
    assert series.values == [5]


async def test_more_points_than_prometheus_allows_are_not_asked_for(
    make: Make, query: respx.Route
) -> None:
    with pytest.raises(ValueError, match="11000 points"):
        await make().over("x", 0, 11_001, 1)
    with pytest.raises(ValueError, match="no range"):
        await make().over("x", 1, 0, 1)
    assert not query.called


# Attempts


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_passing_failure_is_asked_again(
    make: Make, query: respx.Route, waits: list[float], status: int
) -> None:
    query.side_effect = [plain(status), plain(status), httpx.Response(200, json=NOTHING)]
    assert len(await make().instant("x", 0)) == 0
    assert len(waits) == 2
    assert 0 < waits[0] < waits[1] + 0.2 < 1


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("connection refused"),
        httpx.ReadError("connection reset by peer"),
        httpx.RemoteProtocolError("peer closed connection"),
        httpx.ConnectTimeout(""),
    ],
)
async def test_a_broken_connection_is_tried_again(
    make: Make, query: respx.Route, error: Exception
) -> None:
    query.side_effect = [error, httpx.Response(200, json=NOTHING)]
    assert len(await make().instant("x", 0)) == 0


async def test_a_connection_that_stays_broken_is_unreachable(
    make: Make, query: respx.Route, waits: list[float]
) -> None:
    query.side_effect = httpx.ReadError("connection reset by peer")
    with pytest.raises(SourceUnreachable, match="connection reset by peer"):
        await make(attempts=4).instant("x", 0)
    assert (query.call_count, len(waits)) == (4, 3)


async def test_a_slow_answer_is_a_timeout(make: Make, query: respx.Route) -> None:
    query.side_effect = httpx.ReadTimeout("")
    with pytest.raises(SourceTimeout, match="did not answer in time"):
        await make().instant("x", 0)


@pytest.mark.parametrize("status", [400, 401, 404, 422])
async def test_a_refusal_is_not_asked_again(make: Make, query: respx.Route, status: int) -> None:
    query.return_value = plain(status)
    with pytest.raises(SourceError):
        await make().instant("x", 0)
    assert query.call_count == 1


@pytest.mark.parametrize(
    ("header", "seconds"), [("0", 0), ("7", 7), ("3600", 10)], ids=["at once", "soon", "capped"]
)
async def test_the_wait_is_what_the_server_asks_for_up_to_a_cap(
    make: Make, query: respx.Route, waits: list[float], header: str, seconds: float
) -> None:
    query.side_effect = [plain(429, retry_after=header), httpx.Response(200, json=NOTHING)]
    await make().instant("x", 0)
    assert waits == [seconds]


@pytest.mark.parametrize("header", ["Wed, 21 Oct 2026 07:28:00 GMT", "soon", "-1", "1.5"])
async def test_a_wait_that_is_no_number_of_seconds_is_chosen_here(
    make: Make, query: respx.Route, waits: list[float], header: str
) -> None:
    query.side_effect = [plain(503, retry_after=header), httpx.Response(200, json=NOTHING)]
    await make().instant("x", 0)
    assert 0 < waits[0] < 1


async def test_a_wait_beyond_the_timeout_is_not_begun(
    make: Make, query: respx.Route, waits: list[float]
) -> None:
    query.return_value = plain(503, "busy", retry_after="9")
    with pytest.raises(SourceUnreachable, match="busy"):
        await make(timeout_seconds=5).instant("x", 0)
    assert waits == []


async def test_the_timeout_holds_for_all_attempts_together(query: respx.Route) -> None:
    async def first_busy_then_silent(_: httpx.Request) -> httpx.Response:
        if query.call_count:
            await asyncio.Event().wait()
        return plain(503, retry_after="0")

    query.side_effect = first_busy_then_silent
    client = PrometheusClient(Connection(URL, timeout_seconds=0.1))
    async with asyncio.timeout(2):
        with pytest.raises(SourceTimeout, match=r"within 0\.1 s"):
            await client.instant("x", 0)
    assert query.call_count == 1  # the second was never answered
    await client.close()


async def test_no_more_questions_are_asked_at_a_time_than_allowed(
    make: Make, query: respx.Route
) -> None:
    under_way, most = 0, 0

    async def reply(_: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _turn in range(5):
            await asyncio.sleep(0)
        under_way -= 1
        return httpx.Response(200, json=NOTHING)

    query.side_effect = reply
    client = make(concurrency=3)
    await asyncio.gather(*(client.instant("x", 0) for _ in range(10)))
    assert (most, query.call_count) == (3, 10)


# Reading through proxies


@pytest.mark.parametrize("status", [403, 405, 501])
async def test_where_posting_is_not_allowed_it_is_read_by_get_from_then_on(
    make: Make, query: respx.Route, status: int
) -> None:
    query.side_effect = lambda request: (
        plain(status) if request.method == "POST" else httpx.Response(200, json=NOTHING)
    )
    client = make(flavour=Flavour.THANOS)
    await client.instant("x", 5)
    await client.instant("y", 6)
    assert [call.request.method for call in query.calls] == ["POST", "GET", "GET"]
    fields = dict(query.calls.last.request.url.params)
    assert (fields["query"], fields["time"], fields["dedup"]) == ("y", "6.000", "true")


async def test_a_server_that_allows_neither_is_posted_to_again(
    make: Make, query: respx.Route
) -> None:
    query.return_value = plain(403)
    client = make()
    for _ in range(2):
        with pytest.raises(SourceUnreachable, match="HTTP 403"):
            await client.instant("x", 0)
    assert [call.request.method for call in query.calls] == ["POST", "GET", "POST", "GET"]


# Flavours


@pytest.mark.parametrize(
    ("flavour", "fields"),
    [
        (Flavour.PROMETHEUS, {}),
        (Flavour.MIMIR, {}),
        (Flavour.VICTORIAMETRICS, {"nocache": "1", "deny_partial_response": "1"}),
        (
            Flavour.THANOS,
            {"partial_response": "false", "dedup": "true", "max_source_resolution": "0"},
        ),
    ],
)
async def test_each_flavour_is_asked_for_complete_answers_its_own_way(
    make: Make, query: respx.Route, flavour: Flavour, fields: dict[str, str]
) -> None:
    query.respond(json=NOTHING)
    await make(flavour=flavour).instant("x", 0)
    assert form(query.calls.last.request) == {"query": "x", "time": "0.000", **fields}


@pytest.mark.parametrize(
    ("flavour", "header"),
    [(Flavour.MIMIR, "X-Scope-OrgID"), (Flavour.THANOS, "THANOS-TENANT")],
)
async def test_a_tenant_is_named_in_the_flavours_header(
    make: Make, query: respx.Route, flavour: Flavour, header: str
) -> None:
    query.respond(json=NOTHING)
    await make(flavour=flavour, tenant="team-a").instant("x", 0)
    assert query.calls.last.request.headers[header] == "team-a"


# What is told to telemetry


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (matrix([[1, "5"], [2, "NaN"], [3, "6"]]), ("ok", 2)),
        (answer(400, "bad_data", "no"), ("rejected", 0)),
        (answer(503, "timeout", "late"), ("timeout", 0)),
        (plain(503), ("unreachable", 0)),
    ],
)
async def test_each_question_is_reported_once_with_its_outcome(
    query: respx.Route, reply: httpx.Response, expected: tuple[str, int]
) -> None:
    told: list[tuple[str, float, int, int]] = []
    client = PrometheusClient(Connection(URL, attempts=1), lambda *facts: told.append(facts))
    query.return_value = reply
    try:
        await client.matrix("x[1m]", 0)
    except SourceError:
        pass
    finally:
        await client.close()
    [(outcome, seconds, size, samples)] = told
    assert (outcome, samples) == expected
    assert 0 < seconds < 5
    assert size == (len(reply.content) if outcome == "ok" else 0)
