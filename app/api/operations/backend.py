"""What operations are carried out by; some of it is there only once the service runs."""

from __future__ import annotations

from typing import TypeVar

from app.chronicle import Chronicle
from app.gate.gate import Gate
from app.news import News
from app.plans.desk import PlanDesk
from app.service import Service
from app.slo.errors import NotYetEvaluated

SOON_SECONDS = 1.0

Part = TypeVar("Part")


class Backend:
    """The service and what stands beside it.

    Everything but the service raises ``NotYetEvaluated`` until it has been given.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self._chronicle: Chronicle | None = None
        self._news: News | None = None
        self._gate: Gate | None = None
        self._plans: PlanDesk | None = None

    def remember(self, chronicle: Chronicle) -> None:
        """Answer about what is kept from now on."""
        self._chronicle = chronicle

    def tell(self, news: News) -> None:
        """Tell what happens from now on."""
        self._news = news

    def check_runs(self, gate: Gate) -> None:
        """Judge runs from now on."""
        self._gate = gate

    def run_plans(self, plans: PlanDesk) -> None:
        """Answer about plans, and have them carried out, from now on."""
        self._plans = plans

    @property
    def chronicle(self) -> Chronicle:
        """What is kept: histories, alerts, annotations."""
        return _there(self._chronicle)

    @property
    def news(self) -> News:
        """What happens."""
        return _there(self._news)

    @property
    def gate(self) -> Gate:
        """What judges runs."""
        return _there(self._gate)

    @property
    def plans(self) -> PlanDesk:
        """What answers about plans, and has them carried out."""
        return _there(self._plans)


def _there(part: Part | None) -> Part:
    if part is None:
        raise NotYetEvaluated(SOON_SECONDS)
    return part
