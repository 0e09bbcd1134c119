"""What happens, as it happens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import NamedTuple

from pydantic import Field

from app.api.kept_views import event_view, reset_view
from app.api.operations.asking import Asking, Question, without_null
from app.api.operations.backend import Backend
from app.api.wire.event import Event
from app.news import Told
from app.slo.kept import EventKind

LAST_ID = 2**63 - 1

HEARTBEAT_SECONDS = 15.0
"""So often something is said, so that neither side nor a proxy takes the silence for an end."""


class EventsQuestion(Question):
    """Where to begin, and what to be told."""

    after_id: int | None = Field(
        None,
        json_schema_extra=without_null,
        ge=0,
        le=LAST_ID,
        description="Go on after this event; left out: with what happens from now on.",
    )
    kind: list[EventKind] = Field(
        default_factory=list, max_length=20, description="Only events of this kind; all if none."
    )


class Turn(NamedTuple):
    """What a listener is told at once, and after which event it stands then.

    ``is_reset``: others before that one were missed. Nothing told: it is still listened to.
    """

    event_id: int
    told: Sequence[Told] = ()
    is_reset: bool = False

    @property
    def views(self) -> Sequence[Event]:
        """Show what is told."""
        if self.is_reset:
            return [reset_view(self.event_id)]
        return [event_view(told.event) for told in self.told]


async def listen_to_events(
    backend: Backend,
    _asking: Asking,
    question: EventsQuestion,
    heartbeat_seconds: float = HEARTBEAT_SECONDS,
) -> AsyncGenerator[Turn]:
    """Be told of what happens as it comes, each at least once, until you close.

    The first turn says where the listener stands. Ends when the service does.

    Raises:
        TooManyListeners: there are as many as there may be.
        StoreError: what happened cannot be read.
    """
    news, kinds = backend.news, frozenset(question.kind or EventKind)
    with news.listening():
        event_id, is_reset = await news.place_after(question.after_id)
        yield Turn(event_id, is_reset=is_reset)
        while not news.closed.is_set():
            found = await news.after(event_id, heartbeat_seconds)
            event_id = found[-1].id if found else event_id
            yield Turn(event_id, [told for told in found if told.kind in kinds])
