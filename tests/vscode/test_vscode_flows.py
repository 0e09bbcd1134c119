"""What people do with the extension, in a real editor over a real service."""

from __future__ import annotations

import pytest

from tests.e2e.demo import Demo
from tests.vscode.code_server import CodeServer, require_editor
from tests.vscode.flows import play

pytestmark = [pytest.mark.e2e, pytest.mark.prometheus]
require_editor()


def played(flow: str, editor: CodeServer, shop: Demo) -> None:
    """Play a flow in an editor that knows the service's address."""
    service = shop.settings.service_url
    known = {"sloMonitor.address": service}
    play(flow, editor, shop.settings.definitions, settings=known, service=service)


def test_an_address_is_asked_for_and_kept(editor: CodeServer, shop: Demo) -> None:
    service = shop.settings.service_url
    play("connect", editor, shop.settings.definitions, settings={}, service=service)


def test_the_tree_shows_how_things_stand_and_follows_them(editor: CodeServer, shop: Demo) -> None:
    played("tree", editor, shop)


def test_a_page_has_charts_that_keys_walk_through(editor: CodeServer, shop: Demo) -> None:
    played("page", editor, shop)


def test_a_definition_file_is_helped_with(editor: CodeServer, shop: Demo) -> None:
    played("definitions", editor, shop)


def test_checks_tell_their_verdict(editor: CodeServer, shop: Demo) -> None:
    played("check", editor, shop)


def test_a_plan_runs_to_a_pass(editor: CodeServer, shop: Demo) -> None:
    played("plan-passes", editor, shop)


def test_a_plan_runs_to_a_fail(editor: CodeServer, shop: Demo) -> None:
    played("plan-fails", editor, shop)


def test_a_run_is_cancelled(editor: CodeServer, shop: Demo) -> None:
    played("plan-cancelled", editor, shop)
