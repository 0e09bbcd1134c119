"""What the service really answers to an error."""

from __future__ import annotations

import httpx
from fastapi import FastAPI

from app.api.rest.error_handlers import install_error_handlers


async def answered(error: Exception) -> httpx.Response:
    """Raise an error in an endpoint, and give what is answered."""
    app = FastAPI()
    install_error_handlers(app)

    @app.get("/")
    async def fail() -> None:
        raise error

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get("/")
