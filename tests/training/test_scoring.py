"""Scores: full within tolerance, nothing for being faster, nothing where a step was skipped."""

from collections.abc import Sequence

import msgspec

from agentdesk.clock import MINUTE
from agentdesk.training.acts import Act
from agentdesk.training.customers import Crowd
from agentdesk.training.reading import parse_scenario
from agentdesk.training.scenario import Scenario
from agentdesk.training.scoring import Item, Score, attempt, score
from tests.training.small import TEXT, did, small

SMALL = small()


def _scored(
    *acts: tuple[float, str],
    scenario: Scenario = SMALL,
    until: int = 120,
    marks: dict[str, float] | None = None,
    others: Sequence[Act] = (),
) -> Score:
    crowd = Crowd(scenario)
    found = []
    deeds = [did(crowd, minute, word) for minute, word in acts]
    for act in sorted([*deeds, *others], key=lambda act: act.at):
        found += crowd.until(act.at)
        crowd.tell(act)
    end = crowd.start + until * MINUTE
    found += crowd.until(end)
    return score(attempt(crowd, found, end, marks))


def _item(of: Score, id: str, part: str) -> Item:
    return next(i for p in of.parts for i in p.items if i.id == id and p.part == part)


ALL = ((5, "asked:order-number"), (6, "answered"), (12, "resolved"))


def test_whatever_is_within_tolerance_is_worth_the_same() -> None:
    scores = [
        _scored((at, "asked:order-number"), (at, "answered"), (at + 8, "resolved"))
        for at in (1.01, 5, 11, 12.9)
    ]
    assert len({one.points for one in scores}) == 1
    assert _item(scores[0], "first", "timeliness").got == 1


def test_beyond_tolerance_timeliness_is_nothing_and_the_outcome_stands() -> None:
    late = _scored((5, "asked:order-number"), (14, "answered"), (20, "resolved"))
    item = _item(late, "first", "timeliness")
    assert (item.got, item.because) == (0, "1m late: 10m are good.")
    assert _item(late, "first", "outcome").got == 1
    assert late.points < _scored(*ALL).points


def test_a_skipped_mandatory_step_takes_what_stands_beside_it() -> None:
    skipped = _scored((5, "asked:order-number"), (12, "resolved"))
    assert _item(skipped, "first", "outcome").got == 0
    ends = _item(skipped, "ends", "outcome")
    assert (ends.got, ends.at is not None) == (0, True)
    assert "“first” is mandatory" in ends.because
    # What it has nothing to do with stays.
    assert _item(skipped, "asks", "care").got == 1


def test_what_comes_too_early_in_an_order_does_not_count() -> None:
    swapped = _scored((3, "resolved"), (5, "asked:order-number"), (6, "answered"))
    assert _item(swapped, "ends", "outcome").got == 0
    assert "before “asks”" in _item(swapped, "ends", "outcome").because


def test_missed_acts_say_what_to_do_and_what_to_read() -> None:
    nothing = _scored()
    item = _item(nothing, "first", "outcome")
    assert item.because == "Not done: write to the customer."
    assert (item.read, item.why) == (("take-next",), "They wait.")
    assert nothing.missed[0].weight == 2
    assert not nothing.passed


def test_acts_are_told_by_the_names_that_the_set_up_gives() -> None:
    any_of = ("resolved:invoice_corrected", "asked:order number", "prioritised:1")
    first = msgspec.structs.replace(SMALL.expected[0], any_of=any_of)
    found = _scored(scenario=msgspec.structs.replace(SMALL, expected=(first,)))
    acts = (
        "resolve (Invoice corrected) or ask the customer (order number) or change the priority (P1)"
    )
    assert _item(found, "first", "outcome").because == f"Not done: {acts}."


def test_a_forbidden_act_that_fails_leaves_nothing() -> None:
    failed = _scored(*ALL, (7, "goodwill:refund"))
    assert (failed.points, failed.per_cent, failed.passed) == (0, 0, False)
    assert [item.id for item in failed.failed_by] == ["paid"]
    allowed = _scored(*ALL, (6.5, "verified:order"), (7, "goodwill:refund"))
    assert allowed.failed_by == ()
    assert allowed.points == _scored(*ALL).points


def test_what_others_do_is_not_the_trainees() -> None:
    crowd = Crowd(SMALL)
    theirs = did(crowd, 5, "answered")
    other = Act(theirs.at, "omar", "answered", "", "parcel", 1, "theirs")
    assert _item(_scored(others=[other]), "first", "outcome").got == 0


def test_human_items_count_once_they_are_marked() -> None:
    before = _scored(*ALL)
    assert before.unmarked == ("tone",)
    good, bad = _scored(*ALL, marks={"tone": 1.0}), _scored(*ALL, marks={"tone": 0.0})
    assert good.unmarked == ()
    assert bad.points < before.points <= good.points


def test_what_was_not_due_yet_is_left_out() -> None:
    early = _scored(until=5)
    assert _item(early, "first", "outcome").got is None
    assert "ended before it was due" in _item(early, "first", "outcome").because


def test_points_never_pass_those_of_the_rubric() -> None:
    best = _scored(*ALL, (5.5, "own"), until=29, marks={"tone": 1.0})
    assert best.points <= best.out_of <= SMALL.rubric.total
    assert best.per_cent == 100
    assert best.passed


def test_a_customer_who_leaves_calmer_earns_empathy() -> None:
    calmed = _scored((5, "asked:order-number"), (5.5, "own"), (6, "answered"), (12, "resolved"))
    mood = _item(calmed, "mood", "empathy")
    assert (mood.got, mood.because) == (1, "Bo came upset and was uneasy in the end.")
    left = _scored()
    assert _item(left, "mood", "empathy").because == "Bo gave up, angry."


def test_doing_nothing_is_worth_nothing() -> None:
    assert _scored().points == 0


def test_a_colleagues_customer_is_not_the_trainees_to_calm() -> None:
    assert [i for p in _scored().parts for i in p.items if i.id == "mood" and i.guest == "parcel"]
    theirs = TEXT.replace("priority: 2, subject: Parcel", "owner: omar, subject: Parcel")
    scored = _scored(scenario=parse_scenario(theirs, "small.yaml"))
    moods = [i.guest for p in scored.parts for i in p.items if i.id == "mood"]
    assert moods
    assert "parcel" not in moods


def test_who_gives_up_by_their_own_words_has_not_waited_in_vain() -> None:
    text = TEXT.replace("on: resolved, ends: satisfied", "on: resolved, ends: gave_up")
    scored = _scored((5, "answered"), (6, "resolved"), scenario=parse_scenario(text, "small.yaml"))
    assert _item(scored, "mood", "empathy").got == 0.5
