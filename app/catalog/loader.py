"""A file or a folder of definition files → a catalog, whole or not at all.

Refuses to know Prometheus: what only it can tell is found when an SLO is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, islice
from operator import attrgetter
from pathlib import Path

from pydantic import ValidationError

from app.catalog.complaints import MAX_FINDINGS, complaints
from app.catalog.document import Document
from app.catalog.files import (
    DefinitionFile,
    Unusable,
    content_of,
    definition_files,
    fingerprint,
)
from app.catalog.plans import Unrunnable, faults_of
from app.catalog.positions import FieldPath, Page
from app.catalog.reading import read
from app.catalog.wording import did_you_mean, shown
from app.slo.definition import Slo
from app.slo.errors import Finding, InvalidDefinition
from app.slo.exclusion import Exclusion
from app.slo.plan import Plan, Step

__all__ = ["Catalog", "examine", "fingerprint", "load", "parse"]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All definitions in force and all plans, in order of name, and the times that are left out.

    ``digest`` identifies the names and contents of the ``files`` that they came from.
    """

    slos: tuple[Slo, ...]
    digest: str
    files: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]
    plans: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a file, and where it stands."""

    name: str
    page: Page
    path: FieldPath


@dataclass(frozen=True, slots=True)
class _Draft:
    """What one file yields: definitions only if nothing is wrong with it.

    ``names`` are of its SLOs, ``plan_names`` of its plans; ``mentions`` are names of SLOs that
    exclusions and plans are about.
    """

    slos: tuple[Slo, ...]
    findings: tuple[Finding, ...]
    names: tuple[_Named, ...]
    plan_names: tuple[_Named, ...] = ()
    mentions: tuple[_Named, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    plans: tuple[Plan, ...] = ()


def _anywhere(_step: Step) -> None:
    """Take it that a step can be carried out."""


def load(path: Path, unrunnable: Unrunnable = _anywhere) -> Catalog:
    """Load the definition file, or every definition file below the folder.

    A plan with a step that is ``unrunnable`` here is refused.

    Raises:
        InvalidDefinition: anything is wrong with any of the files, or there is none; carries all
            findings of all files.
    """
    try:
        files = definition_files(path)
    except Unusable as error:
        raise InvalidDefinition([error.finding]) from None
    digest = hashlib.sha256()
    drafts = [_draft_of_file(file, digest.update, unrunnable) for file in files]
    findings = _findings_of_catalog(drafts)
    if findings:
        raise InvalidDefinition(findings)
    slos = sorted((slo for draft in drafts for slo in draft.slos), key=lambda slo: slo.name)
    exclusions = tuple(exclusion for draft in drafts for exclusion in draft.exclusions)
    plans = sorted((plan for draft in drafts for plan in draft.plans), key=attrgetter("name"))
    names = tuple(file.name for file in files)
    return Catalog(tuple(slos), digest.hexdigest(), names, exclusions, tuple(plans))


def examine(pages: Sequence[Page]) -> tuple[tuple[Slo, ...], tuple[Finding, ...]]:
    """Take files that were read, in order of name, as ``load`` would.

    The SLOs are those of the files with which nothing is wrong; a catalog is made of all or none.
    """
    drafts = [_draft_of(page, _anywhere) for page in pages]
    findings = _findings_of_catalog(drafts)
    wrong = {finding.file for finding in findings}
    right = (draft for page, draft in zip(pages, drafts, strict=True) if page.file not in wrong)
    return tuple(slo for draft in right for slo in draft.slos), findings


def parse(text: str, file: str) -> tuple[tuple[Slo, ...], tuple[Finding, ...]]:
    """Read the text of one definition file; there are SLOs only where there are no findings."""
    draft = _draft(text, file, _anywhere)
    findings = _all_findings([draft])
    return (() if findings else draft.slos), findings


def _draft_of_file(
    file: DefinitionFile, digest: Callable[[bytes], None], unrunnable: Unrunnable
) -> _Draft:
    """Read a file; what goes into the digest cannot be cut into names and contents differently."""
    try:
        content = content_of(file)
    except Unusable as error:
        return _Draft((), (error.finding,), ())
    for part in (file.name.encode(), content):
        digest(len(part).to_bytes(8, "big") + part)
    try:
        return _draft(content.decode("utf-8-sig"), file.name, unrunnable)
    except UnicodeDecodeError as error:
        return _Draft((), (_not_utf8(content, error, file.name),), ())


def _not_utf8(content: bytes, error: UnicodeDecodeError, file: str) -> Finding:
    before = content[: error.start]
    line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
    message = f"the file must be UTF-8 text, found the byte 0x{content[error.start]:02X}"
    return Finding(file, line, column, "", f"{message}; save it as UTF-8")


def _draft(text: str, file: str, unrunnable: Unrunnable) -> _Draft:
    return _draft_of(read(text, file), unrunnable)


def _draft_of(page: Page, unrunnable: Unrunnable) -> _Draft:
    found = _Draft(
        (),
        tuple(page.findings),
        names=_named(page, _NAMES),
        plan_names=_named(page, _PLAN_NAMES),
        mentions=_named(page, _MENTIONS),
    )
    if page.data is None:
        return found
    try:
        document = Document.model_validate(page.data)
    except ValidationError as error:
        return replace(found, findings=(*page.findings, *complaints(error, page)))
    slos = document.to_slos(page.file, _lines(page, "slos", len(document.slos)))
    lines = _lines(page, "exclusions", len(document.exclusions))
    plans = document.to_plans(page.file, _lines(page, "plans", len(document.plans)))
    wrong = chain(document.faults(slos), faults_of(plans, unrunnable))
    return replace(
        found,
        slos=slos,
        findings=(*page.findings, *(_fault(path, fault, page) for path, fault in wrong)),
        exclusions=document.to_exclusions(page.file, lines),
        plans=plans,
    )


def _lines(page: Page, field: str, count: int) -> list[int]:
    return [page.place_of((field, index)).line for index in range(count)]


def _fault(path: FieldPath, fault: str, page: Page) -> Finding:
    """Point at the key of what is wrong as a whole."""
    return page.finding(page.keys.get(path, page.place_of(path)), path, f"{path[-1]} {fault}")


def _named(page: Page, places: Container[FieldPath]) -> tuple[_Named, ...]:
    """Find names in a file that may be invalid otherwise, where they stand in such ``places``."""
    return tuple(
        _Named(text, page, path) for path, text in page.texts.items() if _place(path) in places
    )


def _place(path: FieldPath) -> FieldPath:
    """Leave out which of several entries is meant."""
    return tuple(step for step in path if isinstance(step, str))


_NAMES = {("slos", "name")}
_PLAN_NAMES = {("plans", "name")}
_MENTIONS = {("exclusions", "slos"), ("plans", "steps", "check", "slos")}


def _findings_of_catalog(drafts: Sequence[_Draft]) -> tuple[Finding, ...]:
    return _all_findings(drafts, *_unknown(drafts))


def _unknown(drafts: Sequence[_Draft]) -> Iterator[Finding]:
    """Find exclusions and checks of SLOs that there are not."""
    names = {named.name for draft in drafts for named in draft.names}
    known = sorted(names)[:MAX_FINDINGS]
    for draft in drafts:
        unknown = (mention for mention in draft.mentions if _name_in(mention) not in names)
        for mention in islice(unknown, MAX_FINDINGS):  # guessing what was meant takes time
            place = mention.page.place_of(mention.path)
            hint = did_you_mean(mention.name, known)
            text = f"no SLO of the catalog has the name {shown(mention.name)}; {hint}"
            yield mention.page.finding(place, mention.path, text)


def _name_in(mention: _Named) -> str:
    """Give the name of the definition; a plan may name one group of it, by its id."""
    return mention.name.partition(".")[0] if mention.path[0] == "plans" else mention.name


def _all_findings(drafts: Sequence[_Draft], *more: Finding) -> tuple[Finding, ...]:
    """Put the findings of all files together, in order of file and position."""
    twice = [_duplicates(chain.from_iterable(map(names, drafts))) for names in _SETS_OF_NAMES]
    found = [*chain(*twice), *more, *(f for draft in drafts for f in draft.findings)]
    by_file = groupby(sorted(found, key=_position), key=attrgetter("file"))
    return tuple(finding for _, of_file in by_file for finding in islice(of_file, MAX_FINDINGS))


_SETS_OF_NAMES = (attrgetter("names"), attrgetter("plan_names"))
"""A plan may be called as an SLO is."""


def _duplicates(names: Iterable[_Named]) -> Iterator[Finding]:
    first: dict[str, _Named] = {}
    for named in names:
        earlier = first.setdefault(named.name, named)
        if earlier is not named:
            yield _duplicate(named, earlier)


def _duplicate(named: _Named, earlier: _Named) -> Finding:
    place = f"{earlier.page.file}:{earlier.page.place_of(earlier.path).line}"
    return named.page.finding(
        named.page.place_of(named.path),
        named.path,
        f"name must be unique in the catalog, {shown(named.name)} is also at {place}; rename one",
    )


def _position(finding: Finding) -> tuple[str, int, int]:
    return finding.file, finding.line, finding.column
