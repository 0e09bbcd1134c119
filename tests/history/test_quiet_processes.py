"""Processes that were scraped long before their first event: it happened, so it counts."""

from __future__ import annotations

import pytest

from tests.history.loaded import STEP
from tests.history.stepping import at_once, monitoring, of, stepped
from tests.history.world import HOUR, MINUTE
from tests.history.writers import Life, Writer, Writers

pytestmark = pytest.mark.prometheus

STEPS = 30


def quiet(began: int) -> Writer:
    return Writer("quiet", 0, [Life(began, quiet_seconds=10 * MINUTE)])


@pytest.mark.parametrize("beside", [(), ("busy",)], ids=["alone", "beside another"])
async def test_the_first_event_of_a_process_that_was_quiet_is_counted(
    url: str, began: int, service: str, beside: tuple[str, ...]
) -> None:
    busy = [Writer(instance, 0, [Life(began)]) for instance in beside]
    writers = Writers(url, service, [quiet(began + MINUTE), *busy], began)
    end = began + STEPS * STEP
    async with monitoring(writers, began) as (monitor, book):
        await stepped(monitor, writers, began, STEPS)
        assert of(book.current)[HOUR] == writers.events(end)
    assert (await at_once(writers, end))[HOUR] == writers.events(end)
