"""The client's certificates against a real TLS server that asks for one in return."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.slo.errors import SourceUnreachable
from app.sources.client import PrometheusClient
from app.sources.connection import Connection
from tests.certificates import make_certificate

BODY = b'{"status":"success","data":{"resultType":"vector","result":[]}}'
ANSWER = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and a self-signed certificate for ``localhost``, for both sides."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def url(folder: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    context.load_verify_locations(folder / "cert.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    server = await asyncio.start_server(_answer, "localhost", 0, ssl=context)
    async with server:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
    except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
        pass  # a client without a certificate
    finally:
        writer.close()


async def test_both_sides_know_each_other_by_their_certificates(url: str, folder: Path) -> None:
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    client = PrometheusClient(Connection(url, ca_file=cert, cert_file=cert, key_file=key))
    assert len(await client.instant("x", 0)) == 0
    await client.close()


async def test_a_server_of_an_unknown_authority_is_not_talked_to(url: str) -> None:
    client = PrometheusClient(Connection(url, attempts=1))
    with pytest.raises(SourceUnreachable, match="certificate verify failed"):
        await client.instant("x", 0)
    await client.close()


async def test_a_client_without_the_certificate_asked_for_is_not_let_in(
    url: str, folder: Path
) -> None:
    client = PrometheusClient(Connection(url, ca_file=str(folder / "cert.pem"), attempts=1))
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        await client.instant("x", 0)
    await client.close()
