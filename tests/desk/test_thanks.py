"""Only what is nothing but thanks counts as thanks."""

import pytest

from agentdesk.desk.thanks import judge

ONLY = (
    "Thanks!",
    "Thank you so much, Omar.\n\nBest regards\nAda Lovelace",
    "Perfect, that worked. Many thanks for your quick reply!",
    "Danke 🙂",
    "Hallo Omar,\n\nvielen Dank für die schnelle Hilfe!\n\nMit freundlichen Grüßen\nAda",
    "Merci beaucoup, bonne journée",
    "Muchas gracias, perfecto.",
    "Obrigada!",
    "Grazie mille, buona giornata",
    "Hartelijk dank voor de snelle reactie",
    "Dziękuję bardzo za pomoc",
    "Tack så mycket!",
    "Большое спасибо!",
    "Teşekkürler",
    "ありがとうございました",
    "THX",
)

NOT_ONLY = (
    "Thanks, but it still fails.",
    "Thank you. When will the refund arrive?",
    "Danke, aber die Rechnung stimmt noch nicht.",
    "Thanks for nothing",
    "No thanks",
    "Merci de me rappeler demain",
    "Thanks, see https://example.org/evil",
    "It works",
    "ok",
    "",
    "Please send the part to the new address, thank you",
    "Gracias por llamar al 5551234",
)


@pytest.mark.parametrize("text", ONLY)
def test_thanks_alone(text: str) -> None:
    assert judge(text, ("Ada Lovelace", "Omar")) == "only"


@pytest.mark.parametrize("text", NOT_ONLY)
def test_what_says_more_is_never_passed_over(text: str) -> None:
    assert judge(text, ("Ada Lovelace", "Omar")) != "only"


def test_a_short_text_that_thanks_and_asks_nothing_may_be_thanks() -> None:
    assert judge("Thanks, that was the paper tray then") == "maybe"
    assert judge("Thanks, " + "and one more thing " * 10) == "no"
    assert judge("Thanks, was that the tray?") == "no"


def test_a_name_that_nobody_here_has_is_not_passed_over() -> None:
    assert judge("Thanks, Bob") == "maybe"


def test_a_long_text_is_judged_quickly() -> None:
    assert judge("thank " * 100_000) == "no"
