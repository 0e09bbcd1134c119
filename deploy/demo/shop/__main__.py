"""Run the shop: ``python -m deploy.demo.shop``.

The environment tells it SHOP_PORT; SHOP_RATE, visits per second; SHOP_SLOW=1, all answers take
four times as long; SHOP_TRAFFIC=0, no visitors come by themselves; SHOP_SEED, a whole number that
makes the shop's luck the same each time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from random import Random

import uvicorn

from deploy.demo.shop.accounts import Accounts
from deploy.demo.shop.application import build
from deploy.demo.shop.behaviour import PAGES, Behaviour
from deploy.demo.shop.traffic import Traffic

DEFAULT_PORT = 8090
DEFAULT_VISITS_PER_SECOND = 15.0
EXIT_WITHIN_SECONDS = 5


def dice(seed: int | None) -> Random:
    """Make dice that fall the same way for the same seed, and anyhow without one."""
    return Random(seed)  # noqa: S311 - a demo's dice, nothing secret


def main(environment: Mapping[str, str]) -> None:
    """Serve until a signal ends it."""
    port = int(environment.get("SHOP_PORT", DEFAULT_PORT))
    seed = int(environment["SHOP_SEED"]) if "SHOP_SEED" in environment else None
    shop = build(
        Accounts(page.path for page in PAGES),
        Behaviour(dice(seed), slow=environment.get("SHOP_SLOW") == "1"),
        Traffic(
            f"http://127.0.0.1:{port}",
            float(environment.get("SHOP_RATE", DEFAULT_VISITS_PER_SECOND)),
            dice(seed),
            starts_when_scraped=environment.get("SHOP_TRAFFIC") != "0",
        ),
    )
    uvicorn.run(
        shop,
        host=environment.get("SHOP_HOST", "127.0.0.1"),
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=EXIT_WITHIN_SECONDS,
    )


if __name__ == "__main__":
    main(os.environ)
