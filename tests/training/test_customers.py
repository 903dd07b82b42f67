"""What happens next: the same for the same file and deeds, however it is asked for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.clock import HOUR, MINUTE, SECOND
from agentdesk.training.acts import Act, Undone
from agentdesk.training.customers import Crowd, Deed, Injected, sequence
from agentdesk.training.happenings import Happening
from agentdesk.training.reading import parse_scenario, shipped, shipped_scenario
from agentdesk.training.words import WORDS
from tests.training.small import TEXT, did, small

SMALL = small()
RUSH = shipped_scenario("billing-rush")
GUESTS = ("parcel", "chat", "many.1", "many.2", "nobody")


def _texts(found: list[Happening], guest: str = "parcel") -> list[str]:
    return [one.reply or one.kind for one in found if one.guest == guest]


def _played(*deeds: Deed, until: int = 2 * HOUR) -> list[Happening]:
    return sequence(SMALL, deeds, Crowd(SMALL).start + until)


@st.composite
def _deeds(draw: st.DrawFn) -> list[Deed]:
    """Make up what a trainee may do in the small scenario, in the order of time."""
    start = Crowd(SMALL).start
    times = sorted(draw(st.lists(st.integers(1, 110 * 60), max_size=12)))
    found: list[Deed] = []
    for number, at in enumerate(times):
        instant = start + at * SECOND
        word = draw(st.sampled_from(["asked", "answered", "resolved", "own", *WORDS]))
        detail = draw(st.sampled_from(["", "order-number"])) if word == "asked" else ""
        guest = draw(st.sampled_from(GUESTS))
        command = f"c{number}"
        found.append(Act(instant, "lena", word, detail, guest, 1, command))
        if draw(st.booleans()):
            found.append(Act(instant, "lena", "answered", "", guest, 1, command))
        if draw(st.integers(0, 5)) == 0:
            found.append(Undone(instant, f"c{draw(st.integers(0, number))}"))
    return found


@settings(max_examples=60, deadline=None)
@given(_deeds(), st.lists(st.integers(0, 7_200), max_size=40))
def test_any_speed_gives_the_same_sequence(deeds: list[Deed], looks: list[int]) -> None:
    whole = sequence(SMALL, deeds, Crowd(SMALL).end)
    crowd = Crowd(SMALL)
    found: list[Happening] = []
    moments = sorted(crowd.start + look * SECOND for look in looks)
    for deed in deeds:
        while moments and moments[0] <= deed.at:
            found += crowd.until(moments.pop(0))
        found += crowd.until(deed.at)
        crowd.tell(deed)
    for moment in moments:
        found += crowd.until(moment)
    assert found + crowd.until(crowd.end) == whole


@settings(max_examples=40, deadline=None)
@given(_deeds())
def test_times_never_fall_and_everybody_says_things_a_bounded_number_of_times(
    deeds: list[Deed],
) -> None:
    found = sequence(SMALL, deeds, Crowd(SMALL).end)
    assert [one.at for one in found] == sorted(one.at for one in found)
    commands = [one.command for one in found]
    assert len(commands) == len(set(commands))
    for guest in {one.guest for one in found}:
        said = [one for one in found if one.guest == guest and one.kind == "says"]
        assert len(said) <= 4
        ended = [n for n, one in enumerate(found) if one.guest == guest and one.ends]
        assert all(one.guest != guest for n in ended for one in found[n + 1 :])


@pytest.mark.parametrize("name", shipped())
def test_left_alone_customers_lose_their_patience(name: str) -> None:
    scenario = shipped_scenario(name)
    crowd = Crowd(scenario)
    found = crowd.until(crowd.end)
    assert found == sequence(scenario, [], crowd.end)
    assert {one.kind for one in found} >= {"arrives", "says", "leaves"}


def test_another_seed_is_another_shift() -> None:
    other = small(seed="6")
    assert sequence(other, [], Crowd(other).end) != sequence(SMALL, [], Crowd(SMALL).end)


def test_what_one_customer_does_changes_nothing_for_another() -> None:
    alone = [one for one in _played() if one.guest != "parcel"]
    crowd = Crowd(SMALL)
    answered = _played(did(crowd, 5, "asked:order-number"), did(crowd, 9, "resolved"))
    assert [one for one in answered if one.guest != "parcel"] == alone


def test_who_is_asked_tells_and_who_is_answered_thanks() -> None:
    crowd = Crowd(SMALL)
    found = _played(did(crowd, 5, "asked:order-number"), did(crowd, 9, "answered"))
    assert _texts(found) == ["arrives", "tells", "thanks"]
    told = next(one for one in found if one.reply == "tells")
    assert told.text == "It is FF-1."
    # Asked at 5:00, felt once the mail cannot be taken back, answered a minute later.
    assert told.at == crowd.start + 5 * MINUTE + 15 * SECOND + MINUTE


def test_a_question_in_free_words_is_taken_as_one_for_what_is_missing() -> None:
    crowd = Crowd(SMALL)
    once = did(crowd, 5, "asked")
    assert _texts(_played(once))[:2] == ["arrives", "tells"]
    assert "tells" not in _texts(_played(did(crowd, 5, "asked:postcode")))


def test_asking_for_what_was_said_is_noticed() -> None:
    crowd = Crowd(SMALL)
    for minute in (5, 9):
        act = did(crowd, minute, "asked:order-number")
        crowd.until(act.at)
        crowd.tell(act)
    crowd.until(crowd.start + 10 * MINUTE)
    assert [act.text for act in crowd.acts if act.word == "asked_again"] == [
        "asked_again:order-number"
    ]
    assert crowd.guests["parcel"].mood.level == 3


def test_silence_is_answered_with_words_and_then_with_leaving() -> None:
    found = [one for one in _played() if one.guest == "parcel"]
    minutes = [(one.at - Crowd(SMALL).start) // MINUTE for one in found]
    assert list(zip(_texts(found), minutes, strict=True)) == [
        ("arrives", 1), ("hurry", 11), ("leaves", 41),
    ]  # fmt: skip


def test_what_is_taken_back_in_time_was_never_felt() -> None:
    crowd = Crowd(SMALL)
    act = did(crowd, 5, "asked:order-number", command="mail")
    answer = did(crowd, 5, "answered", command="mail")
    undone = Undone(act.at + 10 * SECOND, "mail")
    assert _played(act, answer, undone) == _played()
    late = Undone(act.at + 20 * SECOND, "mail")
    assert "tells" in _texts(_played(act, answer, late))


def test_a_deed_before_which_something_happens_is_refused() -> None:
    crowd = Crowd(SMALL)
    with pytest.raises(ValueError, match="ask for what happens"):
        crowd.tell(did(crowd, 5, "answered"))


def test_a_closed_case_ends_a_conversation() -> None:
    crowd = Crowd(SMALL)
    assert _texts(_played(did(crowd, 5, "closed:spam"))) == ["arrives"]


def test_customers_by_rate_come_evenly_and_take_turns() -> None:
    found = [one for one in _played() if one.kind == "arrives" and one.guest.startswith("many")]
    assert [one.guest for one in found] == [f"many.{n}" for n in range(1, 7)]
    start = Crowd(SMALL).start
    parts = [(one.at - start - HOUR) // (10 * MINUTE) for one in found]
    assert parts == [0, 1, 2, 3, 4, 5]
    assert {one.subject for one in found} == {"No. Bo Lind", "No. Cy Moor"}


def test_a_flood_set_off_by_hand_brings_other_people_each_time() -> None:
    flood = "injects: [{id: wave, what: flood, arrival: parcel, count: 3, over: 3m}]\n"
    scenario = parse_scenario(TEXT + flood, "small.yaml")
    start = Crowd(scenario).start
    deeds = [Injected(start + MINUTE * n, "wave") for n in (5, 20)]
    found = sequence(scenario, deeds, start + 30 * MINUTE)
    waves = [one.guest for one in found if one.inject == "wave" and one.kind == "arrives"]
    assert waves == ["wave.1", "wave.2", "wave.3", "wave.1-2", "wave.2-2", "wave.3-2"]


def test_a_mail_loop_writes_by_machine_until_its_count() -> None:
    loop = "injects: [{id: l, what: mail_loop, at: 5m, arrival: parcel, count: 4, over: 8m}]\n"
    scenario = parse_scenario(TEXT + loop, "small.yaml")
    found = [one for one in sequence(scenario, [], Crowd(scenario).end) if one.guest == "l.1"]
    assert [one.kind for one in found] == ["arrives", "says", "says", "says"]
    assert all(one.automatic for one in found)


def test_an_outage_links_its_first_cases_and_an_erasure_speaks_for_its_customer() -> None:
    found = sequence(RUSH, [], Crowd(RUSH).end)
    assert [one.linked for one in found if one.guest.startswith("provider.")].count(True) >= 3
    inject = next(one for one in found if one.kind == "inject" and one.inject == "provider")
    assert inject.text == "Orders booked twice by the payment provider"
    wish = "injects: [{id: e, what: erasure, at: 5m, arrival: parcel, says: 'Forget {given}.'}]\n"
    scenario = parse_scenario(TEXT + wish, "small.yaml")
    (asked,) = [one for one in sequence(scenario, [], Crowd(scenario).end) if one.kind == "inject"]
    assert (asked.guest, asked.number, asked.text) == ("parcel", 2, "Forget Bo.")


def test_people_of_one_kind_are_different_people() -> None:
    crowd = Crowd(RUSH)
    crowd.until(crowd.end)
    early = [guest for guest in crowd.guests.values() if guest.arrival.id in ("early", "rush")]
    assert len({guest.address for guest in early}) == len(early)
    assert len({guest.facts["order number"] for guest in early}) > len(early) / 2
