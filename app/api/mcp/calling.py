"""Calls tools: reads the arguments, asks the operation, and turns away who may not write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mcp import MCPError
from mcp.server import ServerRequestContext
from mcp_types import INVALID_PARAMS, CallToolRequestParams, CallToolResult
from starlette.requests import Request

from app.api.caller import caller_of
from app.api.counting import leave_untimed
from app.api.mcp.problems import problem_of, refuse_unread, tool_error
from app.api.mcp.telling import Document, brief_document, fitted, tool_answer, whole_document
from app.api.mcp.tools import ToolRow, tool_rows
from app.api.operations.asking import Asking, Made
from app.api.operations.backend import Backend
from app.api.refusals import Refused
from app.api.writes import CANCELLED, MCP_PATH, record_write, refuse_write
from app.telemetry import Telemetry

Context = ServerRequestContext[Any, Any]


class ToolCalls:
    """Carries out what tools are called for."""

    def __init__(self, backend: Backend, telemetry: Telemetry) -> None:
        self._backend = backend
        self._telemetry = telemetry
        self.rows = tool_rows()

    async def call(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        """Answer a call with what the operation says, or with the problem.

        Raises:
            MCPError: there is no such tool.
        """
        row = self.rows.get(params.name)
        if row is None:
            raise MCPError(INVALID_PARAMS, f"UNKNOWN_TOOL: there is no tool {params.name!r}")
        try:
            question, is_whole = row.read(params.arguments)
            request = context.request
            with self._asking(row, question, request) as asking:
                fields = await self._answered(row, asking, question, is_whole=is_whole)
        except Exception as error:  # noqa: BLE001  # the call's boundary; it is logged there
            return tool_error(problem_of(error))
        return tool_answer(fields, row.form)

    async def briefly(self, tool: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
        """Give what a tool that reads would tell, for a prompt to stand on.

        Raises:
            SloMonitorError: the operation says why not.
        """
        row = self.rows[tool]
        question, _ = row.read(arguments)
        return await self._answered(row, Asking(None), question, is_whole=False)

    async def _answered(
        self,
        row: ToolRow,
        asking: Asking,
        question: Any,  # noqa: ANN401  # of any operation
        *,
        is_whole: bool,
    ) -> dict[str, Any]:
        form, answer_to = row.form, row.operation.answer
        assert answer_to is not None  # noqa: S101  # no tool is a stream

        def write(made: Made) -> Document:
            refuse_unread(made)
            return whole_document(made) if is_whole else brief_document(made, form)

        async def ask(question: Any) -> Document:  # noqa: ANN401  # as above
            answer = await answer_to(self._backend, asking, question)
            return await answer.written(write)

        if is_whole:
            return (await ask(question)).fields
        return await fitted(ask, form, question)

    @contextmanager
    def _asking(
        self,
        row: ToolRow,
        question: Any,  # noqa: ANN401  # of any operation
        request: Request | None,
    ) -> Iterator[Asking]:
        """Say who asks; a write is refused to who may not, and recorded, whatever comes of it.

        It is recorded here and not where REST's writes are: the HTTP request may be answered, or
        gone, while the call goes on.
        """
        if request is None:
            yield Asking(None)
            return
        scope = request.scope
        asking = Asking(caller_of(scope), written=scope["state"].setdefault("written", []))
        if not row.operation.writes(question):
            yield asking
            return
        leave_untimed(request)
        status: int | None = None
        try:
            refuse_write(scope)
            yield asking
        except Refused as refused:
            self._telemetry.record_refusal(refused.refusal.reason)
            status = refused.refusal.status
            raise
        except Exception as error:
            status = problem_of(error).kind.status
            raise
        except BaseException:
            status = None if asking.written else CANCELLED
            raise
        finally:
            record_write(self._telemetry, scope, MCP_PATH, status or 200)
