"""Who may ask, by the key that is presented; the same for every face.

Refuses to know headers of HTTP and metadata of gRPC.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.api import refusals
from app.api.caller import Caller
from app.api.origins import ANY_HOST
from app.api.refusals import Refused
from app.api.tries import MOST_TRIES, FailedTries
from app.keys import ANONYMOUS, Key, Scope, prefix_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Access:
    """Who may ask.

    With no ``keys`` nobody is asked for one; then everybody may read, and on loopback write.
    ``allowed_hosts`` are names without a port, beside ``localhost`` and addresses; ``*`` allows
    any, also one that a page has pointed at us: without keys nobody writes then.
    ``allowed_origins`` are origins as browsers send them (``https://ui.example``), beside the
    service's own. ``beyond_loopback`` says that other machines can reach the service.
    """

    keys: tuple[Key, ...] = ()
    allowed_hosts: frozenset[str] = frozenset()
    allowed_origins: frozenset[str] = frozenset()
    beyond_loopback: bool = False


class Admission:
    """Says of whoever asks who that is.

    Failed tries are limited for each address and key: who guesses at one is stopped, and others
    behind the same address are not. ``monotonic`` is a clock in seconds that never goes back.
    """

    def __init__(self, access: Access, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.access = access
        self._monotonic = monotonic
        self._keys = {key.prefix: key for key in access.keys}
        self._callers = {key.prefix: Caller(key.name, key.scope) for key in access.keys}
        self._tries = FailedTries()
        is_open = access.beyond_loopback or ANY_HOST in access.allowed_hosts
        self._without_key = None if is_open else Caller(ANONYMOUS, Scope.WRITE)

    def admit(self, authorization: str, client: Callable[[], tuple[str, str]]) -> Caller | None:
        """Let the bearer of a key through; None stands for somebody who reads without one.

        ``client`` gives the address that asks, and the network that its tries are counted for.

        Raises:
            Refused: there is no key, it is wrong, or too many were.
        """
        if not self._keys:
            return self._without_key
        scheme, _, rest = authorization.partition(" ")
        token = rest.strip()
        if scheme.lower() != "bearer" or not token:
            raise Refused(refusals.NO_KEY)
        key = self._keys.get(prefix_of(token) or "")
        if len(self._tries):
            wait = self._tries.wait_seconds(_who_tries(client()[1], key), self._monotonic())
            if wait:
                raise Refused(refusals.TOO_MANY_TRIES, wait)
        if key is None or not key.matches(token):
            self._note_failed(key, *client())
            raise Refused(refusals.WRONG_KEY)
        return self._callers[key.prefix]

    def _note_failed(self, key: Key | None, address: str, network: str) -> None:
        if self._tries.note(_who_tries(network, key), self._monotonic()):
            log.warning(
                "%d wrong keys from %s; for a while it may not try more", MOST_TRIES, address
            )


def refuse_to_write(caller: Caller | None) -> None:
    """Let through who may write.

    Raises:
        Refused: the caller may only read, or nobody may write.
    """
    if caller is None:
        raise Refused(refusals.WRITES_CLOSED)
    if caller.scope is not Scope.WRITE:
        raise Refused(refusals.INSUFFICIENT_SCOPE)


def _who_tries(network: str, key: Key | None) -> tuple[str, str]:
    """Tell tries at one key from those at another; tokens of no key at all are tries at one."""
    return network, "" if key is None else key.prefix
