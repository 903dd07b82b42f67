"""The rules of a recording one by one: groups, patience, weeks, spans."""

import random
import time
from datetime import date
from itertools import pairwise

import pytest

from agentdesk.clock import HOUR, MINUTE, SECOND, from_datetime
from agentdesk.training.recording.groups import failing, mixed, without
from agentdesk.training.recording.guard import Guard
from agentdesk.training.recording.patience import Patience
from agentdesk.training.recording.pseudonyms import Pseudonyms
from agentdesk.training.recording.shifting import Weeks, some_weeks
from agentdesk.training.recording.spans import Common, Known, Name, Scrubber, suspicious
from agentdesk.training.recording.survival import Waited, kaplan_meier
from agentdesk.training.recording.visits import Shift, Visit
from tests.support.depth import depth
from tests.support.office import MONDAY


def visit(number: int, **more: object) -> Visit:
    fields: dict[str, object] = {
        "ref": f"{number}", "at": MONDAY + number * MINUTE, "queue": "billing",
        "channel": "mail", "customer": f"c{number}", "disposition": f"d{number % 2}",
    }  # fmt: skip
    return Visit(**{**fields, **more})  # type: ignore[arg-type]  # any field of it


def shift(*visits: Visit) -> Shift:
    return Shift(MONDAY, MONDAY + 8 * HOUR, "Europe/Berlin", visits)


# ---- groups


def test_a_group_needs_five_customers_not_five_contacts() -> None:
    assert failing(shift(*(visit(n) for n in range(5))), 0) == []
    same = [visit(n, customer="c1") for n in range(5)]
    (bad,) = failing(shift(*same), 0)
    assert (bad.visits, bad.customers) == (5, 1)


def test_a_group_that_ended_alike_tells_how_everybody_in_it_ended() -> None:
    alike = [visit(n, disposition="refunded") for n in range(6)]
    assert failing(shift(*alike), 0)[0].why(5, 2).startswith("all ended alike")
    unknown = [visit(n, disposition="") for n in range(6)]
    assert failing(shift(*unknown), 0) == []


@pytest.mark.parametrize(
    "change",
    [
        {"language": "de"}, {"organisation": True}, {"level": "premium"}, {"vip": True},
        {"channel": "chat"}, {"queue": "machines"}, {"type": "fault"},
        {"at": MONDAY + 5 * HOUR},
    ],
)  # fmt: skip
def test_whoever_differs_in_one_thing_that_can_be_known_stands_alone(
    change: dict[str, object],
) -> None:
    some = [*(visit(n) for n in range(6)), visit(9, **change)]
    (bad,) = failing(shift(*some), 0)
    assert bad.visits == 1
    assert len(without(shift(*some), [bad], 0).visits) == 6


def test_times_are_mixed_within_a_group_and_the_load_stays() -> None:
    before = shift(*(visit(n) for n in range(40)))
    after = mixed(before, 2, Pseudonyms(b"k"))
    assert [v.at for v in after.visits] == [v.at for v in before.visits]
    assert [v.ref for v in after.visits] != [v.ref for v in before.visits]


# ---- patience


def test_kaplan_meier_agrees_with_the_product_worked_out_by_hand() -> None:
    # Six leave at 6, 7, 10, 13, 16, 22, the others are answered: a textbook's remission times.
    gone = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    kept = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier([*(Waited(t, True) for t in gone), *(Waited(t, False) for t in kept)])
    assert curve.at == (6, 7, 10, 13, 16, 22, 23)
    expected = (0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482)
    assert curve.share == pytest.approx(expected, abs=1e-4)
    assert curve.half() == 23
    assert curve.half(25) is None


def test_answered_callers_are_not_taken_for_impatient_ones() -> None:
    draw = random.Random(7)
    true = [draw.expovariate(1 / 120) for _ in range(3000)]
    answered = [draw.expovariate(1 / 40) for _ in range(3000)]
    waits = [Waited(int(min(t, a) * 1000), t < a) for t, a in zip(true, answered, strict=True)]
    half = kaplan_meier(waits).half()
    assert half is not None
    assert half / 1000 == pytest.approx(120 * 0.6931, rel=0.1)
    naive = sorted(wait.ms for wait in waits if wait.gave_up)
    assert naive[len(naive) // 2] < half / 2


def test_who_gave_up_has_their_own_patience_and_who_was_answered_waits_on() -> None:
    calls = [
        visit(n, channel="call", waited_ms=n * 10 * SECOND, gave_up=n % 2 == 0)
        for n in range(1, 30)
    ]
    patience = Patience(calls)
    left, stayed = calls[5], calls[6]
    assert left.gave_up
    assert patience.of(left) == MINUTE
    assert not stayed.gave_up
    assert patience.of(stayed) > (stayed.waited_ms or 0)


# ---- weeks


def test_a_shift_over_a_change_of_the_clocks_keeps_its_local_times() -> None:
    from datetime import UTC, datetime

    night = from_datetime(datetime(2026, 3, 28, 22, 0, tzinfo=UTC))  # 23:00 in Berlin
    weeks = Weeks(-4, "Europe/Berlin")
    hours = [weeks.local(night + n * HOUR).strftime("%H:%M") for n in range(6)]
    assert hours == ["23:00", "00:00", "01:00", "03:00", "04:00", "05:00"]
    moved = [weeks.moved(night + n * HOUR) for n in range(6)]
    there = [Weeks(0, "Europe/Berlin").local(at).strftime("%H:%M") for at in moved]
    assert there == hours
    assert all(a < b for a, b in pairwise(moved))


def test_the_drawn_week_lasts_as_long_and_is_never_near() -> None:
    for _ in range(50):
        weeks = some_weeks(MONDAY, MONDAY + 8 * HOUR, "Europe/Berlin")
        assert abs(weeks.weeks) > 1
        assert weeks.fits(MONDAY, MONDAY + 8 * HOUR)
        assert weeks.local(weeks.moved(MONDAY)).weekday() == 0


# ---- spans

KNOWN = Known(
    [
        Name("Ada Lovelace", "Elowin Sorrelby"),
        Name("Engine Works", "Sorrelby Ltd", True),
        Name("Jean-Luc d’Orlac", "Korvena Zinnerby"),
        Name("अर्जुन मेहता", "Halvino Kern"),
    ]
)


def scrubber() -> Scrubber:
    return Scrubber(
        KNOWN, Pseudonyms(b"k"), weeks=3, around=date(2026, 3, 2),
        contacts={"491711234567": "+44 1632 960007", "11234567": "+44 1632 960007"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("I am Ada Lovelace.", "lovelace"), ("ADA wrote", "ada"), ("Lovelace's order", "lovelace"),
        ("ada@engine.example", "engine"), ("see https://x.example/u/77?a=b", "x.example"),
        ("from 10.2.33.4 today", "10.2.33"), ("DE89 3704 0044 0532 0130 00", "3704"),
        ("call 0171 1234567", "1234567"), ("order FF-31042 came", "31042"),
        ("serial SN4711X99", "4711"), ("Hauptstraße 12 in", "hauptstra"), ("12 Elm Street", "elm"),
        ("4111 1111 1111 1111", "1111 1111"), ("born on 04.07.1975", "1975"),
        ("of Engine Works here", "engine works"), ("write to ada%40engine.example", "engine"),
        ("fe80:0:0:1:2:3:4:5", "fe80"), ("注文FF-31042です", "31042"),
        ("電話は03-1234-5678です", "5678"), ("www.x.example/me", "x.example"),
        ("I am Jean-Luc.", "luc"), ("yours, d’orlac", "orlac"), ("Madame Orlac", "orlac"),
        ("it is qux.z (at) firm5-home (dot) net", "firm5"), ("qux[AT]firm.net", "firm"),
        ("write qux at firm dot net", "firm"), ("नमस्ते, अर्जुन।", "अर्जुन"),
    ],
)  # fmt: skip
def test_what_says_who_somebody_is_is_put_in_other_words(text: str, gone: str) -> None:
    made, was, stands = scrubber().scrub(text)
    assert gone not in made.casefold()
    assert was
    assert len(was) == len(stands)
    assert all(made[one.start : one.end] == one.was for one in stands)
    assert all(text[one.start : one.end] == one.was for one in was)


def test_what_stands_beside_a_code_in_a_script_without_blanks_stays() -> None:
    made, was, _ = scrubber().scrub("注文FF-31042です")
    assert [one.was for one in was] == ["FF-31042"]
    assert made.startswith("注文")
    assert made.endswith("です")


def test_the_same_thing_is_the_same_everywhere_and_in_every_spelling() -> None:
    scrub = scrubber().scrub
    first, second = scrub("FF-31042 is mine")[0], scrub("mine is ff-31042")[0]
    assert first.split()[0].casefold() == second.split()[-1].casefold()
    assert scrub("+49 171 1234567")[0] == scrub("0171-1234567")[0] == "+44 1632 960007"
    assert scrub("0171 / 123 45 67")[0] == "+44 1632 960007"
    other = Scrubber(KNOWN, Pseudonyms(), weeks=3, around=date(2026, 3, 2)).scrub("FF-31042")[0]
    assert other != scrub("FF-31042")[0]


@pytest.mark.parametrize(
    "piece", ["a", "a.", "a-", "1", "a1/", "1.", "A ", "@", "a@", "/", "w.", "a(at)", "a at a dot "]
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    times = depth(10_000, 30_000)
    began = time.process_time()
    text = piece * times
    scrubber().scrub(text)
    suspicious(text, Common((), KNOWN, ()), KNOWN)
    assert time.process_time() - began < times / 10_000


def test_a_date_near_the_shift_moves_with_it_and_no_other_does() -> None:
    assert scrubber().scrub("since 2026-02-27")[0] == "since 2026-03-20"
    assert "07-25" not in scrubber().scrub("since 1975-07-04")[0]


def test_what_only_a_person_can_tell_is_suspicious() -> None:
    texts = [(f"c{n}", "the Machine leaks and Where is it") for n in range(5)]
    common = Common(texts, KNOWN, ["Hello there"])
    found = suspicious("Hello, the Machine of Grace leaks, 3 times. Где Иван", common, KNOWN)
    assert [span.was for span in found] == ["Grace", "3", "Где", "Иван"]
    assert [s.kind for s in suspicious("我叫王小明", common, KNOWN)] == ["word"]
    assert [s.was for s in suspicious("ask Ada or x.com", common, KNOWN)] == ["Ada", "x.com"]
    assert [s.was for s in suspicious("नमस्ते, शालिनी", common, KNOWN)] == ["नमस्ते", "शालिनी"]


def test_a_short_part_of_a_known_name_is_suspicious_in_small_letters_too() -> None:
    known = Known([Name("Nguyễn Thị Ánh", "Korvena Zinnerby"), Name("Xu Li", "Halvino Kern")])
    texts = [(f"c{n}", "thi is a word of theirs") for n in range(5)]
    common = Common(texts, known, ["yours and thanks"])
    found = suspicious("thanks, thi. yours, ánh and li", common, known)
    assert [(span.was, span.kind) for span in found] == [("ánh", "name"), ("li", "name")]


def test_a_word_with_a_digit_in_it_is_shown_as_a_whole() -> None:
    found = suspicious("yours, Zuzi7x of firm5-home", Common((), KNOWN, ["yours of"]), KNOWN)
    assert [(span.was, span.kind) for span in found] == [("Zuzi7x", "code"), ("firm5-home", "code")]


# ---- the last look


@pytest.mark.parametrize(
    ("secret", "text", "found"),
    [
        ("Li Na", "says: by LI  NA today", True), ("Li Na", "says: a linalool smell", False),
        ("王小明", "says: 我叫王小明。", True), ("Ada Lovelace", "says: adalovelace", True),
        ("31042", "n: FF 31042", True), ("31042", "n: 9310427", False),
        ("0171 1234567", "says: 0171-123 45 67", True), ("Jürgen Groß", "says: jürgen gross", True),
        ("Thanks", "says: Thanks", False), ("Ada Lovelace", "says: ada%20lovelace", True),
    ],
)  # fmt: skip
def test_the_last_look_finds_what_is_known_and_nothing_else(
    secret: str, text: str, found: bool
) -> None:
    assert Guard([secret], ["Thanks a lot"]).leaks(text) == ([secret] if found else [])


def test_nobody_is_given_the_number_of_somebody_else() -> None:
    theirs = [f"{number:04d}" for number in range(0, 10_000, 2)]
    others = Pseudonyms(b"k")
    others.avoid(theirs)
    assert not {others.code(number) for number in theirs[:500]} & set(theirs)
