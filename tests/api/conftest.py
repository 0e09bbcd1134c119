"""A store beside a world, for the tests of what is kept; and when the contract is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.builders import World, exhausted, healthy, latency_slo, ratio_slo
from tests.api.keeping import Keeping, keeping
from tests.parts import Part

CONTRACT = "test_api_contract.py"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not collect the contract where none of its tests is run: that draws all its examples."""
    options = config.option
    is_run = options.part in {None, Part.COMPUTING} and "not slow" not in options.markexpr
    return True if collection_path.name == CONTRACT and not is_run else None


@pytest.fixture
async def kept() -> AsyncIterator[Keeping]:
    """Two healthy SLOs and one whose budget is spent, with a store beside them."""
    spent = exhausted(latency_slo("spent"))
    async with keeping(World(healthy(), healthy(ratio_slo()), spent)) as opened:
        yield opened
