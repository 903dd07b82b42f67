"""A shift in plain lines: looking, taking, answering, handing on, resolving, taking back."""

import re
from pathlib import Path

import pytest

from agentdesk.clock import MINUTE, SECOND
from agentdesk.data.errors import Refused, StoreMissing
from agentdesk.desk.groups import do_each
from agentdesk.desk.presence import SetAgentState
from agentdesk.desk.taking import Assign, Reserve, Take
from agentdesk.plain.sheet import Unclear
from agentdesk.seat.sitting import leave, sit_down
from agentdesk.seat.writing import begin, remember_files
from tests.plain.bed import Bed, ctrl_c


def test_a_script_lists_answers_escalates_and_resolves_on_each_engine(any_bed: Bed) -> None:
    said = any_bed.script(
        "list waiting",
        "take 1",
        "reply", "Dear Ada,", "", "we pay one back.", ".",
        "send",
        "resolve", "answered", "", "One charge paid back.",
        f"show #{any_bed.cases[1]}",
        "take",
        "escalate", "up", "knowledge", "The parcel is lost.", "Asked.", "Ask the carrier.", "none",
        "quit",
    )  # fmt: skip
    first = any_bed.cases[0]
    assert f"1. Case {first}, P3, Ada Lovelace, Charged twice for the same order" in said
    assert f"Sent {first}." in said
    assert f"Resolved {first}." in said
    resolved, escalated = any_bed.case(0), any_bed.case(1)
    assert (resolved.row.state, resolved.summary) == ("resolved", "One charge paid back.")
    assert resolved.items[-1].message.body == "Dear Ada,\n\nwe pay one back."
    assert (escalated.row.tier, escalated.row.queue) == (2, "billing2")
    assert escalated.handover is not None
    assert escalated.handover.fields["expected"] == "Ask the carrier."


def test_a_list_is_short_sentences_and_its_numbers_mean_its_lines(bed: Bed) -> None:
    said = bed.talk("list waiting", "show 2", "quit")
    assert re.search(
        r"^2\. Case \d+, P3, Nick Cave, Where is my parcel\?, .*reply due in", said, re.M
    )
    assert f"Case {bed.cases[1]}: Where is my parcel?" in said
    assert "Message 1 of 1, from Nick Cave, 09:02, mail, 3 lines." in said
    assert bed.prompts[-1] == f"{bed.cases[1]}> "


def test_leaving_the_last_desk_is_being_offline_and_coming_back_is_being_available(
    bed: Bed,
) -> None:
    def state() -> str:
        return bed.wait(bed.store.reads.agent("lena"))[0].state

    other = bed.seat("lena")
    bed.wait(sit_down(other))
    bed.talk("list", "quit")
    assert state() == "available"
    bed.wait(leave(other))
    assert state() == "offline"
    seen: list[str] = []
    bed.talk("list", lambda: seen.append(state()), "quit")
    assert seen == ["available"]
    assert state() == "offline"
    bed.act("lena", SetAgentState, state="available")
    bed.act("lena", SetAgentState, state="offline")
    bed.talk(lambda: seen.append(state()), "quit")
    assert seen[-1] == "offline"


def test_saved_views_are_lists_too(bed: Bed) -> None:
    bed.act("mona", Reserve, case_id=bed.cases[1], agent="lena")
    said = bed.talk(
        "list for me", "take #1", "snooze 2d", "list snoozed", "list late", "list no", "list wai",
        "quit",
    )  # fmt: skip
    assert re.search(r"^For me: 1 case\.\n1\. Case 2, .*, kept for you", said, re.M)
    assert re.search(r"^Snoozed: 1 case\.\n1\. Case 1, .*, snoozed until", said, re.M)
    assert "Late: no case." in said
    assert "Waiting, in the order of taking: 2 cases." in said
    assert "There is no list “no”. There are mine, waiting, for me" in said


def test_quoted_text_is_left_out_until_asked_for(bed: Bed) -> None:
    body = "It still does not work.\n\nOn Monday you wrote:\n> Please restart it.\n> Kind regards"
    bed.cases.append(bed.mail("Rosa Luxemburg", "Still broken", body, folds=((2, 5, "quote"),)))
    said = bed.talk(f"show #{bed.cases[3]}", "quit")
    assert "3 quoted lines: say quoted." in said
    assert "Please restart it" not in said
    assert "> Please restart it." in bed.talk(f"show #{bed.cases[3]}", "quoted", "quit")


def test_every_line_of_a_reply_is_kept_before_the_next(bed: Bed) -> None:
    seen: list[str] = []

    def look() -> None:
        draft = bed.draft(0)
        seen.append("" if draft is None else draft.body)

    said = bed.talk("take #1", "reply", "One.", look, "..two", look, ctrl_c, "reply", "three", ".")
    assert seen == ["One.", "One.\n.two"]
    assert "The draft is kept." in said
    assert "There is a draft of 09:04" in said
    draft = bed.draft(0)
    assert draft is not None
    assert draft.body == "One.\n.two\nthree"
    assert draft.to == "ada@there.example"
    assert bed.case(0).items[-1].message.direction == "in", "nothing was sent"


def test_blanks_are_asked_one_by_one_and_an_open_one_is_not_sent(bed: Bed) -> None:
    bed.answer("Refund", "Dear ‹name›,\n‹amount› will be paid back. ‹amount›, in full.")
    said = bed.talk(
        "take #1", "answers paid back", "use 1", "Ada", "", "send",
        "reply", ":back", ":use Refund", "Ada", "12 €", ".", "send", "quit",
    )  # fmt: skip
    assert "Still open: ‹amount›, ‹amount›." in said
    assert "Fill in ‹amount› first" in said
    sent = bed.case(0).items[-1].message
    assert sent.direction == "out"
    assert sent.body.endswith("12 € will be paid back. 12 €, in full.")


def test_send_resolve_asks_how_it_ended_and_does_both(bed: Bed) -> None:
    bed.talk("take #1", "reply", "Paid back.", ".", "send resolve", "1", "", "Paid back.", "quit")
    assert bed.case(0).row.state == "resolved"
    assert bed.draft(0) is None


def test_a_reply_is_held_when_the_customer_wrote_meanwhile(bed: Bed) -> None:
    def writes() -> None:
        bed.mail("Ada Lovelace", "Re: Charged twice", "Found it myself.", case_id=bed.cases[0])
        bed.until_news("The customer wrote")()

    said = bed.talk("take #1", "reply", "We look.", writes, ".", "send", "send", "quit")
    news = f"The customer wrote in case {bed.cases[0]}, the open case."
    assert said.count(news) == 1
    assert said.index("The reply is kept") < said.index(news), "not in the middle of typing"
    assert "read it first, your text is kept" in said
    assert "Found it myself." in said
    assert [i.message.direction for i in bed.case(0).items] == ["in", "in", "out"]


def test_what_comes_to_me_is_told_before_the_next_prompt(bed: Bed) -> None:
    first, second = bed.cases[:2]

    def comes() -> None:
        bed.act("mona", Reserve, case_id=first, agent="lena")
        bed.act("mona", Assign, case_id=second, to="lena")
        bed.until_news("is yours now")()

    said = bed.talk(comes, "", "quit")
    assert f"Case {first} is kept for you: take {first}." in said
    assert f"Case {second} is yours now: mona gave it to you." in said


def test_a_silent_store_is_told_once_and_when_it_answers_again(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = type(bed.store.reads).next_timer

    def goes() -> None:
        async def gone(self: object) -> int:
            raise StoreMissing("The store is away.")

        monkeypatch.setattr(type(bed.store.reads), "next_timer", gone)
        bed.until_news("does not answer")()

    def comes_back() -> None:
        monkeypatch.setattr(type(bed.store.reads), "next_timer", answers)
        bed.until_news("answers again")()

    said = bed.talk(goes, "", comes_back, "", "quit")
    assert said.count("The store does not answer since 09:04") == 1
    assert said.count("The store answers again.") == 1


def test_undo_gives_the_text_back_and_its_end_is_told(bed: Bed) -> None:
    def too_late() -> None:
        bed.clock.advance(16 * SECOND)

    said = bed.talk(
        "take #1", "reply", "Sorry.", ".", "send", "undo list", "undo",
        "priority 2", too_late, "", "undo", "quit",
    )  # fmt: skip
    first = bed.cases[0]
    assert re.search(rf"^1\. sent {first}, 15 seconds left\.", said, re.M)
    assert "The text is a draft again: reply goes on with it." in said
    draft = bed.draft(0)
    assert draft is not None
    assert draft.body == "Sorry."
    assert said.count(f"set {first} to P2: the time to take it back is over.") == 1


def test_a_refused_sheet_offers_again_what_was_answered(bed: Bed) -> None:
    said = bed.talk(
        "take #1", "reply", "Paid back.", ".", "send",
        "resolve", "refunded", "", "One charge was paid back.",
        "resolve", "", "1", "", "quit",
    )  # fmt: skip
    assert "root cause" in said.lower()
    assert bed.prompts[-2] == "Summary (Enter keeps: One charge was paid back.): "
    view = bed.case(0)
    assert (view.row.state, view.row.disposition) == ("resolved", "refunded")
    assert view.summary == "One charge was paid back."


def test_an_unknown_word_gets_the_nearest_and_a_person_goes_on(bed: Bed) -> None:
    said = bed.talk("escalte", "re", "show 99", "lsit", "12x", "state", "quit")
    assert "There is no word “escalte”. Did you mean escalate?" in said
    assert "“re” may be reply or resolve or resume or release or reopen or redo" in said
    assert "There is no case 99." in said
    assert "Did you mean list?" in said
    assert "You are available" in said


def test_a_script_ends_at_the_first_thing_that_cannot_be_done(bed: Bed) -> None:
    with pytest.raises(Unclear, match="Did you mean take"):
        bed.script("tkae 1", "take 1")
    with pytest.raises(Refused, match="There is no case 99"):
        bed.script("take 99")
    with pytest.raises(Unclear, match="the draft is kept, nothing is posted"):
        bed.script("take #1", "reply", "Half a letter")
    draft = bed.draft(0)
    assert draft is not None
    assert draft.body == "Half a letter"
    with pytest.raises(Unclear, match="Choose one of these"):
        bed.script("show #2", "take", "resolve", "nonsense")
    assert bed.case(1).row.state != "resolved"


def test_leaving_a_sheet_does_nothing(bed: Bed) -> None:
    said = bed.talk("take #1", "escalate", "", ctrl_c, "escalate", "cancel", "escalate", "", "",
                    ":cancel", "quit")  # fmt: skip
    assert "Nothing more is done." in said
    assert said.count("Nothing is done.") == 2
    assert bed.case(0).row.tier == 1


def test_small_verbs_take_their_words_from_the_line(bed: Bed) -> None:
    said = bed.talk(
        "take #1", "tags vip, late", "tags -late", "note Called her.", "priority p1",
        "snooze 2d", "resume", "verify call", "promise", "1", "a refund", "customer", "history",
        "why", "state lunch", "state", "assign omar", "busy today", "quit",
    )  # fmt: skip
    view = bed.case(0)
    assert view.row.tags == ("vip",)
    assert view.row.priority == 1
    assert view.row.owner == "omar"
    assert view.row.wake_at is None
    assert view.row.verified == "full"
    assert [text for _, text in view.promises] == ["a refund"]
    assert any(i.message.body == "Called her." for i in view.items)
    assert "Reached at ada@there.example." in said
    assert "This is the first contact." in said
    assert "You are away, lunch" in said


def test_waiting_asks_only_what_it_needs(bed: Bed) -> None:
    bed.talk("take #1", "wait date", "2d", "quit")
    bed.talk("take #2", "reply", "How?", ".", "send", "wait reply", "quit")
    assert bed.case(0).row.wake_at == bed.clock.at + 2 * 24 * 60 * MINUTE
    assert bed.case(1).row.state == "waiting_customer"


def test_hostile_words_cannot_steer_the_terminal(bed: Bed) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07 \x9b31m \u202eevil\r\nTook 1.\x00"
    bed.cases.append(bed.mail("Eve\x1b[31m", f"Hi {evil}", f"{evil}\nbye"))
    case = f"#{bed.cases[3]}"
    said = bed.talk("list waiting", f"show {case} all", "customer", "history", "take", "quit")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)


def test_ascii_writes_the_desks_own_signs_in_ascii(bed: Bed) -> None:
    said = bed.talk("list waiting", "show 1", "nonsense", "help", "quit", ascii_only=True)
    assert said.isascii()
    assert 'There is no word "nonsense".' in said


def test_an_act_of_many_parts_is_one_line_and_is_taken_back_whole(bed: Bed) -> None:
    desk = bed.seat("lena").desk
    takes = [desk.command(Take, case_id=case_id) for case_id in bed.cases]
    bed.wait(do_each(desk, takes))
    said = bed.talk("undo list", "undo 1", "redo", "undo", "quit")
    assert re.search(r"^1\. took 3 cases, \d+ seconds left\.", said, re.M)
    assert said.count("Undid took 3 cases.") == 2
    assert [bed.case(number).row.owner for number in range(3)] == [None] * 3


def test_files_put_to_a_reply_on_the_screen_go_along(bed: Bed, tmp_path: Path) -> None:
    kept = tmp_path / "bill.txt"
    kept.write_text("12.50")
    session = bed.seat("lena")
    opened = bed.wait(session.open(bed.cases[0]))
    assert opened is not None
    begun = bed.wait(begin(session, opened, "reply"))
    bed.wait(remember_files(session, begun.writing, [str(kept)]))
    said = bed.talk("take #1", "reply", "Here it is.", ".", "send", "quit")
    assert "The file bill.txt goes along." in said
    assert [part.filename for part in bed.case(0).items[-1].parts] == ["bill.txt"]
    assert bed.draft(0, "files") is None
    bed.wait(remember_files(session, begun.writing, [str(tmp_path / "gone.txt")]))
    said = bed.talk("show #1", "reply", "And this.", ".", "send", "quit")
    assert "gone.txt cannot be read" in said
    assert len(bed.case(0).items) == 2
