"""What a person must decide before a customer's own words come into a scenario."""

import asyncio
import stat
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from agentdesk.config import Settings
from agentdesk.training.reading import parse_scenario
from agentdesk.training.recording.recorder import Leak
from agentdesk.training.recording.reviewing import (
    Draft,
    Review,
    Reviewing,
    Unreadable,
    begun,
    read_review,
    write_review,
)
from agentdesk.tui.training.review import ReviewApp
from tests.training.test_recording import PEOPLE, kept, leaked, made


@cache
def _begun() -> Review:
    """Return the review of the planted shift as it begins; it is never changed in place."""
    return begun(made(kept()), kept().texts, "")


def review(tmp_path: Path) -> Reviewing:
    return Reviewing(replace(_begun(), out=str(tmp_path / "out.yaml")))


def first_of(reviewing: Reviewing) -> Draft:
    return next(draft for draft in reviewing.drafts if not draft.reply)


def again(reviewing: Reviewing, draft: Draft) -> Draft:
    return next(one for one in reviewing.drafts if one.number == draft.number)


def settled(reviewing: Reviewing, draft: Draft) -> Draft:
    """Say of every open place of a text that it is harmless."""
    while places := reviewing.open_places(again(reviewing, draft)):
        reviewing.harmless(again(reviewing, draft), places[0])
    return again(reviewing, draft)


def test_without_a_decision_no_word_of_a_customer_comes_through(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    assert len(reviewing.drafts) == 67
    scenario = parse_scenario(reviewing.text(), "out.yaml")
    assert scenario == reviewing.review.scenario


def test_a_text_with_an_open_place_is_not_let_through(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    draft = first_of(reviewing)
    reviewing.edit(draft, "Hello, Grace was charged twice.")
    draft = again(reviewing, draft)
    assert "Grace" in reviewing.accept(draft)
    assert reviewing.through() == []
    reviewing.harmless(draft, next(p for p in reviewing.open_places(draft) if p.was == "Grace"))
    assert reviewing.accept(settled(reviewing, draft)) == ""
    says = parse_scenario(reviewing.text(), "out.yaml").arrivals[0].says
    assert says == ("Hello, Grace was charged twice.",)


def test_what_was_accepted_and_edited_afterwards_is_open_again(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    draft = settled(reviewing, first_of(reviewing))
    assert reviewing.accept(draft) == ""
    reviewing.edit(again(reviewing, draft), "Call Grace at 5551234 {now}.")
    assert reviewing.through() == []
    draft = again(reviewing, draft)
    assert {"Grace", "5551234"} <= {place.was for place in reviewing.open_places(draft)}
    for word in ("Grace", "5551234"):
        draft = again(reviewing, draft)
        place = next(p for p in reviewing.open_places(draft) if p.was == word)
        reviewing.take_out(draft, place)
    assert reviewing.accept(settled(reviewing, draft)) == ""
    assert reviewing.through()[0].choice == "edited"
    says = parse_scenario(reviewing.text(), "out.yaml").arrivals[0].says
    assert says == ("Call … at … (now).",)


def test_even_with_every_text_let_through_nothing_planted_comes_out(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    for draft in reviewing.drafts:
        assert reviewing.accept(settled(reviewing, draft)) == ""
    text = reviewing.text()
    assert len(reviewing.through()) == len(reviewing.drafts)
    assert "charged twice" in text.replace("\n", " ")
    assert leaked(text, PEOPLE) == []


def test_a_known_name_that_a_person_lets_through_stops_the_writing(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    draft = first_of(reviewing)
    reviewing.edit(draft, f"I am {PEOPLE[4].name}.")
    assert {p.kind for p in reviewing.open_places(again(reviewing, draft))} == {"name"}
    assert reviewing.accept(settled(reviewing, draft)) == ""
    with pytest.raises(Leak, match=f"let through, text {draft.number}: nothing was written"):
        reviewing.text()


def test_the_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    path = tmp_path / "review.json"
    write_review(path, reviewing.review, new=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_review(path) == reviewing.review
    with pytest.raises(FileExistsError):
        write_review(path, reviewing.review, new=True)
    path.write_text("{}")
    with pytest.raises(Unreadable, match="is no review"):
        read_review(path)
    write_review(path, replace(reviewing.review, form=99))
    with pytest.raises(Unreadable, match="newer"):
        read_review(path)


def test_the_screen_shows_every_place_and_decides_with_keys(tmp_path: Path) -> None:
    reviewing = review(tmp_path)
    reviewing.edit(reviewing.drafts[0], "Grace wrote from 2001.")
    app = ReviewApp(reviewing, Settings())

    async def work() -> None:
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            shown = _shown(app)
            assert "Grace" in shown
            assert "Open places · 2" in shown
            assert PEOPLE[0].secrets[0].split()[0] in shown or "As it was" in shown
            for key in ("a", "x", "I", "a", "t", "W"):
                await pilot.press(key)
                await pilot.pause()

    asyncio.run(work())
    assert app.ending == "write"
    first, second = reviewing.drafts[:2]
    assert (first.choice, first.made, second.choice) == ("edited", "… wrote from 2001.", "template")
    assert reviewing.through() == [first]


def _shown(app: ReviewApp) -> str:
    return "\n".join("".join(text for text, _ in line) for line in app.main.text.lines)
