"""A store beside a world, for the tests of what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.builders import World, exhausted, healthy, latency_slo, ratio_slo
from tests.api.keeping import Keeping, keeping


@pytest.fixture
async def kept() -> AsyncIterator[Keeping]:
    """Two healthy SLOs and one whose budget is spent, with a store beside them."""
    spent = exhausted(latency_slo("spent"))
    async with keeping(World(healthy(), healthy(ratio_slo()), spent)) as opened:
        yield opened
