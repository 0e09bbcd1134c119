"""What is found in definitions, as it travels."""

from __future__ import annotations

from itertools import chain, islice

from app.api.wire import validation as shape
from app.catalog.examining import Examined, Remark
from app.slo.errors import Finding


def validation_view(found: Examined, limit: int) -> shape.Validation:
    """Show what was found, errors first if there is too much of it."""
    everything = chain(map(_error, found.findings), map(_warning, found.remarks))
    told = list(islice(everything, limit))
    return shape.Validation(
        valid=not found.findings,
        findings=sorted(told, key=lambda one: (one.file, one.line, one.column or 0)),
        has_more=len(found.findings) + len(found.remarks) > limit,
        slos=list(found.names),
    )


def _error(finding: Finding) -> shape.Finding:
    return shape.Finding(
        file=finding.file,
        line=finding.line,
        column=finding.column,
        field=finding.field or None,
        severity=shape.FindingSeverity.ERROR,
        message=finding.message,
    )


def _warning(remark: Remark) -> shape.Finding:
    return shape.Finding(
        file=remark.file,
        line=remark.line,
        column=None,
        field=None,
        severity=shape.FindingSeverity.WARNING,
        message=remark.message,
    )
