"""An incident's answer in several languages: one text each, and one for everybody else."""

from agentdesk.channels.incidents import fill, in_language, signed, texts_of
from agentdesk.domain.customer_views import LinkedCase

BOTH = "Dear {name},\nwe know.\n\n[de]\nGuten Tag {name},\nwir wissen es.\n[FR]\nBonjour"


def case(language: str) -> LinkedCase:
    """Return a linked case in a language."""
    return LinkedCase(7, 1, "new", None, "mail", "Ada", "Down", None, None, language)


def test_a_text_without_headings_is_one_for_all_and_stays_as_it_is() -> None:
    text = "Dear {name},\n\n[see below] we know.\n"
    assert texts_of(text) == {"": text}
    assert fill(text, case("de")) == "Dear Ada,\n\n[see below] we know.\n"


def test_each_case_gets_its_own_language_and_the_others_the_first() -> None:
    assert fill(BOTH, case("de")) == "Guten Tag Ada,\nwir wissen es."
    assert fill(BOTH, case("fr")) == "Bonjour"
    for language in ("en", "", "xx"):
        assert fill(BOTH, case(language)) == "Dear Ada,\nwe know."


def test_where_nothing_stands_before_the_first_heading_that_one_is_for_the_others() -> None:
    text = "[de]\nGuten Tag\n[en]\nHello"
    assert in_language(text, "ja") == "Guten Tag"
    assert in_language(text, "en") == "Hello"
    assert in_language("[de]\n\n[en]\nHello", "de") == "Hello"


def test_the_signature_under_the_last_text_stands_under_each() -> None:
    whole = signed(f"{BOTH}\n\nYours\nBilling", "Yours\nBilling\n")
    assert in_language(whole, "en") == "Dear {name},\nwe know.\n\nYours\nBilling"
    assert in_language(whole, "de") == "Guten Tag {name},\nwir wissen es.\n\nYours\nBilling"
    assert in_language(whole, "fr") == "Bonjour\n\nYours\nBilling"
    assert signed(whole, "Yours\nBilling") == whole
    assert signed("Hello\n\nYours", "Yours") == "Hello\n\nYours"
