"""For all tests of the SDKs: one of their programs, over the shop of the file."""

from __future__ import annotations

import pytest

from tests.sdk.driver import Driver
from tests.sdk.sdks import WAYS, Way
from tests.sdk.served import Served


@pytest.fixture(params=WAYS, ids=str)
def driver(request: pytest.FixtureRequest, shop: Served) -> Driver:
    """The program of one SDK; left out where it is not built."""
    way: Way = request.param
    if way not in shop.drivers:
        pytest.skip(f"the driver of {way.language} is not built")
    return shop.drivers[way]
