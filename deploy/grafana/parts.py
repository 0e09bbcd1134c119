"""What dashboards are made of, as Grafana's JSON: panels, colours, variables, places.

Refuses to know what is asked for. What is not known is shown as "unknown", and never as 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

Placed = tuple[int, int, Json]
"""The width (of 24) and the height of a panel, and the panel."""

SCHEMA_VERSION = 38
"""Of Grafana 10.1; later ones bring it to theirs when they load it."""

COLUMNS = 24
UNKNOWN = "unknown"
GREEN, ORANGE, RED, GREY, BLUE = "green", "orange", "red", "#8e8e8e", "blue"

STATES = {"HEALTHY": GREEN, "AT_RISK": ORANGE, "EXHAUSTED": RED, "UNKNOWN": GREY}
DATA = {
    "OK": GREEN,
    "ZERO_TRAFFIC": BLUE,
    "STALE": ORANGE,
    "NO_DATA": RED,
    "QUERY_ERROR": RED,
}

SECONDS, RATIO, SHORT, BYTES, PER_SECOND = "s", "percentunit", "short", "bytes", "ops"


def panel(
    kind: str, title: str, targets: Sequence[Json], *, says: str = "", **defaults: object
) -> Json:
    """Make a panel; ``defaults`` are those of its fields, such as ``unit`` and ``thresholds``."""
    return {
        "type": kind,
        "title": title,
        "description": says,
        "targets": [{"refId": chr(ord("A") + at), **one} for at, one in enumerate(targets)],
        "fieldConfig": {"defaults": {"noValue": UNKNOWN, **defaults}, "overrides": []},
        "options": {},
    }


def stat(title: str, targets: Sequence[Json], *, says: str = "", **defaults: object) -> Json:
    """Show one number for each series: the last one."""
    made = panel("stat", title, targets, says=says, **defaults)
    made["options"] = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "none",
        "textMode": "auto",
    }
    return made


def word(title: str, targets: Sequence[Json], words: Mapping[str, str], *, says: str) -> Json:
    """Show the name of the one series that is there, in its colour."""
    made = coloured(stat(title, targets, says=says), words)
    made["options"]["textMode"] = "name"
    return made


def lines(
    title: str,
    targets: Sequence[Json],
    *,
    says: str = "",
    stacked: bool = False,
    custom: Mapping[str, object] | None = None,
    **defaults: object,
) -> Json:
    """Draw series over time, with a gap where nothing is known."""
    drawn: Json = {"lineWidth": 1, "fillOpacity": 0, "spanNulls": False, "showPoints": "never"}
    if stacked:
        drawn |= {"stacking": {"mode": "normal", "group": "A"}, "fillOpacity": 40}
    made = panel("timeseries", title, targets, says=says, **defaults)
    made["fieldConfig"]["defaults"]["custom"] = drawn | dict(custom or {})
    made["options"] = {
        "legend": {
            "displayMode": "list",
            "placement": "bottom",
            "showLegend": True,
            "calcs": [],
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return made


def bars(title: str, targets: Sequence[Json], *, says: str = "", **defaults: object) -> Json:
    """Draw a bar for each series, or for each row of a table."""
    made = panel("bargauge", title, targets, says=says, **defaults)
    made["options"] = {
        "displayMode": "basic",
        "orientation": "horizontal",
        "showUnfilled": True,
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    return made


def table(
    title: str,
    targets: Sequence[Json],
    *,
    says: str = "",
    sort: str = "",
    descending: bool = False,
    transformations: Sequence[Json] = (),
) -> Json:
    """Show rows, page by page."""
    made = panel("table", title, targets, says=says)
    made["fieldConfig"]["defaults"]["custom"] = {"filterable": True}
    made["options"] = {
        "showHeader": True,
        "footer": {"show": False, "reducer": [], "enablePagination": True},
        "sortBy": [{"displayName": sort, "desc": descending}] if sort else [],
    }
    made["transformations"] = list(transformations)
    return made


def steps(*pairs: tuple[float | None, str]) -> Json:
    """Give colours from values on; the first value is None."""
    return {
        "mode": "absolute",
        "steps": [{"value": value, "color": colour} for value, colour in pairs],
    }


def at_the_line(colour_below: str, value: float, colour_above: str) -> Json:
    """Give two colours, on either side of a value."""
    return steps((None, colour_below), (value, colour_above))


def words(shown: Mapping[str, str]) -> list[Json]:
    """Show other texts for values."""
    return [
        {"type": "value", "options": {value: {"text": text, "index": at}}}
        for at, (value, text) in enumerate(shown.items())
    ]


def coloured(made: Json, colours: Mapping[str, str]) -> Json:
    """Colour series, or columns' values that are words, by their name."""
    for name, colour in colours.items():
        override(made, name, color={"mode": "fixed", "fixedColor": colour})
    return made


def override(
    made: Json, name: str, custom: Mapping[str, object] | None = None, **of: object
) -> Json:
    """Say something else of the fields with a name."""
    properties = [{"id": key, "value": value} for key, value in of.items()]
    properties += [{"id": f"custom.{key}", "value": value} for key, value in (custom or {}).items()]
    made["fieldConfig"]["overrides"].append(
        {"matcher": {"id": "byName", "options": name}, "properties": properties}
    )
    return made


def words_of_a_column(made: Json, name: str, colours: Mapping[str, str]) -> Json:
    """Colour the cells of a column by the word in them."""
    mapped = {
        value: {"color": colour, "index": at} for at, (value, colour) in enumerate(colours.items())
    }
    return override(
        made,
        name,
        mappings=[{"type": "value", "options": mapped}],
        custom={"cellOptions": {"type": "color-text"}},
    )


def link(title: str, url: str) -> Json:
    """Lead from a value to another place."""
    return {"title": title, "url": url, "targetBlank": False}


def laid_out(rows: Iterable[tuple[str, Sequence[Placed]]]) -> list[Json]:
    """Put panels (width, height, panel) side by side below the title of their row."""
    placed: list[Json] = []
    top = 0
    for title, panels in rows:
        placed.append(_row(title, top))
        top += 1
        for made, position in _flowing(panels, top):
            placed.append({**made, "gridPos": position})
            top = max(top, position["y"] + position["h"])
    for number, made in enumerate(placed, start=1):
        made["id"] = number
    return placed


def _row(title: str, top: int) -> Json:
    position = {"h": 1, "w": COLUMNS, "x": 0, "y": top}
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": position}


def _flowing(panels: Sequence[Placed], top: int) -> Iterator[tuple[Json, Json]]:
    left, line_height = 0, 0
    for width, height, made in panels:
        if left + width > COLUMNS:
            left, top, line_height = 0, top + line_height, 0
        yield made, {"h": height, "w": width, "x": left, "y": top}
        left, line_height = left + width, max(line_height, height)


def dashboard(
    uid: str,
    title: str,
    says: str,
    variables: Sequence[Json],
    links: Sequence[Json],
    panels: Sequence[Json],
) -> Json:
    """Put a dashboard together."""
    return {
        "uid": uid,
        "title": title,
        "description": says,
        "tags": ["slo-monitor"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": True,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "graphTooltip": 1,
        "templating": {"list": list(variables)},
        "annotations": {"list": []},
        "links": list(links),
        "panels": list(panels),
    }


def leads_to(title: str, uid: str) -> Json:
    """Lead from a dashboard to another one, over the same time."""
    return {
        "type": "link",
        "title": title,
        "url": f"/d/{uid}",
        "icon": "dashboard",
        "keepTime": True,
        "includeVars": False,
        "targetBlank": False,
        "asDropdown": False,
        "tags": [],
        "tooltip": "",
    }


def data_source(kind: str, uid: str, name: str) -> Json:
    """Let whoever looks choose the data source; ours is chosen first."""
    return {
        "name": "source",
        "label": "Data source",
        "type": "datasource",
        "query": kind,
        "current": {"text": name, "value": uid, "selected": True},
        "hide": 0,
    }
