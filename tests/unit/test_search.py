"""What a query means, how a text becomes words, what a hit shows."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.clock import DAY, iso
from agentdesk.domain.search.hits import shown
from agentdesk.domain.search.query import FIELDS, Asker, BadQuery, parse
from agentdesk.domain.search.terms import SearchQuery, Texts, holds
from agentdesk.domain.search.words import words_of
from agentdesk.domain.setup import PersonSetup, QueueSetup, Setup

NOW = 1_772_445_600_000
SETUP = Setup(
    queues=(QueueSetup("billing", "Billing", "service"), QueueSetup("bills", "Old bills", "x")),
    people=(PersonSetup("lena", "Lena Brandt"), PersonSetup("omar", "Omar Haddad")),
)
ASKER = Asker(SETUP, "lena", NOW, ZoneInfo("Europe/Berlin"))


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def ask(text: str, *, typing: bool = False) -> SearchQuery:
    return parse(text, ASKER, typing=typing)


def asked_or_told(text: str, *, typing: bool = False) -> SearchQuery | str:
    try:
        return ask(text, typing=typing)
    except BadQuery as bad:
        return str(bad)


def fits(query: str, *texts: str) -> bool:
    return holds(Texts(texts), ask(query))


def test_words_are_folded_and_scripts_without_blanks_are_pairs() -> None:
    assert list(words_of("Łukasz's Straße, 55-20931!")) == ["lukasz", "s", "strasse", "55", "20931"]
    assert list(words_of("請求書KX2")) == ["請求", "求書", "書", "kx2"]
    assert list(words_of("ada@lovelace.example")) == ["ada", "lovelace", "example"]


def test_a_query_of_words_phrases_and_signs() -> None:
    assert fits("refund kettle", "The KETTLE", "a refund")
    assert not fits("refund kettle", "The kettle")
    assert fits('"two parcels"', "two  (parcels)")
    assert not fits('"two parcels"', "two", "parcels")
    assert fits("refu*", "refunded")
    assert not fits("refu", "refunded")
    assert not fits("refund -late", "refund", "too late")
    assert fits("exchange OR refund", "refund")
    assert fits("55-20931", "Order 55-20931.")
    assert not fits("55-20931", "55 and then 20931")
    assert fits("c++", "C")
    assert fits("don't", "I don’t")


def test_the_last_word_goes_on_while_it_is_typed() -> None:
    assert holds(Texts(("refunded",)), ask("refu", typing=True))
    assert not holds(Texts(("refunded",)), ask('"refu"', typing=True))
    assert ask("queue:bil", typing=True).cases is not None


def test_fields_are_settled() -> None:
    query = ask(
        "owner:me queue:billing state:waiting_customer priority:P1 tag:vip #1042 type:fault"
    )
    assert query.cases is not None
    assert query.cases.owners == ("lena",)
    assert query.cases.queues == ("billing",)
    assert query.cases.states == ("waiting_customer",)
    assert query.cases.priorities == (1,)
    assert query.case_ids == (1042,)
    assert ask("queue:bil").cases == ask("queue:billing queue:bills").cases
    assert ask("in:notes in:cases").kinds == ("note", "case")


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("before:2026-03", None, "2026-02-28T23:00:00.000Z"),
        ("after:2026-03-02", "2026-03-01T23:00:00.000Z", None),
        ("on:yesterday", "2026-02-28T23:00:00.000Z", "2026-03-01T23:00:00.000Z"),
        ("on:02.03.2026", "2026-03-01T23:00:00.000Z", "2026-03-02T23:00:00.000Z"),
        ("before:2026", None, "2025-12-31T23:00:00.000Z"),
    ],
)  # fmt: skip
def test_dates_are_days_in_the_persons_zone(
    typed: str, since: str | None, until: str | None
) -> None:
    query = ask(typed)
    assert (query.since and iso(query.since)) == since
    assert (query.until and iso(query.until)) == until


def test_three_days_back_is_an_instant() -> None:
    assert ask("after:3d").since == NOW - 3 * DAY


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("qeue:x", "There is no field “qeue:”. Did you mean queue?"),
        ("queue:bilings", "There is no queue “bilings”. Did you mean billing?"),
        ("owner:omr", "There is no owner “omr”. Did you mean omar?"),
        ("in:mesages", "There is no place to look in called “mesages”. Did you mean messages?"),
        ("priority:9", "“9” is no priority: there are 1, 2, 3 and 4."),
        ("case:x", "“x” is no case number: write case:1042."),
        ("-queue:billing",
         "“-queue:” cannot be left out; a minus goes before a word, from: or to:."),
        ("before:2026-13",
         "“2026-13” is no date: try before:2026-03-02, before:2026-03, before:3d or "
         "before:yesterday."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(BadQuery) as found:
        ask(typed)
    assert str(found.value) == sentence


def test_addresses_of_the_web_and_times_are_words() -> None:
    for text in ("https://a.example/x", "at 12:30", "Re: hello", "a::b"):
        assert ask(text).groups


_SIGNS = [*"\"*-:#()^+~{}\\'; \n\x00\x1f", *"aZ0é請ค", " OR ", "AND", "NEAR", "from:"]
hostile = st.lists(st.sampled_from(_SIGNS), max_size=30).map("".join)


@unhurried
@given(hostile | st.text(max_size=60), st.booleans())
def test_any_text_is_understood_or_gives_one_sentence(text: str, typing: bool) -> None:
    query = asked_or_told(text, typing=typing)
    if isinstance(query, str):
        assert query.strip()
        return
    for group in query.groups:
        for term in group:
            for need in term.needs():
                assert not set(need.word.removeprefix(":")) & set(" \"'\\*():\x00")
    holds(Texts((text,)), query)


@unhurried
@given(st.sampled_from(FIELDS), hostile)
def test_any_value_of_a_field_is_understood_or_gives_one_sentence(field: str, value: str) -> None:
    assert asked_or_told(f"{field}:{value}")


@unhurried
@given(st.text(st.sampled_from("aé ßﬁ請求書คื…İ.́ñ"), max_size=40))
def test_every_word_of_a_text_finds_it_and_is_marked(text: str) -> None:
    for word in text.split():
        query = ask(f'"{word}"')
        if not query.groups:
            continue
        assert holds(Texts(("", text)), query)
        snippet, marks, _ = shown(Texts(("", text)), query)
        assert all(0 <= first < last <= len(snippet) for first, last in marks)


def test_a_snippet_shows_where_the_word_is() -> None:
    text = "Good morning. " * 40 + "The Kühlschrank leaks."
    snippet, marks, _ = shown(Texts(("Fridge", text)), ask("kuhlschrank"))
    assert [snippet[first:last] for first, last in marks] == ["Kühlschrank"]
    assert len(snippet) <= 160
