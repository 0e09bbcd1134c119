"""Which URLs may be called; nothing that only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plans.allowed import AllowList

LIST = AllowList(["https://hooks.example/deploys", "http://127.0.0.1:9000/"])


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example/deploys",
        "https://hooks.example/deploys/",
        "https://hooks.example/deploys/shop?token=x",
        "https://HOOKS.example:443/deploys/shop",
        "https://hooks.example./deploys",
        "http://127.0.0.1:9000",
        "http://127.0.0.1:9000/anything",
    ],
)
def test_a_url_at_or_below_a_listed_one_is_let_through(url: str) -> None:
    assert LIST.lets(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.evil/deploys",
        "https://hooks.example@evil.example/deploys",
        "https://evil.example/?https://hooks.example/deploys",
        "https://evil.example#https://hooks.example/deploys",
        "https://hooks.example/deployskeleton",
        "https://hooks.example/",
        "https://hooks.example/deploys/../admin",
        "https://hooks.example/deploys/%2e%2e/admin",
        "https://hooks.example/deploys/%2E./admin",
        "https://hooks.example/deploys/..%2fadmin",
        "https://hooks.example/deploys\\..\\admin",
        "https://hooks.example/Deploys",
        "http://hooks.example/deploys",
        "https://hooks.example:8443/deploys",
        "https://hooks.example:0/deploys",
        "https://hooks.example:x/deploys",
        "http://127.0.0.1:90000",
        "http://127.0.0.1",
        "http://127.0.0.1.evil:9000/",
        "http://[::1/",
        "//hooks.example/deploys",
        "file:///etc/passwd",
        "",
    ],
)
def test_what_only_looks_like_one_is_not(url: str) -> None:
    assert not LIST.lets(url)


@given(st.text(max_size=40))
def test_no_text_is_an_accident(text: str) -> None:
    AllowList(["https://a.example/b"]).lets(text)
    AllowList(["https://a.example/b"]).lets(f"https://a.example/b/{text}")


@given(st.text(st.characters(codec="ascii", exclude_characters="/?#"), max_size=20))
def test_no_host_that_goes_on_is_let_through(more: str) -> None:
    assert not AllowList(["https://a.example"]).lets(f"https://a.example{more}.evil.example/")


def test_an_empty_list_lets_nothing_through() -> None:
    assert not AllowList()
    assert not AllowList().lets("https://hooks.example/")


@pytest.mark.parametrize(
    "prefix",
    [
        "hooks.example",
        "ftp://hooks.example",
        "https://",
        "https://u:p@hooks.example",
        "https://hooks.example/?a=b",
        "https://hooks.example/a/../b",
        "https://[::1",
    ],
)
def test_a_prefix_that_means_nothing_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match=r"must be|Invalid"):
        AllowList([prefix])
