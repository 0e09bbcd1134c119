"""The verdicts that reports are tested with have the form of those that are answered."""

from __future__ import annotations

import pytest

from app.api.wire.verdict import Result, Verdict
from tests.gate.verdicts import EVERY_VERDICT


@pytest.mark.parametrize("name", EVERY_VERDICT)
def test_an_example_has_every_field_of_the_contract_and_no_other(name: str) -> None:
    verdict = EVERY_VERDICT[name]
    assert list(verdict) == list(Verdict.model_fields)
    assert all(set(result) == Result.model_fields.keys() for result in verdict["results"])
