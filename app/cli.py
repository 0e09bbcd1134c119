"""The command line: ``slo-monitor COMMAND``; ``slo-monitor --help`` lists them.

Exit codes: 0 fine (a gate's PASS or WARNING), 1 the answer is no (a gate's FAIL, an invalid
definition), 2 wrong usage, 3 inconclusive, 4 Prometheus or the service is unreachable.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress

from app.api.views import list_view
from app.catalog.alerting import dropped_sentences
from app.catalog.loader import load
from app.commands import backtest_report, tables
from app.commands.backtest import Definitions, Span
from app.commands.backtest import backtest as replay_all
from app.commands.check import check
from app.commands.console import ExitCode, err, explained, instant_of, out, print_json, say
from app.commands.evaluate import evaluate_once
from app.commands.key import key_commands
from app.commands.options import LOCAL, Json, PrometheusUrl, ServiceUrl, Token
from app.commands.plan import plan_commands
from app.commands.remote import RemoteService
from app.commands.validate import try_out
from app.configured import connection_of, means_of
from app.monitor.schedule import evaluation_time
from app.serving import serve as run_service
from app.settings import Settings
from app.slo.instant import instant
from app.slo.snapshot import Reason, Snapshot

_UNREACHABLE = frozenset({Reason.SOURCE_UNREACHABLE, Reason.SOURCE_TIMEOUT})

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
cli.command()(check)
cli.add_typer(key_commands, name="key")
cli.add_typer(plan_commands, name="plan")


@cli.command()
def serve() -> None:
    """Run the service, as the SLO_MONITOR_ variables say."""
    with explained():
        run_service(Settings())


@cli.command()
def validate(
    path: Annotated[Path | None, typer.Argument(help="A file or folder of definitions.")] = None,
    prometheus_url: PrometheusUrl = None,
    *,
    as_json: Json = False,
) -> None:
    """Check definitions; with a Prometheus URL also what each would read today."""
    with explained():
        settings = _settings(prometheus_url)
        catalog = load(path or settings.slos, means_of(settings).unrunnable)
        for sentence in dropped_sentences(catalog.slos):
            say(escape(sentence))
        if prometheus_url is None and "prometheus_url" not in settings.model_fields_set:
            say(f"{len(catalog.slos)} definitions are valid; give --prometheus-url to try them")
            return
        at = evaluation_time(time.time(), settings.step_seconds, settings.offset_seconds)
        found = asyncio.run(try_out(connection_of(settings), catalog, at, settings.step_seconds))
    if as_json:
        print_json([tables.findings_view(one) for one in found])
    else:
        out.print(tables.findings_table(found))
    if any(one.source_failed for one in found):
        raise typer.Exit(ExitCode.UNREACHABLE)
    if any(one.problem for one in found):
        raise typer.Exit(ExitCode.NO)


@cli.command()
def evaluate(
    at: Annotated[
        str | None, typer.Option(help="RFC 3339 time or Unix seconds; now if left out.")
    ] = None,
    path: Annotated[
        Path | None, typer.Option("--slos", help="Instead of SLO_MONITOR_SLOS.")
    ] = None,
    prometheus_url: PrometheusUrl = None,
    *,
    as_json: Json = False,
) -> None:
    """Evaluate once, without a server or stored state."""
    with explained():
        settings = _settings(prometheus_url)
        catalog = load(path or settings.slos)
        step = settings.step_seconds
        when = instant_of(at) if at else time.time() - settings.offset_seconds
        connection = connection_of(settings)
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("reading the past", total=1.0)
            snapshot = asyncio.run(
                evaluate_once(
                    connection,
                    catalog.slos,
                    evaluation_time(when, step, 0),
                    step,
                    lambda share: bar.update(task, completed=share),
                    catalog.exclusions,
                )
            )
    _print_snapshot(snapshot, as_json=as_json)


@cli.command()
def backtest(
    start: Annotated[str, typer.Option(help="RFC 3339 time or Unix seconds.")],
    end: Annotated[str | None, typer.Option(help="Likewise; now if left out.")] = None,
    changed: Annotated[
        Path | None,
        typer.Option("--slos", help="Changed definitions, to set beside those in force."),
    ] = None,
    prometheus_url: PrometheusUrl = None,
    *,
    as_json: Json = False,
) -> None:
    """Replay history step by step: who would have been called, when, and for how long."""
    with explained():
        settings = _settings(prometheus_url)
        current = _definitions(settings.slos)
        others = _definitions(changed) if changed is not None else None
        step = settings.step_seconds
        now = evaluation_time(time.time(), step, settings.offset_seconds)
        span = Span.of(instant_of(start), now if end is None else instant_of(end), step, now)
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("replaying", total=1.0)
            found = asyncio.run(
                replay_all(
                    connection_of(settings),
                    current,
                    others,
                    span,
                    lambda share: bar.update(task, completed=share),
                )
            )
    if as_json:
        print_json(backtest_report.view(found))
    else:
        for part in backtest_report.parts(found):
            out.print(part)
    if not found.has_samples:
        raise typer.Exit(ExitCode.INCONCLUSIVE)


@cli.command()
def status(
    service: Annotated[str | None, typer.Option(help="Only this service's SLOs.")] = None,
    url: ServiceUrl = LOCAL,
    token: Token = None,
    *,
    as_json: Json = False,
) -> None:
    """Show what a running service knows of its SLOs."""
    with explained(), RemoteService(url, token) as remote:
        pages = list(remote.statuses(service))
    if as_json:
        slos = [view for page in pages for view in page["slos"]]
        print_json({**pages[-1], "slos": slos})
    else:
        out.print(tables.status_table(view for page in pages for view in page["slos"]))


@cli.command()
def annotate(
    text: Annotated[str, typer.Argument(help="What happened, in a line: 1.42.")],
    kind: Annotated[str, typer.Option(help="deploy, incident or note.")] = "note",
    label: Annotated[
        list[str] | None, typer.Option(help="Where, as name=value; everywhere if left out.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="When; now if left out.")] = None,
    end: Annotated[str | None, typer.Option(help="Until when, if it lasted.")] = None,
    key: Annotated[str | None, typer.Option(help="Noted again under it, it is kept once.")] = None,
    url: ServiceUrl = LOCAL,
    token: Token = None,
    *,
    as_json: Json = False,
) -> None:
    """Note a deploy or an incident at a running service."""
    times = {name: instant(instant_of(at)) for name, at in (("start", start), ("end", end)) if at}
    labels = {name: value for name, _, value in (each.partition("=") for each in label or [])}
    note = {"kind": kind.upper(), "text": text, "labels": labels, **times}
    with explained(), RemoteService(url, token) as remote:
        noted = remote.annotate(note, key)
    if as_json:
        print_json(noted)
    else:
        out.print(escape(f"noted as {noted['id']}, at {noted['start']}"))


def main() -> None:
    """Run the command line."""
    cli()


def _definitions(path: Path) -> Definitions:
    catalog = load(path)
    return Definitions(catalog.slos, catalog.exclusions)


def _settings(prometheus_url: str | None) -> Settings:
    given = {} if prometheus_url is None else {"prometheus_url": prometheus_url}
    return Settings(**given)  # type: ignore[arg-type]  # one field of them, by name


def _print_snapshot(snapshot: Snapshot, *, as_json: bool) -> None:
    view = list_view(snapshot, snapshot.statuses, None).model_dump(mode="json")
    if as_json:
        print_json({**view, "generation": None})
    else:
        out.print(tables.status_table(view["slos"]))
    if snapshot.statuses and all(one.reason in _UNREACHABLE for one in snapshot.statuses):
        say(f"[red]{escape(snapshot.statuses[0].message or '')}[/]")
        raise typer.Exit(ExitCode.UNREACHABLE)
