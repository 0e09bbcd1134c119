"""What differs between the servers that speak Prometheus' API: parameters and the tenant's header.

The flavour is a setting and never a guess: some of these servers give another's name. Refuses to
know addresses, credentials and answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Flavour(StrEnum):
    """A server that speaks Prometheus' HTTP API, with its own idea of a complete answer."""

    PROMETHEUS = "prometheus"
    VICTORIAMETRICS = "victoriametrics"
    THANOS = "thanos"
    MIMIR = "mimir"


# By default Thanos answers with whatever stores it reached, and VictoriaMetrics from a cache that
# a late sample does not renew: either would miscount without a word.
_PARAMETERS: Mapping[Flavour, Mapping[str, str]] = {
    Flavour.PROMETHEUS: {},
    Flavour.VICTORIAMETRICS: {"nocache": "1", "deny_partial_response": "1"},
    Flavour.THANOS: {"partial_response": "false", "dedup": "true", "max_source_resolution": "0"},
    Flavour.MIMIR: {},
}

_TENANT_HEADERS: Mapping[Flavour, str] = {
    Flavour.MIMIR: "X-Scope-OrgID",
    Flavour.THANOS: "THANOS-TENANT",
}


def parameters(flavour: Flavour) -> Mapping[str, str]:
    """Return what every query to this kind of server carries besides itself."""
    return _PARAMETERS[flavour]


def is_promql(flavour: Flavour) -> bool:
    """Tell whether the server's queries mean what Prometheus' do.

    VictoriaMetrics' own language looks further back for a sample than it is asked to.
    """
    return flavour is not Flavour.VICTORIAMETRICS


def tenant_header(flavour: Flavour) -> str | None:
    """Name the header that says whose data is asked for, ``None`` where there is no such header."""
    return _TENANT_HEADERS.get(flavour)
