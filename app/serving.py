"""The HTTP server around the application."""

from __future__ import annotations

import socket

import uvicorn

from app.news import News


class Server(uvicorn.Server):
    """Sends listeners home when it is to end: it waits for every open request."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self._news = news

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let listeners go, and then wait for whoever is being answered."""
        self._news.close()
        await super().shutdown(sockets)
