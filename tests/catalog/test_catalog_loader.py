from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.catalog.loader import fingerprint, load
from app.slo.errors import Finding, InvalidDefinition


def _definition(name: str, objective: str = "99%") -> str:
    return (
        "version: 1\nservice: shop\nslos:\n"
        f"  - {{name: {name}, objective: {objective}, period: 30d,"
        " indicator: {ratio: {good: good_total, total: all_total}}}\n"
    )


def _write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        folder.joinpath(f"{name}.yaml").write_text(text)


def _refused(path: Path) -> tuple[Finding, ...]:
    with pytest.raises(InvalidDefinition) as refusal:
        load(path)
    return refusal.value.findings


def _only(path: Path) -> Finding:
    (finding,) = _refused(path)
    return finding


def test_a_file_is_loaded_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(_definition("a"))
    catalog = load(path)
    assert catalog.files == ("shop.yaml",)
    assert [(slo.name, slo.origin.file, slo.origin.line) for slo in catalog.slos] == [
        ("a", "shop.yaml", 4)
    ]


def test_a_folder_is_loaded_with_what_is_below_it_in_order_of_name(tmp_path: Path) -> None:
    (tmp_path / "team" / "deep").mkdir(parents=True)
    _write(tmp_path, z=_definition("m"))
    (tmp_path / "team" / "a.yml").write_text(_definition("z"))
    (tmp_path / "team" / "deep" / "b.yaml").write_text(_definition("a"))
    (tmp_path / "notes.txt").write_text("not a definition")
    catalog = load(tmp_path)
    assert catalog.files == ("team/a.yml", "team/deep/b.yaml", "z.yaml")
    assert [slo.name for slo in catalog.slos] == ["a", "m", "z"]
    assert catalog.slos[0].origin.file == "team/deep/b.yaml"


def test_the_mount_of_a_configmap_is_read_once(tmp_path: Path) -> None:
    version = tmp_path / "..2026_11_22"
    version.mkdir()
    _write(version, shop=_definition("a"))
    (tmp_path / "..data").symlink_to(version.name)
    (tmp_path / "shop.yaml").symlink_to("..data/shop.yaml")
    (tmp_path / ".draft.yaml").write_text("broken: [")
    assert load(tmp_path).files == ("shop.yaml",)


def test_a_link_to_the_folder_itself_is_followed_and_a_loop_is_not(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    _write(tmp_path / "real", shop=_definition("a"))
    (tmp_path / "real" / "loop").symlink_to(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    assert load(tmp_path / "link").files == ("shop.yaml",)


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + _definition("a").encode())
    assert len(load(tmp_path).slos) == 1


def test_one_broken_file_refuses_all_and_every_finding_is_told(tmp_path: Path) -> None:
    _write(
        tmp_path,
        a=_definition("a"),
        b=_definition("b", objective="100%"),
        c="version: 1\n\tx",
        d=_definition("B"),
    )
    findings = _refused(tmp_path)
    assert [(f.file, f.line, f.field) for f in findings] == [
        ("b.yaml", 4, "slos[0].objective"),
        ("c.yaml", 2, ""),
        ("d.yaml", 4, "slos[0].name"),
    ]
    assert "got 100%" in findings[0].message


def test_a_name_in_two_files_names_both_places(tmp_path: Path) -> None:
    _write(tmp_path, a=_definition("x"), b=_definition("x"))
    finding = _only(tmp_path)
    assert (finding.file, finding.line, finding.column) == ("b.yaml", 4, 12)
    assert finding.field == "slos[0].name"
    assert "x is also at a.yaml:4; rename one" in finding.message


def test_a_second_use_of_a_name_is_found_in_a_file_that_is_wrong_otherwise(tmp_path: Path) -> None:
    _write(tmp_path, a=_definition("x", objective="0%"), b=_definition("x"))
    assert [(f.file, f.field) for f in _refused(tmp_path)] == [
        ("a.yaml", "slos[0].objective"),
        ("b.yaml", "slos[0].name"),
    ]


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    finding = _only(tmp_path / "missing")
    assert finding.file == str(tmp_path / "missing")
    assert "there are no definitions here: No such file or directory" in finding.message


def test_a_folder_without_definitions_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    finding = _only(tmp_path)
    assert finding.file == str(tmp_path)
    assert "put a file into it whose name ends in .yaml" in finding.message


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, a=_definition("a"))
    (tmp_path / "b.yaml").symlink_to("gone.yaml")
    finding = _only(tmp_path)
    assert finding.file == "b.yaml"
    assert "the file cannot be read: No such file" in finding.message


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert "no regular file" in _only(tmp_path).message


def test_a_file_of_ten_megabytes_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    with (tmp_path / "a.yaml").open("wb") as file:
        file.truncate(10_000_000)
    finding = _only(tmp_path)
    assert (finding.file, finding.line, finding.column) == ("a.yaml", 1, 1)
    assert "must not be larger than 1,048,576 bytes" in finding.message


def test_a_file_that_is_not_utf8_is_refused_where_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"version: 1\nservice: caf\xe9\n")
    finding = _only(tmp_path)
    assert (finding.file, finding.line, finding.column) == ("a.yaml", 2, 13)
    assert "found the byte 0xE9; save it as UTF-8" in finding.message


def test_a_file_name_of_odd_bytes_can_be_reported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.yaml")).write_text(_definition("a", "0%"))
    assert _only(tmp_path).file == "\ufffd.yaml"


def test_a_digest_follows_names_and_contents_only(tmp_path: Path) -> None:
    for folder in ("a", "b", "c", "d"):
        (tmp_path / folder).mkdir()
    _write(tmp_path / "a", x=_definition("x"))
    _write(tmp_path / "b", x=_definition("x"))
    _write(tmp_path / "c", y=_definition("x"))
    _write(tmp_path / "d", x=_definition("x") + "# said differently\n")
    a, b, c, d = (load(tmp_path / folder).digest for folder in ("a", "b", "c", "d"))
    assert a == b
    assert len({a, c, d}) == 3


def test_a_fingerprint_stays_until_something_changes(tmp_path: Path) -> None:
    _write(tmp_path, a=_definition("a"))
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    os.utime(tmp_path / "a.yaml", ns=(1, 1))
    touched = fingerprint(tmp_path)
    _write(tmp_path, b=_definition("b"))
    assert len({before, touched, fingerprint(tmp_path)}) == 3


def test_a_fingerprint_changes_when_a_mount_is_exchanged(tmp_path: Path) -> None:
    for age, version in enumerate(("..1", "..2")):
        (tmp_path / version).mkdir()
        _write(tmp_path / version, shop=_definition("a"))
        os.utime(tmp_path / version / "shop.yaml", ns=(age, age))
    (tmp_path / "..data").symlink_to("..1")
    (tmp_path / "shop.yaml").symlink_to("..data/shop.yaml")
    before = fingerprint(tmp_path)
    (tmp_path / "..data").unlink()
    (tmp_path / "..data").symlink_to("..2")
    assert fingerprint(tmp_path) != before


def test_a_fingerprint_of_what_cannot_be_read_is_stable_too(tmp_path: Path) -> None:
    missing = fingerprint(tmp_path / "missing")
    assert missing == fingerprint(tmp_path / "missing")
    (tmp_path / "a.yaml").symlink_to("gone")
    assert fingerprint(tmp_path) not in {missing, fingerprint(tmp_path / "a.yaml" / "x")}
