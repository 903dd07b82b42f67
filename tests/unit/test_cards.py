"""Card numbers are masked, security codes removed, serial numbers left alone."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.domain.cards import is_card_number, mask

CARDS = {
    "4111 1111 1111 1111": "**** **** **** 1111",
    "4111111111111111": "************1111",
    "4111-1111-1111-1111": "****-****-****-1111",
    "4111 - 1111 - 1111 - 1111": "**** - **** - **** - 1111",
    "4111\u00a01111\u00a01111\u00a01111": "****\u00a0****\u00a0****\u00a01111",
    "5555555555554444": "************4444",
    "2223003122003222": "************3222",
    "3782 822463 10005": "**** ****** *0005",
    "30569309025904": "**********5904",
    "6011000990139424": "************9424",
    "3530111333300000": "************0000",
    "6200000000000005": "************0005",
    "4222222222222": "*********2222",
    "４１１１１１１１１１１１１１１１": "************１１１１",
}


def luhn_tail(digits: str) -> str:
    return next(digits + c for c in "0123456789" if luhn(digits + c))


def luhn(digits: str) -> bool:
    doubled = [int(d) for d in reversed(digits)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(doubled)) % 10 == 0


@pytest.mark.parametrize(("written", "masked"), CARDS.items())
def test_cards_keep_their_last_four(written: str, masked: str) -> None:
    result = mask(f"My card is {written}, thanks")
    assert result.text == f"My card is {masked}, thanks"
    assert (result.cards, result.codes) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "9111 1111 1111 1111",
        "IMEI 490154203237518",
        "IMEI: 49-015420-323751-8",
        "serial number: 4111111111111111",
        "S/N 4111111111111111",
        "Seriennummer 4111111111111111",
        "call +49 30 901820 or 030 12345",
        "order 123456789012",
        "41111111111111111111111111",
        "total 411,111,111,111,111.1",
        "",
    ],
)
def test_what_is_no_card_is_left_alone(text: str) -> None:
    assert mask(text).text == text


def test_a_typed_serial_field_is_exempt() -> None:
    assert mask("490154203237518").cards == 1
    assert mask("490154203237518", serial=True).text == "490154203237518"


@pytest.mark.parametrize(
    ("text", "masked", "codes"),
    [
        ("4111 1111 1111 1111 123", "**** **** **** 1111 [removed]", 1),
        ("4111111111111111 12/27 123", "************1111 12/27 [removed]", 1),
        ("4111111111111111, exp 12/2027, 123", "************1111, exp 12/2027, [removed]", 1),
        ("4111111111111111\n12/27\n123", "************1111\n12/27\n[removed]", 1),
        ("378282246310005 1234", "***********0005 [removed]", 1),
        ("4111111111111111 500 EUR", "************1111 500 EUR", 0),
        ("CVV: 123", "CVV: [removed]", 1),
        ("cvc 1234.", "cvc [removed].", 1),
        ("my security code is 987", "my security code is [removed]", 1),
        ("Prüfnummer lautet 321", "Prüfnummer lautet [removed]", 1),
        ("CVV 123 for 4111111111111111", "CVV [removed] for ************1111", 1),
        ("CVV 12345", "CVV 12345", 0),
        ("room 123", "room 123", 0),
    ],
)
def test_security_codes_are_removed(text: str, masked: str, codes: int) -> None:
    result = mask(text)
    assert result.text == masked
    assert result.codes == codes


def test_two_cards_beside_each_other() -> None:
    result = mask("4111111111111111 5555555555554444")
    assert result.text == "************1111 ************4444"
    assert result.cards == 2


def test_a_card_wrapped_by_the_mailer() -> None:
    assert mask("it is 4111 1111\n1111 1111 ok").text == "it is **** ****\n**** 1111 ok"
    assert mask("> 4111 1111 1111\n> 1111").text == "> **** **** ****\n> 1111"
    assert mask("1234\n5678\n9012\n").cards == 0


@given(st.integers(0, 10**14 - 1), st.sampled_from(("4", "51", "2221", "34", "6011")))
@settings(deadline=None)
def test_every_valid_number_is_found(number: int, prefix: str) -> None:
    digits = luhn_tail((prefix + f"{number:014d}")[:15])
    assert is_card_number(digits)
    assert mask(f"x {digits} y").text == f"x {'*' * 12}{digits[-4:]} y"


@given(st.text(st.sampled_from("0123456789 -\n>CVV:/"), max_size=200))
@settings(deadline=None)
def test_masking_twice_finds_nothing_new(text: str) -> None:
    once = mask(text)
    assert mask(once.text).cards == 0


@pytest.mark.parametrize(
    "text",
    ["4" * 300_000, "4 " * 150_000, "41 " * 100_000, "4111 " * 60_000, "4111\n" * 60_000,
     "CVV " * 75_000, "serial " * 40_000, "- " * 150_000],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 4


def test_a_tenth_of_random_digits_is_taken_at_most() -> None:
    rng = random.Random(7)
    numbers = [f"{rng.randrange(10**16):016d}" for _ in range(2000)]
    assert sum(mask(n).cards for n in numbers) < 0.1 * len(numbers)
