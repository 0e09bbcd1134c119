"""What tests rely on when they start servers beside one another."""

from __future__ import annotations

import socket

import pytest

from tests.prometheus.loopback import free_port


def test_a_port_that_was_drawn_is_nobody_elses_and_a_server_may_use_it_again_and_again() -> None:
    port = free_port()
    for _ in range(2):
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        address = ("127.0.0.1", port)
        with socket.create_server(address), socket.create_connection(address) as client:
            assert client.getpeername() == address


def test_nobody_answers_at_a_port_before_its_server_is_started() -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port()))
