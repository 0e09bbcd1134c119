"""Keys: tokens, entries, and the one read from the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keys import ANONYMOUS, Key, Scope, new_key, parse_key, parse_keys, prefix_of

DIGEST = "ab" * 32
names = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True).filter(
    lambda name: name != ANONYMOUS
)
keys = st.builds(
    Key,
    name=names,
    prefix=st.from_regex(r"[0-9a-f]{8}", fullmatch=True),
    scope=st.sampled_from(Scope),
    digest=st.binary(min_size=32, max_size=32),
)


@given(keys)
def test_an_entry_is_read_as_it_was_written(key: Key) -> None:
    assert parse_key(str(key)) == key


@given(
    st.lists(keys, min_size=1, max_size=5, unique_by=lambda key: key.prefix), st.sampled_from(",\n")
)
def test_an_entry_needs_no_quoting_in_a_list(several: list[Key], between: str) -> None:
    text = between.join(str(key) for key in several)
    assert parse_keys(text.split(between)) == tuple(several)


@given(st.text())
def test_what_is_no_entry_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(has|is) "):
        parse_key(text)


@given(names, st.sampled_from(Scope))
def test_a_new_token_belongs_to_its_key_only(name: str, scope: Scope) -> None:
    token, key = new_key(name, scope)
    other, other_key = new_key(name, scope)
    assert prefix_of(token) == key.prefix
    assert key.matches(token)
    assert not key.matches(other)
    assert not other_key.matches(token)


def test_a_token_holds_256_random_bits_behind_its_prefix() -> None:
    token, key = new_key("ci", Scope.READ)
    start, prefix, secret = token.split("_")
    assert (start, prefix, len(bytes.fromhex(secret))) == ("slom", key.prefix, 32)


def test_what_is_configured_tells_nothing_of_the_token() -> None:
    token, key = new_key("ci", Scope.READ)
    secret = token.rpartition("_")[2]
    assert secret not in str(key)
    assert secret not in repr(key)
    assert key.digest.hex() not in repr(key)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("", "has 1 of the 4 fields"),
        (f"ci:0011aaff:read:{DIGEST}:", "has 5 of the 4 fields"),
        (f"Ci:0011aaff:read:{DIGEST}", "no RFC 1123 label"),
        (f"-ci:0011aaff:read:{DIGEST}", "no RFC 1123 label"),
        (f"{'c' * 64}:0011aaff:read:{DIGEST}", "at most 63"),
        (f"loopback:0011aaff:read:{DIGEST}", "stands for whoever needs no key"),
        (f"ci:0011AAFF:read:{DIGEST}", "8 lower-case hex digits"),
        (f"ci:0011aaff:read+write:{DIGEST}", "neither read nor write"),
        (f"ci:0011aaff:READ:{DIGEST}", "neither read nor write"),
        (f"ci:0011aaff:read:{DIGEST}0", "not 64 lower-case hex digits"),
        (f"ci:0011aaff:read:{DIGEST}\n", "not 64 lower-case hex digits"),
        (f"slom_0011aaff_{DIGEST}", "is a token"),
    ],
)
def test_a_wrong_entry_is_told_what_is_wrong(entry: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as told:
        parse_key(entry)
    assert DIGEST not in str(told.value)


def test_a_wrong_entry_is_told_by_its_place_with_how_to_make_one() -> None:
    with pytest.raises(ValueError, match=r"entry 2 of 2 has 1 .*; make one with: slo-monitor key"):
        parse_keys([str(new_key("ci", Scope.READ)[1]), "correct-horse"])


def test_two_entries_with_one_prefix_are_refused() -> None:
    key = new_key("ci", Scope.READ)[1]
    with pytest.raises(ValueError, match=f"two entries have the prefix {key.prefix}"):
        parse_keys([str(key), str(key)])


def test_keys_may_share_a_name_while_one_replaces_the_other() -> None:
    old, new = new_key("ci", Scope.READ)[1], new_key("ci", Scope.WRITE)[1]
    assert parse_keys([str(old), str(new)]) == (old, new)


@pytest.mark.parametrize("token", ["", "slom_0011aaff", f"slom_0011aaff_{DIGEST}\n"])
def test_a_text_that_is_no_token_has_no_key(token: str) -> None:
    assert prefix_of(token) is None
    with pytest.raises(ValueError, match="a token is slom_"):
        Key.of_token("ci", Scope.READ, token)
