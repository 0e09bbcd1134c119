"""A real service, and clients that listen to it over real connections."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import httpx
import pytest

from app.settings import PREFIX
from tests.api.listening import Sent, parsed
from tests.prometheus.loopback import LoopbackServer, free_port

pytestmark = pytest.mark.e2e

DEFINITIONS = """\
version: 1
service: checkout
slos:
  - name: availability
    objective: 99%
    period: 1d
    indicator:
      ratio: {bad: errors_total, total: requests_total}
"""
ENDS_WITHIN_SECONDS = 3.0


class Service(LoopbackServer):
    """``python -m app serve`` with a step of a second, over a Prometheus that is not there."""

    ready_path = "/slos"

    @cached_property
    def grpc_port(self) -> int:
        return free_port()

    def command(self) -> Sequence[str]:
        definitions = self.folder / "slos.yaml"
        definitions.write_text(DEFINITIONS)
        settings = {
            "PROMETHEUS_URL": f"http://127.0.0.1:{free_port()}",
            "SLOS": definitions,
            "DATA_DIR": self.folder / "data",
            "PORT": self.port,
            "GRPC_PORT": self.grpc_port,
            "STEP": "1s",
            "OFFSET": "0s",
        }
        set_to = [f"{PREFIX}{name}={value}" for name, value in settings.items()]
        return ["env", *set_to, sys.executable, "-m", "app", "serve"]

    def terminate(self) -> tuple[int, float]:
        """Ask it to end; give its exit code and how long that took."""
        assert self._process is not None
        begun = time.monotonic()
        self._process.terminate()
        return self._process.wait(10), time.monotonic() - begun


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running


@contextmanager
def listening(service: Service, **headers: str) -> Iterator[Iterator[Sent]]:
    url = f"{service.url}/events"
    with (
        httpx.Client(trust_env=False, timeout=10.0) as http,
        http.stream("GET", url, headers=headers) as response,
    ):
        assert response.status_code == 200
        yield _events(response)


def _events(response: httpx.Response) -> Iterator[Sent]:
    """Events as they come; a block is read once the empty line behind it is there."""
    block = ""
    for line in response.iter_lines():
        block += f"{line}\n"
        if not line:
            yield from (sent for sent in parsed(block) if sent.data is not None)
            block = ""


def test_a_listener_resumes_where_it_was_cut_off(service: Service) -> None:
    with listening(service) as events:
        seen = [next(events), next(events)]
    assert [each.event for each in seen] == ["SNAPSHOT_PUBLISHED"] * 2
    with listening(service, **{"Last-Event-ID": seen[0].id}) as events:
        assert next(events) == seen[1]
        assert int(next(events).id) == int(seen[1].id) + 1


def test_an_id_of_another_database_is_reset(service: Service) -> None:
    with listening(service, **{"Last-Event-ID": "1000000"}) as events:
        reset, published = next(events), next(events)
    assert reset.event == "RESET"
    assert int(published.id) == int(reset.id) + 1


@pytest.mark.alone
def test_listeners_do_not_keep_a_service_from_ending(tmp_path: Path) -> None:
    with Service(tmp_path) as service, listening(service) as events:
        next(events)
        code, seconds = service.terminate()
        rest = {each.event for each in events}  # the answer ends, and is not torn off
    assert rest <= {"SNAPSHOT_PUBLISHED"}
    assert code == 0
    assert seconds < ENDS_WITHIN_SECONDS
