"""The table of operations names what every face has, and leaves nothing out."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute

from app.api.app import ROUTERS
from app.api.operations.operation import Absent, Operation, Route
from app.api.operations.table import HTTP_ONLY, OPERATIONS
from app.api.writes import READS_BY_POST, is_write

every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)


def served() -> set[Route]:
    routes = [each for router in ROUTERS for each in router.routes if isinstance(each, APIRoute)]
    return {Route(method, each.path) for each in routes for method in each.methods or ()}


def test_every_route_is_in_the_table_or_said_to_be_of_http_alone() -> None:
    listed = [
        route for each in OPERATIONS if not isinstance(each.rest, Absent) for route in each.rest
    ]
    assert len(listed) == len(set(listed))
    assert {*listed, *HTTP_ONLY} == served()
    assert not {*listed} & {*HTTP_ONLY}


def test_names_stand_for_one_operation_each() -> None:
    for names in (
        [each.name for each in OPERATIONS],
        [each.tool for each in OPERATIONS if isinstance(each.tool, str)],
    ):
        assert len(names) == len(set(names))


@every_operation
def test_an_operation_has_the_name_of_its_function_and_answers_or_tells(
    operation: Operation,
) -> None:
    carried_out = operation.answer or operation.turns
    assert (operation.answer is None) != (operation.turns is None)
    assert getattr(carried_out, "__name__", "") == operation.name


@every_operation
def test_what_a_face_has_not_is_said_in_a_sentence(operation: Operation) -> None:
    for face in (operation.rest, operation.method, operation.tool):
        if isinstance(face, Absent):
            assert face.why.endswith(".")


@every_operation
def test_rest_asks_for_the_same_scope_as_the_table(operation: Operation) -> None:
    if isinstance(operation.rest, Absent):
        return
    for route in operation.rest:
        may = is_write(*route) or tuple(route) in READS_BY_POST
        assert may == (route.method != "GET")
        assert not is_write(*route) or operation.writes(None)
