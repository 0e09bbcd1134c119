"""What the service needs, by size: the tables of docs/sizing.md, from the records of the bench."""

from __future__ import annotations

import re

from deploy.report.blocks import NotMeasured, Read
from deploy.report.markdown import table
from deploy.report.record import Record

_TIME = r"([\d.,]+ m?s)"
_SIZE = r"([\d.,]+ MB)"
ONE, EACH = "one definition", "one per service"
"""The shapes of a fleet: grouped by service, and a definition for each of them."""


def steady(read: Read) -> str:
    """Write what cycles, memory, database and queries are."""
    bench, past = read("bench"), read("backfill")
    memory = _in(bench, "10,000 SLOs: process, bytes per SLO", f"resident: {_SIZE}")
    read_too = _in(bench, _once_read(bench), f"resident: {_SIZE}")
    by_itself = _in(bench, _against_peer("wall time"), rf"/ {_TIME} \(median of")
    grown = _in(bench, _growth(bench), f"resident: .*?, {_SIZE}; ledger")
    small, large = (
        _in(past, f"{what}: the database, bytes per SLO", f"^{_SIZE}")
        for what in ("1,000 SLOs x 30 d", "10,000 SLOs x 30 d, one sample for each cell")
    )
    rows = (
        ("100", by_itself, "", "", "", "peer"),
        ("200", "", grown, "", "", "memory"),
        (f"1,000, {ONE}", *_cycle(bench, f"1,000 SLOs, {ONE}", "", small), "cycle backfill"),
        (f"1,000, {EACH}", *_cycle(bench, f"1,000 SLOs, {EACH}", "", ""), "cycle"),
        ("1,000 on histograms", _median(bench, "1,000 latency SLOs"), "", "", "", "cycle"),
        (
            f"10,000, {ONE}",
            *_cycle(
                bench,
                f"10,000 SLOs, {ONE}",
                f"{memory}, {read_too} once everything was read",
                large,
            ),
            "cycle memory backfill",
        ),
        (f"10,000, {EACH}", *_cycle(bench, f"10,000 SLOs, {EACH}", "", ""), "cycle"),
    )
    headings = ("SLOs", "a cycle, median (slowest)", "memory, resident", "database, full")
    return table(
        (*headings, "queries in a step", "command"),
        ((*cells, _command(sections)) for *cells, sections in rows),
    )


def single(read: Read) -> str:
    """Write what one question, scrape or SLO costs."""
    bench, past = read("bench"), read("backfill")
    asked = "GET /slo/check?slo=X of 10,000 SLOs: requests/s / bare ASGI app"
    scraped = "GET /metrics of 10,000 SLOs, first time: event loop blocked"
    kept = "10,000 SLOs x 30 d, one sample for each cell: the database, bytes per SLO"
    run = "RUN check of 20 SLOs over 5 min / bare planned queries"
    rows = (
        ("questions `/slo/check?slo=X` a second that a core answers, with 10,000 SLOs",
         _in(bench, asked, r"^([\d,]+) /"), "reads"),
        ("Prometheus' CPU for a cycle of 100 SLOs",
         _in(bench, _against_peer("CPU of Prometheus"), rf"/ {_TIME} \(mean"), "peer"),
        ("a scrape of `/metrics` with 10,000 SLOs", _in(bench, scraped, f", {_SIZE}"), "reads"),
        ("disk for each SLO over 30 d", past.row(kept)["measured"], "backfill"),
        ("memory for each SLO, of 10,000",
         bench.row("10,000 SLOs: process, bytes per SLO")["measured"], "memory"),
        ("the same once `/metrics`, `/slos` and `/slo/check` were read",
         bench.row(_once_read(bench))["measured"], "memory"),
        ("a run of 5 min judged by 20 SLOs",
         _found(f"^{_TIME}", bench.row(run)["measured"]), "gate"),
    )  # fmt: skip
    return table(
        ("what", "measured", "command"),
        ((what, measured, _command(section)) for what, measured, section in rows),
    )


def past(read: Read) -> str:
    """Write how long the past takes to be read, and what it needs meanwhile."""
    record = read("backfill")
    whats = {
        "1,000 SLOs x 30 d": "1,000 SLOs × 30 d, every sample",
        "10,000 SLOs x 1 d": "10,000 SLOs × 1 d, every sample",
        "10,000 SLOs x 30 d, one sample for each cell": (
            "10,000 SLOs × 30 d, one sample for each cell"
        ),
    }
    found = {said: record.row(f"{what}: seconds of the cold start") for what, said in whats.items()}
    rows = (
        (
            said,
            row["measured"],
            _found(f"memory at most {_SIZE}", row["how"]),
            _found(f"ours {_TIME}", row["how"]),
            _found(f"CPU of Prometheus {_TIME}", row["how"]),
        )
        for said, row in found.items()
    )
    headings = ("how long", "memory at most", "CPU of the service", "CPU of Prometheus")
    return table(("what", *headings), rows) + f"\n\n{record.source}"


def _cycle(bench: Record, fleet: str, memory: str, database: str) -> tuple[str, str, str, str]:
    slowest = bench.row(f"{fleet}: slowest cycle")["measured"]
    queries = _in(bench, f"{fleet}: full cycle / bare fetch", r"(\d+ queries, [\d.]+ MB)")
    return f"{_median(bench, fleet)} ({slowest})", memory, database, queries


def _median(bench: Record, fleet: str) -> str:
    return _in(bench, f"{fleet}: full cycle / bare fetch", f"{_TIME} and")


def _against_peer(what: str) -> str:
    return f"100 SLOs x 8 windows, slo-generator / our cycle: {what}"


def _once_read(bench: Record) -> str:
    return bench.what("10,000 SLOs: the same once")


def _growth(bench: Record) -> str:
    return bench.what("200 SLOs: growth of the process")


def _command(sections: str) -> str:
    told = f'"{sections}"' if " " in sections else sections
    return f"`make bench SECTIONS={told}`"


def _in(record: Record, what: str, pattern: str) -> str:
    return _found(pattern, record.row(what)["how"])


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise NotMeasured(f"{pattern!r} is not in {text!r}")
    return found[1]
