"""Who may look at the board in a browser: token, host and origin, judged from headers alone."""

import hmac
from typing import Any

import pytest

from agentdesk.tui.web.guard import (
    NO_HOST,
    NO_ORIGIN,
    NO_TOKEN,
    Guard,
    is_loopback,
    new_token,
    origin_of,
)

HERE = {"Host": "127.0.0.1:8765"}


@pytest.fixture
def guard() -> Guard:
    return Guard("right", "127.0.0.1", 8765)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"]
)
def test_this_machine_by_its_own_names(guard: Guard, host: str) -> None:
    assert guard.refusal({"Host": host}, "right", None, socket=False) == ""


@pytest.mark.parametrize(
    "host",
    ["evil.example:8765", "127.0.0.1", "127.0.0.1:80", "", "127.0.0.1:8765.evil.example", "[::1]"],
)
def test_a_stranger_s_name_that_points_here_is_refused(guard: Guard, host: str) -> None:
    assert guard.refusal({"Host": host}, "right", "right", socket=False) == NO_HOST


@pytest.mark.parametrize(
    ("given", "kept", "let_in"),
    [
        ("right", None, True),
        (None, "right", True),
        ("right", "stale", True),
        ("wrong", "right", False),
        ("", "right", False),
        (None, "wrong", False),
        (None, None, False),
        ("right ", None, False),
        ("\udce9", None, False),
    ],
)
def test_only_the_right_token_lets_in(
    guard: Guard, given: str | None, kept: str | None, let_in: bool
) -> None:
    assert guard.refusal(HERE, given, kept, socket=False) == ("" if let_in else NO_TOKEN)


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://127.0.0.1:8765", True),
        ("http://localhost:8765", True),
        ("https://127.0.0.1:8765", False),
        ("http://127.0.0.1:8766", False),
        ("http://evil.example", False),
        ("null", False),
        (None, False),
    ],
)
def test_a_websocket_comes_from_our_own_page(
    guard: Guard, origin: str | None, let_in: bool
) -> None:
    sent = HERE if origin is None else {**HERE, "Origin": origin}
    assert guard.refusal(sent, None, "right", socket=True) == ("" if let_in else NO_ORIGIN)


def test_tokens_are_compared_in_constant_time(
    guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[Any, Any]] = []
    real = hmac.compare_digest

    def noticed(a: Any, b: Any) -> bool:
        compared.append((a, b))
        return real(a, b)

    monkeypatch.setattr(hmac, "compare_digest", noticed)
    guard.refusal(HERE, "wrong", None, socket=False)
    assert compared == [(b"wrong", b"right")]


def test_tokens_are_long_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 43


def test_behind_a_proxy_its_name_counts_too() -> None:
    guard = Guard("right", "127.0.0.1", 8765, "https://board.example.com")
    assert guard.is_secure
    assert guard.address == "https://board.example.com/?token=right"
    sent = {"Host": "board.example.com", "Origin": "https://board.example.com"}
    assert guard.refusal(sent, None, "right", socket=True) == ""
    assert guard.refusal({**sent, "Origin": "http://x"}, None, "right", socket=True) == NO_ORIGIN


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("board.example.com", False),
        ("localhost.example.com", False),
        ("", False),
    ],
)
def test_what_is_this_machine_alone(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://board.example.com", "https://board.example.com"),
        ("https://board.example.com/", "https://board.example.com"),
        ("https://board.example.com:443", "https://board.example.com"),
        ("http://Board.example.com:8080", "http://board.example.com:8080"),
        ("https://board.example.com/deep", None),
        ("https://user@board.example.com", None),
        ("board.example.com", None),
        ("ftp://board.example.com", None),
        ("https://board.example.com:no", None),
        ("https://[", None),
    ],
)
def test_the_origin_of_an_address(address: str, origin: str | None) -> None:
    assert origin_of(address) == origin
