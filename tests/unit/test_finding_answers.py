"""Answers found as one types: any order, beginnings, mistakes, letters of shortcuts; and ranked."""

from typing import Any

import pytest

from agentdesk.domain.content import Answer
from agentdesk.seat.finding import Finder, mistyped


def answer(id: str, name: str, body: str = "", **fields: Any) -> Answer:
    return Answer(
        id=id,
        kind="canned",
        name=name,
        shortcut=str(fields.pop("shortcut", "")),
        body=body,
        **fields,
    )


ANSWERS = (
    answer("refund", "Refund on its way", "Banks take three to five working days.",
           shortcut="refund", tags=("billing",)),
    answer("label", "Return label", "Stick it on the parcel; the refund follows.", shortcut="ret"),
    answer("parcel", "Where is my parcel", "It left us with the carrier.", shortcut="parcel"),
    answer("bye", "Schlusszeile", "Wenn noch etwas offen ist.", shortcut="tschüss", language="de"),
    answer("bill", "請求書の宛名", "請求書の宛名を変更しました。", language="ja"),
    answer("descale", "Descaling the boiler", "Fill the tank.", uses=9),
)  # fmt: skip


def ids(typed: str, language: str = "en") -> list[str]:
    return [found.id for found in Finder(ANSWERS).find(typed, language)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("refund", "refund"),
        ("way refund", "refund"),
        ("parc wher", "parcel"),
        ("refudn", "refund"),
        ("prcel", "parcel"),
        ("desclaing", "descale"),
        ("descaaling boler", "descale"),
        ("desacl", "descale"),
        ("rfd", "refund"),
        ("tschuss", "bye"),
        ("宛名", "bill"),
        ("REFUND", "refund"),
    ],
)
def test_what_is_typed_finds(typed: str, first: str) -> None:
    assert ids(typed)[0] == first


def test_short_words_have_no_mistakes_and_every_word_counts() -> None:
    assert ids("ret") == ["label"]
    assert ids("xet") == []
    assert ids("refund giraffe") == []
    assert ids("label refund") == ["label"]


def test_nearer_places_come_first_then_use_and_the_customers_language_before_all() -> None:
    assert ids("refund") == ["refund", "label"]
    assert ids("") == ["descale", "refund", "label", "parcel", "bye", "bill"]
    assert ids("", "de")[0] == "bye"


@pytest.mark.parametrize(
    ("typed", "word", "most", "near"),
    [
        ("form", "from", 1, True),
        ("invoce", "invoice", 1, True),
        ("invoise", "invoice", 1, True),
        ("invioces", "invoice", 1, False),
        ("invioces", "invoices", 1, True),
        ("cancellaton", "cancellations", 2, True),
        ("canzellaton", "cancellations", 2, True),
        ("kanzellaton", "cancellations", 2, False),
    ],
)
def test_mistakes_are_counted(typed: str, word: str, most: int, near: bool) -> None:
    assert mistyped(typed, word, most) is near
