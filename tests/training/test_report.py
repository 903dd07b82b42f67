"""What an attempt's report tells: it adds up, nothing missed is left out, no speed is praised."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agentdesk.clock import DAY, MINUTE, SECOND
from agentdesk.desk.promising import Promise
from agentdesk.training.acts import Tagged
from agentdesk.training.customers import Injected
from agentdesk.training.moments import moment_of
from agentdesk.training.reading import shipped_scenario
from agentdesk.training.report.analysis import report_of
from agentdesk.training.report.report import Prediction, Report
from agentdesk.training.report.worked import worked
from agentdesk.training.report.writing.attempt_page import outline_of
from agentdesk.training.report.writing.outline import Code
from agentdesk.training.report.writing.words import FAIR
from agentdesk.training.scenario import Expected
from tests.training.room import Room
from tests.training.runs import ABOUT, picks, run, told
from tests.training.small import small

WORDS = [
    "answered",
    "asked:order-number",
    "resolved:answered",
    "goodwill",
    "verified",
    "acknowledge",
    "own",
    "blame",
    "noted:note",
]
deeds = st.lists(
    st.tuples(
        st.integers(2, 110).map(float),
        st.sampled_from(WORDS),
        st.sampled_from(("parcel", "chat", "many.1")),
    ),
    max_size=12,
)
marks = st.dictionaries(st.just("tone"), st.sampled_from((0.0, 0.5, 1.0)))


def words_of(report: Report) -> str:
    """Return everything a page of it says."""
    page = outline_of(report)
    cells = [
        cell.text if isinstance(cell, Code) else cell
        for each in page.sections
        if each.table is not None
        for row in each.table.rows
        for cell in row
    ]
    said = [sentence for each in page.sections for sentence in (each.title, *each.said)]
    cards = [part for card in page.cards for part in (card.name, card.number, card.beneath)]
    return "\n".join([page.above, page.title, *page.about, *cards, *said, *cells])


@settings(max_examples=25, deadline=None)
@given(deeds, marks)
def test_what_is_shown_adds_up(
    done: list[tuple[float, str, str]], marked: dict[str, float]
) -> None:
    report = told(run(*done, marks=marked))
    for part in report.parts:
        counted = [item for item in part.items if item.points is not None]
        assert round(sum(item.points or 0 for item in counted), 2) == part.points
        assert round(sum(item.of or 0 for item in counted), 2) == part.out_of
        for item in counted:
            assert 0 <= (item.points or 0) <= (item.of or 0)
            if item.got == 1:
                assert item.points == item.of
    earned = sum(part.points for part in report.parts)
    if not report.head.failed_by:
        assert round(earned, 2) == report.head.points
    assert round(sum(miss.lost for miss in report.misses), 2) == round(
        report.head.out_of - earned, 2
    )


@settings(max_examples=25, deadline=None)
@given(deeds, marks)
def test_nothing_missed_is_left_out(
    done: list[tuple[float, str, str]], marked: dict[str, float]
) -> None:
    of = run(*done, marks=marked)
    report = told(of)
    names = {key: guest.name for key, guest in of.guests.items()}
    shown = {(miss.id, part) for miss in report.misses for part in miss.parts}
    said = words_of(report)
    for item in of.score.missed:
        assert (item.id, item.part) in shown
        assert item.because in said
        assert names.get(item.guest, "") in said
    assert len(report.misses) == len({(i.of, i.id, i.guest) for i in of.score.missed})


@settings(max_examples=12, deadline=None)
@given(deeds)
def test_no_line_praises_speed(done: list[tuple[float, str, str]]) -> None:
    said = words_of(told(run(*done)))
    assert FAIR in said
    assert not re.search(r"(?i)\b(fast|quick|speed|swift|hurr|rapid)", said.replace(FAIR, ""))


def test_early_and_just_in_time_have_the_same_points() -> None:
    early, late = (told(run((minute, "answered", "parcel"))) for minute in (1.1, 12.9))
    assert [part.points for part in early.parts] == [part.points for part in late.parts]
    (word,) = [one for one in late.words if one.customer.startswith("Bo Lind")][:1]
    assert (word.yours, word.good) == (int(11.9 * MINUTE), 12 * MINUTE)


def test_a_word_to_whoever_calls_is_that_somebody_talks_to_them() -> None:
    talked = Expected(
        "talked", ("connected",), "They wait.", arrival="chat", within=MINUTE, tolerance=30_000
    )
    by_chat = replace(small(), expected=(talked,))
    by_phone = replace(
        by_chat,
        arrivals=tuple(
            replace(one, channel="call") if one.id == "chat" else one for one in small().arrivals
        ),
    )
    for scenario, yours, good in ((by_phone, MINUTE, 90_000), (by_chat, None, None)):
        report = told(run((31, "connected", "chat"), scenario=scenario))
        (word,) = [one for one in report.words if one.customer.endswith("(chat)")]
        assert (word.yours, word.good) == (yours, good)


def test_an_attempt_that_goes_on_is_neither_passed_nor_not() -> None:
    report = report_of(replace(ABOUT, finished=False), run((5, "answered", "parcel")))
    assert not re.search(r"(?i)(not )?passed[:,]", words_of(report))
    assert "So far: " in words_of(report)
    assert report.beside[0].passed is None


def test_what_was_missed_comes_with_what_is_better_and_what_to_read() -> None:
    report = told(run((5, "goodwill", "parcel")))
    by_id = {miss.id: miss for miss in report.misses if "Lind" in miss.customer}
    first = by_id["first"]
    assert (first.how, first.better) == ("missed", "Write to the customer, within 10m.")
    assert [article.title for article in first.read] == ["What to take next"]
    assert first.why == "They wait."
    assert first.parts == ("outcome", "timeliness")
    due = [one.told for one in report.timeline if one.kind == "due" and "Lind" in one.who]
    assert "expected from here on and never done, “asks”: Ask the customer (order number)." in due
    assert "missed “first”: Write to the customer, within 10m." in due
    assert first.replay == "agentdesk train replay small-1 --at 09:13:00"
    assert by_id["paid"].how == "forbidden"
    assert by_id["paid"].better == "First verify the customer."
    assert report.head.points == 0
    assert "paid" in report.head.failed_by[0]


def test_a_late_act_is_told_apart_from_one_not_done() -> None:
    report = told(run((20, "answered", "parcel")))
    (first,) = [miss for miss in report.misses if miss.id == "first"]
    assert (first.how, first.parts) == ("late", ("timeliness",))
    assert first.better.startswith("The same in time.")


def test_what_a_skipped_act_took_away_is_told_as_that() -> None:
    report = told(run((5, "asked:order-number", "parcel"), (50, "resolved:answered", "parcel")))
    found = {miss.id: miss.how for miss in report.misses if "Lind" in miss.customer}
    assert found["first"] == "missed"
    assert found["ends"] == "skipped"


def test_moods_are_told_with_what_moved_them_and_what_was_not_tried() -> None:
    of = run((5, "blame", "parcel"), (6, "acknowledge", "parcel"))
    report = told(of)
    mood = report.moods[0]
    moved = [(one.level, one.by) for one in mood.feelings]
    assert moved[:3] == [
        (2.0, ""),
        (3.0, "blame the customer or somebody else"),
        (2.0, "acknowledge what it is like for them"),
    ]
    assert mood.worst == "angry"
    assert [one.at for one in mood.feelings] == sorted(one.at for one in mood.feelings)
    lost = next(miss for miss in report.misses if miss.how == "mood" and "Lind" in miss.customer)
    assert "own it" in lost.better
    assert "acknowledge" not in lost.better


def test_every_pick_stands_beside_the_best_and_the_first_parting_is_marked() -> None:
    mine = run((4, "answered", "parcel"), picks=picks(None, "1", "2", "3"))
    expert = run((4, "answered", "chat"), picks=picks(None, "2", "1", "3"))
    report = told(mine, expert)
    first = report.picks[0]
    assert (first.taken, first.best) == ("Bo Lind (parcel)", "Cy Moor (chat)")
    assert first.regret == first.cost - first.least > 0
    assert [pick.best for pick in report.picks[1:]] == ["", ""]
    by = {one.who: one for one in report.beside}
    assert by["an expert"].share == 0.0
    assert (report.share or 0) > 0
    parted = by["an expert"].parting
    assert parted is not None
    assert (parted.number, parted.theirs) == (1, "Cy Moor (chat)")
    assert parted.replay.endswith("--at 09:03:00")
    assert by["oldest first"].parting is None
    assert by["highest priority first"].parting is not None
    assert by["you"].points == mine.score.points


def test_an_expert_who_goes_on_alone_parts_there() -> None:
    mine, expert = run(picks=picks(None, "2")), run(picks=picks(None, "2", "1"))
    parted = told(mine, expert).beside[1].parting
    assert parted is not None
    assert (parted.number, parted.yours, parted.replay) == (2, "", "")
    assert "you took nobody more, they take Bo Lind (parcel)" in words_of(told(mine, expert))


def test_the_timeline_is_in_order_and_every_line_reopens_its_second() -> None:
    report = told(run((5, "blame", "parcel"), (8, "answered", "parcel")))
    assert [one.at for one in report.timeline] == sorted(one.at for one in report.timeline)
    assert {one.kind for one in report.timeline} >= {"comes", "did", "mood", "due", "says"}
    for one in report.timeline:
        assert one.replay == f"agentdesk train replay small-1 --at {one.clock}"
    assert report.timeline[0].clock == "09:01:00"
    told_by = next(one for one in report.timeline if one.kind == "did")
    assert told_by.told.startswith("blame the customer")


def test_a_link_means_its_second_where_the_clocks_change_and_after_midnight() -> None:
    scenario = small(start='{at: "2026-10-24 23:30", zone: Europe/Berlin}', length="30h")
    of = run((200, "blame", "parcel"), (1790, "noted:note", "parcel"), scenario=scenario, until=DAY)
    found = told(of).timeline
    assert any("--at +" in one.replay for one in found)
    for one in found:
        typed = one.replay.rpartition("--at ")[2]
        at = moment_of(typed, scenario)
        assert at is not None
        assert 0 <= one.at - at < SECOND, one


def test_predictions_unmarked_items_and_free_words_are_told() -> None:
    found = [
        Prediction(1, "take, case 1", "take, case 2", "not"),
        Prediction(2, "a", "a", "agreed"),
    ]
    report = told(run((5, "answered", "parcel")), predictions=found)
    said = words_of(report)
    assert "1 of 2 agreed with the expert (50 %), 0 partly." in said
    assert [(one.id, one.asks) for one in report.unmarked] == [("tone", "Was it kind?")]
    assert "agentdesk train mark small-1 tone 0.8" in said
    assert [one.message for one in report.untagged] == [0]
    assert "agentdesk train tag small-1 0 acknowledge" in said
    assert "Hints asked for: 2. Jumps in time: 1." in said


# ---- from a log


@pytest.fixture(scope="module")
def room() -> Room:
    room = Room(small())
    room.at(5)
    room.reply("parcel")
    room.at(9)
    due = room.office.clock.at + 30 * MINUTE
    room.do(Promise, "parcel", due_at=due, text="Back by ten.")
    room.at(120)
    return room


def test_a_log_tells_what_the_room_knew(room: Room) -> None:
    of = worked(room.scenario, room.office.store.log, room.office.clock.at)
    assert of.score == room.score()
    assert list(of.happenings) == room.found
    assert list(of.picks) == room.chosen


def test_a_log_is_told_as_far_as_it_had_come(room: Room) -> None:
    early = room.crowd.start + 3 * MINUTE
    log = [entry for entry in room.office.store.log if entry.recorded_at <= early]
    of = worked(room.scenario, log, early)
    assert {one.at <= early for one in of.happenings} == {True}
    assert [item.because for item in of.score.parts[0].items if item.id == "first"] == [
        "The shift ended before it was due."
    ]


def _tagged(room: Room, after_minutes: float) -> Report:
    of = worked(room.scenario, room.office.store.log, room.office.clock.at)
    (message,) = {act.message_id for act in of.acts if act.word == "answered"}
    assert message is not None
    at = room.crowd.start + int(after_minutes * MINUTE)
    said = Tagged(at, message, ("blame",))
    return told(worked(room.scenario, room.office.store.log, room.office.clock.at, [said]))


def test_a_tag_is_felt_while_the_shift_goes_on_and_only_counts_afterwards(room: Room) -> None:
    live, late = _tagged(room, 8), _tagged(room, 600)
    blamed = "blame the customer or somebody else"
    assert blamed in [one.by for one in live.moods[0].feelings]
    assert blamed not in [one.by for one in late.moods[0].feelings]
    for report in (live, late):
        assert report.untagged == ()
        assert any(blamed in one.told for one in report.timeline if one.kind == "text")


def test_a_tag_of_another_branch_is_passed_over(room: Room) -> None:
    log, until = room.office.store.log, room.office.clock.at
    assert worked(room.scenario, log, until, [Tagged(until, 999, ("own",))]).score == room.score()


def test_marks_count_once_they_are_given(room: Room) -> None:
    log, until = room.office.store.log, room.office.clock.at
    of = worked(room.scenario, log, until, marks={"tone": 0.5})
    assert of.score.unmarked == ()
    assert "Marked 50% by a trainer." in words_of(told(of))


def test_an_inject_set_off_by_hand_happens_in_the_report_too() -> None:
    room = Room(small())
    room.at(1)
    scenario = small(rubric="{human: []}\ninjects: [{id: extra, what: vip, arrival: parcel}]")
    of = worked(scenario, [], room.crowd.start + 30 * MINUTE, [Injected(room.crowd.start, "extra")])
    assert [one.inject for one in of.happenings if one.kind == "inject"] == ["extra"]


def test_no_answer_of_another_matter_is_named_as_better() -> None:
    scenario = shipped_scenario("angry-and-grieving")
    misses = told(run(scenario=scenario, until=50 * MINUTE)).misses
    better = {miss.id: miss.better for miss in misses}
    assert "It was our mistake" in better["threat-heard"]
    assert "Wrong once more" in better["third-said-back"]
    for item, words in better.items():
        assert item.startswith("grief") or "Somebody has died" not in words, (item, words)
