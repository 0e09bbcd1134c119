"""Plans and runs as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.markup import escape
from rich.table import Table

from app.commands.plan_progress import STYLES
from app.commands.tables import NOTHING, new_table

View = Mapping[str, Any]


def plan_table(plans: Iterable[View]) -> Table:
    """One line for each plan: what it does, and how it ended last."""
    table = new_table("plan", "steps", "last run", "begun", "description")
    for plan in plans:
        last = plan["last_run"]
        table.add_row(
            escape(plan["name"]),
            " ".join(escape(step["kind"].lower()) for step in plan["steps"]),
            NOTHING if last is None else escape(last["verdict"] or last["state"]),
            NOTHING if last is None else escape(last["created_at"]),
            escape(plan["description"]) or NOTHING,
        )
    return table


def run_table(plan: View, run: View) -> Table:
    """One line for each step: what it came to."""
    table = new_table("step", "state", "what it came to")
    titles = [step["title"] for step in plan["steps"]]
    for step in run["steps"]:
        number, state = step["number"], step["state"]
        title = titles[number - 1] if number <= len(titles) else step["kind"]
        table.add_row(
            escape(f"{number} {title}"),
            f"[{STYLES.get(state, 'none')}]{escape(state)}[/]",
            escape(step["message"] or NOTHING),
        )
    return table
