"""What can be asked about a run, and how it is understood.

Refuses to know how it is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

from app.slo.definition import Slo
from app.slo.errors import InvalidQuestion, UnknownSlo
from app.slo.instant import instant
from app.slo.run import RunRules, Span

MOST_RANGE_SECONDS = 2 * 86_400
"""A longer run is not read: it would be most of what Prometheus does."""

MOST_SETTLE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class OfCheck:
    """The baseline is what an earlier check counted."""

    check_id: str


@dataclass(frozen=True, slots=True)
class LastPass:
    """The baseline is, for each SLO, the last run that it passed and that ended before this one."""


@dataclass(frozen=True, slots=True)
class OfTime:
    """The baseline is what is counted from ``start`` to ``end``, or just before the run.

    ``match`` are its labels; ``None``: those of the run.
    """

    start: float | None = None
    end: float | None = None
    window_seconds: float | None = None
    match: Mapping[str, str] | None = None


BaselineAsked = OfCheck | LastPass | OfTime


@dataclass(frozen=True, slots=True)
class RunQuestion:
    """How did a run go? It lasted from ``start`` to ``end``, or for a window up to now.

    ``settle_seconds`` may be waited for its data. Whoever asks ``by`` a name under one
    ``repeat_key`` the same thing twice has asked once. ``waits`` says whether for the verdict.
    What ``is_kept`` can be asked for later, and be the last pass; a look at a run that goes on
    is not.
    """

    slos: tuple[str, ...] = ()
    start: float | None = None
    end: float | None = None
    window_seconds: float | None = None
    match: Mapping[str, str] = field(default_factory=dict)
    settle_seconds: float = 0.0
    rules: RunRules = field(default_factory=RunRules)
    baseline: BaselineAsked | None = None
    informational: tuple[str, ...] = ()
    by: str = ""
    repeat_key: str | None = None
    waits: bool = True
    is_kept: bool = True

    @property
    def digest(self) -> str:
        """Tell one question from another, whoever asks it and however."""
        meaning = asdict(replace(self, by="", repeat_key=None, waits=True))
        meaning["baseline_kind"] = type(self.baseline).__name__
        text = json.dumps(meaning, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def span(self, now: float) -> Span:
        """Find the range of the run.

        Raises:
            InvalidQuestion: there is none, or it cannot be read.
        """
        start, end, window = self.start, self.end, self.window_seconds
        if window is not None:
            if start is not None or end is not None:
                raise InvalidQuestion("window", "give either a window or a start and an end")
            return _checked(Span(now - window, now), "window")
        if start is None:
            raise InvalidQuestion("start", "a run has a start, or a window up to now")
        end = now if end is None else end
        if end <= start:
            raise InvalidQuestion("end", "must lie after the start")
        if end > now + self.settle_seconds:
            ahead = f"{end - now:.0f} s ahead, at {instant(end)}"
            raise InvalidQuestion("end", f"lies {ahead}; wait for it, or let settle reach so far")
        return _checked(Span(start, end), "start")

    def baseline_span(self, run: Span) -> Span | None:
        """Find the range of the baseline, if it has one of its own.

        Raises:
            InvalidQuestion: it cannot be read.
        """
        asked = self.baseline
        if not isinstance(asked, OfTime):
            return None
        if asked.window_seconds is not None:
            before = Span(run.start - asked.window_seconds, run.start)
            return _checked(before, "baseline.window")
        if asked.start is None or asked.end is None:
            raise InvalidQuestion("baseline", "needs a start and an end, or a window")
        if asked.end <= asked.start:
            raise InvalidQuestion("baseline.end", "must lie after its start")
        if asked.end > run.end:
            raise InvalidQuestion("baseline.end", "must not lie after the end of the run")
        return _checked(Span(asked.start, asked.end), "baseline.start")


def _checked(span: Span, field_name: str) -> Span:
    if span.seconds > MOST_RANGE_SECONDS:
        hours = MOST_RANGE_SECONDS // 3600
        raise InvalidQuestion(field_name, f"a range may be {hours} h long at most")
    if span.start < 0:
        raise InvalidQuestion(field_name, "reaches back before 1970")
    return span


@dataclass(frozen=True, slots=True)
class Chosen:
    """A definition to judge: all of it, or only the groups of these ids."""

    slo: Slo
    ids: frozenset[str] | None = None


def chosen(names: Iterable[str], definitions: Mapping[str, Slo]) -> list[Chosen]:
    """Find the definitions that names stand for; without any name, all of them.

    A name is a definition's, or an SLO's id: ``name.hash`` of a group.

    Raises:
        UnknownSlo: a name stands for none.
    """
    found: dict[str, set[str] | None] = {}
    for name in names:
        definition, ids = _meant(name, definitions)
        if ids is None or found.get(definition, ids) is None:
            found[definition] = None
        else:
            found[definition] = {*(found.get(definition) or ()), *ids}
    everything = found or dict.fromkeys(definitions)
    return [
        Chosen(definitions[name], None if ids is None else frozenset(ids))
        for name, ids in sorted(everything.items())
    ]


def _meant(name: str, definitions: Mapping[str, Slo]) -> tuple[str, set[str] | None]:
    if name in definitions:
        return name, None
    definition, dot, _ = name.partition(".")
    if not dot or definition not in definitions or not definitions[definition].group_by:
        raise UnknownSlo(name)
    return definition, {name}


def informational_of(names: Iterable[str], judged: Iterable[Chosen]) -> Callable[[Slo, str], bool]:
    """Say of which SLOs the result does not count; names are those of definitions, or ids.

    Raises:
        InvalidQuestion: one of them is not judged.
    """
    wanted = list(names)
    known = {each.slo.name for each in judged}
    for number, name in enumerate(wanted):
        if name.partition(".")[0] not in known:
            raise InvalidQuestion(f"informational[{number}]", f"{name!r} is not among the SLOs")
    return lambda slo, slo_id: slo.name in wanted or slo_id in wanted
