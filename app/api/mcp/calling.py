"""Calls tools: reads the arguments, asks the operation, and turns away who may not write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mcp.server import ServerRequestContext
from mcp_types import CallToolRequestParams, CallToolResult
from starlette.requests import Request

from app.api.caller import caller_of
from app.api.counting import leave_untimed
from app.api.mcp.following import Following
from app.api.mcp.forms import Form
from app.api.mcp.problems import problem_of, protocol_error, refuse_unread, tool_error
from app.api.mcp.telling import Document, brief_document, fitted, tool_answer, whole_document
from app.api.mcp.tools import Reading, ToolRow, route_of, tool_rows
from app.api.operations.asking import Answer, Asking, Made
from app.api.operations.backend import Backend
from app.api.operations.operation import Operation
from app.api.operations.table import OPERATIONS
from app.api.refusals import Refused
from app.api.writes import CANCELLED, record_write, refuse_write
from app.slo.errors import InvalidQuestion
from app.telemetry import Telemetry

Context = ServerRequestContext[Any, Any]
Ask = Callable[[Any], Awaitable[Answer]]


class ToolCalls:
    """Carries out what tools are called for."""

    def __init__(
        self,
        backend: Backend,
        telemetry: Telemetry,
        operations: tuple[Operation, ...] = OPERATIONS,
    ) -> None:
        self._backend = backend
        self._telemetry = telemetry
        self._operations = {each.name: each for each in operations}
        self.rows = tool_rows(operations)
        self.is_closing = False

    async def call(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        """Answer a call with what the operation says, or with the problem.

        Raises:
            MCPError: there is no such tool.
        """
        row = self.rows.get(params.name)
        if row is None:
            error = InvalidQuestion("name", f"there is no tool {params.name!r}")
            raise protocol_error(problem_of(error))
        try:
            fields = await self._carried_out(row, context, row.read(params.arguments))
        except Exception as error:  # noqa: BLE001  # the call's boundary; it is logged there
            return tool_error(problem_of(error))
        return tool_answer(fields, row.form)

    async def briefly(self, tool: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
        """Give what a tool that reads would tell, for a prompt to stand on.

        Raises:
            SloMonitorError: the operation says why not.
        """
        row = self.rows[tool]
        ask = self._asker(row.operation, Asking(None))
        return await _document(row.form, ask, row.read(arguments))

    async def _carried_out(
        self, row: ToolRow, context: Context, reading: Reading
    ) -> dict[str, Any]:
        with self._asking(row.operation, reading.question, context.request) as asking:
            ask = self._asker(row.operation, asking)
            if row.form.follow is None:
                return await _document(row.form, ask, reading)
            begun = await ask(reading.question)
        following = self._following(row, context)
        return await _document(row.form, lambda _: following.to_the_end(begun), reading)

    def _asker(self, operation: Operation, asking: Asking) -> Ask:
        answer_to = operation.answer
        assert answer_to is not None  # noqa: S101  # no tool is a stream

        def ask(question: Any) -> Awaitable[Answer]:  # noqa: ANN401  # of any operation
            return answer_to(self._backend, asking, question)

        return ask

    def _following(self, row: ToolRow, context: Context) -> Following:
        listen = self._operations[row.form.follow or ""].turns
        cancel = self._operations[row.form.cancel]
        assert listen is not None  # noqa: S101  # it is what can be listened to

        async def end(question: Any) -> None:  # noqa: ANN401  # of any operation
            if not self.is_closing:  # what goes on then is interrupted, and nobody's wish
                with self._asking(cancel, question, context.request) as asking:
                    await self._asker(cancel, asking)(question)

        return Following(
            lambda question: listen(self._backend, Asking(None), question),
            end,
            context.session.report_progress,
        )

    @contextmanager
    def _asking(
        self,
        operation: Operation,
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
        asking = Asking(caller_of(scope))
        if not operation.writes(question):
            yield asking
            return
        leave_untimed(request)
        status = CANCELLED
        try:
            refuse_write(scope)
            yield asking
            status = 200
        except Exception as error:
            status = problem_of(error).kind.status
            if isinstance(error, Refused):
                self._telemetry.record_refusal(error.refusal.reason)
            raise
        finally:
            status = 200 if asking.written and status == CANCELLED else status
            record_write(self._telemetry, scope, route_of(operation), status, asking.written)


async def _document(form: Form, ask: Ask, reading: Reading) -> dict[str, Any]:
    def write(made: Made) -> Document:
        refuse_unread(made)
        return whole_document(made, form) if reading.is_whole else brief_document(made, form)

    async def asked(question: Any) -> Document:  # noqa: ANN401  # of any operation
        return await (await ask(question)).written(write)

    if reading.is_whole or reading.has_limit:
        return (await asked(reading.question)).fields
    return await fitted(asked, form, reading.question)
