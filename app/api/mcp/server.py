"""The MCP face of the application: every message of the protocol goes to one of the parts here.

Two revisions are served at one address. Since 2026-07-28 every request stands for itself, and what
changes comes in the answer to ``subscriptions/listen``. Before that a client opens a session, and
what changes comes in the answer to its GET; `docs/decisions/` says why there are sessions at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any, TypeVar

import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.caching import CacheHint
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.subscriptions import ListenHandler
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.api.caller import caller_of
from app.api.mcp.calling import ToolCalls
from app.api.mcp.changes import MOST_SUBSCRIBERS, Changes
from app.api.mcp.problems import problem_of, protocol_error
from app.api.mcp.prompts import PROMPTS, Prompts
from app.api.mcp.resources import Resources, templates
from app.api.mcp.sessions import SessionSubscriptions
from app.api.operations.backend import SOON_SECONDS, Backend
from app.api.writes import MCP_PATH
from app.slo.errors import NotYetEvaluated, SloMonitorError
from app.slo.snapshot import Snapshot
from app.telemetry import Telemetry

MOST_SESSIONS = 1000
SESSION_IDLE_SECONDS = 600.0
"""A client that is gone without a word leaves its session behind for so long."""

MOST_EVENTS_WAITING = 1000
"""A listener that is further behind is sent home; it asks anew and reads what it watches."""

OURS_IS_SMALLER = 2**62
"""The application's own limit stands before this one, and answers with a problem."""

CACHED_MS = 300_000
_SAME_FOR_ALL = CacheHint(CACHED_MS, "public")

INSTRUCTIONS = """\
SLO Monitor counts good and bad events from Prometheus and says whether SLOs hold. Values are \
exact, and null means that it is not known, never 0. Start with list_slos (state EXHAUSTED or \
AT_RISK) or list_alerts; check_slos says whether the budgets allow a release. Answers are short: \
`detail`, `limit` and `cursor` give more. An error begins with a code that stays the same."""

Result = TypeVar("Result")
Context = ServerRequestContext[Any, Any]


class McpFace:
    """Serves the protocol over HTTP while ``running`` lasts."""

    def __init__(self, backend: Backend, telemetry: Telemetry) -> None:
        self.changes = Changes(backend.service)
        self._calls = ToolCalls(backend, telemetry)
        self._resources = Resources(backend)
        self._prompts = Prompts(self._calls, self._resources)
        self._sessions = SessionSubscriptions(self.changes)
        self._manager: StreamableHTTPSessionManager | None = None
        self._listen = ListenHandler(
            self.changes,
            max_subscriptions=MOST_SUBSCRIBERS,
            max_buffered_events=MOST_EVENTS_WAITING,
        )
        self.route = Route(MCP_PATH, self, include_in_schema=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request.

        Raises:
            NotYetEvaluated: the service is only starting, or is ending.
        """
        scope["route"] = self.route
        if self._manager is None:
            raise NotYetEvaluated(SOON_SECONDS)
        caller = caller_of(scope)
        if caller is not None:
            # A session can be used only by whoever opened it.
            token = AccessToken(token="", client_id=caller.name, scopes=[])
            scope["user"] = AuthenticatedUser(token)
        await self._manager.handle_request(scope, receive, send)

    @asynccontextmanager
    async def running(
        self, listen: Callable[[Callable[[Snapshot], None]], None], closed: asyncio.Event
    ) -> AsyncIterator[None]:
        """Serve for as long as the context lasts; every stream ends when it is closed.

        ``listen`` lets somebody be told of every snapshot that is published.
        """
        listen(self.changes.published)
        started = asyncio.Event()
        serving = asyncio.create_task(self._serve(started, closed))
        looking = asyncio.create_task(self.changes.run())
        await started.wait()
        try:
            yield
        finally:
            looking.cancel()
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(serving, looking)

    async def _serve(self, started: asyncio.Event, closed: asyncio.Event) -> None:
        # In a task of its own: what the manager opens has to be closed in the same task.
        manager = StreamableHTTPSessionManager(
            self.server(),
            max_request_body_size=OURS_IS_SMALLER,
            session_idle_timeout=SESSION_IDLE_SECONDS,
            max_sessions=MOST_SESSIONS,
        )
        try:
            async with manager.run():
                self._manager = manager
                started.set()
                await closed.wait()
                self._calls.is_closing = True
        finally:
            self._manager = None
            self._listen.close()

    def server(self) -> Server[Any]:
        """Give the protocol's server, which tests talk to without HTTP."""
        server = Server[Any](
            "slo-monitor",
            version=version("slo-monitor"),
            title="SLO Monitor",
            instructions=INSTRUCTIONS,
            cache_hints={
                "tools/list": _SAME_FOR_ALL,
                "prompts/list": _SAME_FOR_ALL,
                "resources/templates/list": _SAME_FOR_ALL,
            },
            get_tool_input_schema=self._input_schema,
            on_list_tools=self._list_tools,
            on_call_tool=self._calls.call,
            on_list_resources=self._list_resources,
            on_list_resource_templates=_list_templates,
            on_read_resource=self._read_resource,
            on_subscribe_resource=self._subscribe,
            on_unsubscribe_resource=self._unsubscribe,
            on_subscriptions_listen=self._hear,
            on_list_prompts=_list_prompts,
            on_get_prompt=self._get_prompt,
            on_completion=self._complete,
        )
        server.add_request_handler("server/discover", types.RequestParams, self._discover)
        return server

    async def _discover(
        self, _context: Context, _params: types.RequestParams
    ) -> types.DiscoverResult:
        """Say what is offered; of lists, that of the resources alone ever changes."""
        resources = types.ResourcesCapability(subscribe=True, list_changed=True)
        return types.DiscoverResult(
            supported_versions=list(MODERN_PROTOCOL_VERSIONS),
            capabilities=types.ServerCapabilities(
                tools=types.ToolsCapability(),
                prompts=types.PromptsCapability(),
                resources=resources,
                completions=types.CompletionsCapability(),
            ),
            instructions=INSTRUCTIONS,
        )

    def _input_schema(self, tool: str) -> dict[str, Any] | None:
        row = self._calls.rows.get(tool)
        return None if row is None else row.told.input_schema

    async def _list_tools(
        self, _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[row.told for row in self._calls.rows.values()])

    async def _list_resources(
        self, _context: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return await _told(self._resources.listed(None if params is None else params.cursor))

    async def _read_resource(
        self, _context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        return await _told(self._resources.read(params.uri), uri=params.uri)

    async def _subscribe(
        self, context: Context, params: types.SubscribeRequestParams
    ) -> types.EmptyResult:
        await _told(self._resources.contents(params.uri))  # there is such an SLO
        return await _told(self._sessions.subscribe(context, params.uri))

    async def _unsubscribe(
        self, context: Context, params: types.UnsubscribeRequestParams
    ) -> types.EmptyResult:
        return await _told(self._sessions.unsubscribe(context, params.uri))

    async def _hear(
        self, context: Context, params: types.SubscriptionsListenRequestParams
    ) -> types.SubscriptionsListenResult:
        return await _told(self._heard(context, params))

    async def _heard(
        self, context: Context, params: types.SubscriptionsListenRequestParams
    ) -> types.SubscriptionsListenResult:
        self.changes.admit()
        with self.changes.watching(params.notifications.resource_subscriptions or ()):
            return await self._listen(context, params)

    async def _get_prompt(
        self, _context: Context, params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        return await _told(self._prompts.written(params.name, params.arguments or {}))

    async def _complete(
        self, _context: Context, params: types.CompleteRequestParams
    ) -> types.CompleteResult:
        return await _told(self._resources.completed(params))


async def _list_templates(
    _context: Context, _params: types.PaginatedRequestParams | None
) -> types.ListResourceTemplatesResult:
    return templates()


async def _list_prompts(
    _context: Context, _params: types.PaginatedRequestParams | None
) -> types.ListPromptsResult:
    return types.ListPromptsResult(prompts=list(PROMPTS))


async def _told(answer: Awaitable[Result], **about: str) -> Result:
    try:
        return await answer
    except (SloMonitorError, ValidationError) as error:
        raise protocol_error(problem_of(error), **about) from error
