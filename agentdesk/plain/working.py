"""Verbs that change a case: take, hand over, wait, resolve, taking things back, my state."""

import re
from collections.abc import Callable

from agentdesk.data.errors import Refused
from agentdesk.desk import groups
from agentdesk.desk.placing import PlaceHeld
from agentdesk.desk.taking import Release, Take, TakeNext
from agentdesk.desk.waiting import Resume, Snooze, Wake
from agentdesk.domain.rows import CaseRow
from agentdesk.plain import words
from agentdesk.plain.looking import tell_case
from agentdesk.plain.sheet import Answers, Rules, Unclear, ask_sheet, chosen
from agentdesk.plain.table import Table
from agentdesk.seat import dates, sheets
from agentdesk.seat.asks import ASKS, own_state
from agentdesk.seat.session import Opened
from agentdesk.seat.taking_back import draft_again
from agentdesk.sheetplan import Choice, Option, SheetPlan, refilled


def take_next(table: Table, what: str) -> None:
    """Take the case that the desk chooses, and tell it."""
    outcome = table.do(TakeNext(**table.session.ids()))
    tell_case(table, table.open(int(outcome.result["case_id"])))


def take(table: Table, what: str) -> None:
    """Take the case named, or the open one."""
    case_id = table.number(what) if what else table.case().case.row.id
    table.do(Take(**table.session.ids(), case_id=case_id))
    tell_case(table, table.open(case_id))


def release(table: Table, what: str) -> None:
    """Put the case back into its queue."""
    table.do(Release(**table.about(table.of(what))))


def resume(table: Table, what: str) -> None:
    """Go on with a case that waits or is snoozed."""
    opened = table.of(what)
    about = table.about(opened)
    table.do(Wake(**about) if opened.case.row.wake_at is not None else Resume(**about))


# ---- with a sheet


def answers_of(table: Table, name: str, opened: Opened, given: Answers) -> Answers:
    """Ask a sheet's fields. What a refused try was told is offered again."""
    row = opened.case.row
    plan = ASKS[name].plan(table.session, row)
    if plan is None:
        raise Refused("There is no other queue of this tier.", "nothing")
    plan = refilled(plan, table.kept.get((name, row.id), {}), "")
    answers = ask_sheet(table.voice, plan, given, rules_of(name, row, table))
    table.kept[name, row.id] = answers
    return answers


def asking(name: str) -> Callable[[Table, str], None]:
    """Return the verb that asks a sheet and does what was answered; its words answer fields."""

    def ask(table: Table, what: str) -> None:
        opened = table.case()
        given = given_by(name, table, opened.case.row, what)
        answers = answers_of(table, name, opened, given)
        made = ASKS[name].make(table.session, opened.case.row, table.about(opened), answers)
        if isinstance(made, str):
            raise Unclear(made)
        table.do(made)
        table.kept.pop((name, opened.case.row.id), None)

    return ask


def rules_of(name: str, row: CaseRow, table: Table) -> Rules:
    """Return which fields need no question, and which need an answer, once others have one."""
    me, is_lead = table.session.me.id, table.session.me.role == "lead"

    def needless(answers: Answers) -> frozenset[str]:
        if name == "wait":
            left = {"date": {"party"}, "party": set[str]()}
            return frozenset(left.get(answers.get("until", ""), {"date", "party"}))
        if name == "promise" and answers.get("due") != "date":
            return frozenset({"date"})
        if name == "priority" and int(answers.get("priority") or 4) <= row.priority:
            return frozenset({"reason"})
        if name == "assign" and answers.get("to") == me:
            return frozenset({"reason"})
        return frozenset()

    def needed(answers: Answers) -> frozenset[str]:
        if name == "escalate" and answers.get("where") not in ("lead", "down"):
            return frozenset({"tried", "expected", "promised"})
        if name == "assign" and not is_lead:
            return frozenset({"reason"})
        return frozenset({"date", "party"} if name in ("wait", "promise") else ())

    return Rules(needless, needed)


def given_by(name: str, table: Table, row: CaseRow, what: str) -> Answers:
    """Return the answers that stand in the verb's own words."""
    if not what:
        return {}
    if name == "tags":
        tags = [tag for tag in re.split(r"[,\s]+", what) if tag]
        off = [tag.removeprefix("-") for tag in tags if tag.startswith("-")]
        if off and len(off) < len(tags):
            raise Unclear("Add tags or take them off (-tag), one of the two at a time.")
        return {"do": "remove" if off else "add", "tags": ",".join(off or tags)}
    plan = ASKS[name].plan(table.session, row)
    first = plan.fields[0] if plan is not None else None
    if name == "priority":
        what = what.lower().removeprefix("p")
    if isinstance(first, Choice):
        option = chosen(first, what)
        if option is None:
            said = ", ".join(option.label for option in first.options)
            raise Unclear(f"{name.capitalize()} knows no “{what[:30]}”. There are: {said}.")
        return {first.name: option.value}
    raise Unclear(f"Say {name} alone: the rest is asked.")


def snooze(table: Table, what: str) -> None:
    """Hide the case until a date: ``2d``, ``tomorrow``, ``friday``, ``2026-03-02 10:00``."""
    session, opened = table.session, table.case()
    typed = what or table.voice.line("Until when (tomorrow, friday, week, 2d, 2026-03-02 10:00): ")
    now, zone = session.now, session.zone
    at = dates.named(typed.strip().lower(), now, zone, 9) or dates.typed(typed, now, zone)
    if at is None:
        raise Unclear(f"“{typed[:20]}” is no date. Try 2026-03-02 10:00, tomorrow, or 2d.")
    table.do(Snooze(**table.about(opened), until=at))


def state(table: Table, what: str) -> None:
    """Tell what I do and hold; with a word, change it."""
    session = table.session
    agent, load = table.wait(session.state())
    if not what:
        table.voice.say(words.state_line(agent, load, session.me.capacity, session.now))
        return
    plan = sheets.state_sheet(session.setup, agent.state)
    field = plan.fields[0]
    assert isinstance(field, Choice)
    for typed in (what, f"away: {what}"):
        option = chosen(field, typed)
        if option is not None:
            table.do(own_state(session.ids(), {field.name: option.value}))
            return
    said = ", ".join(option.label for option in field.options)
    raise Unclear(f"There is no state “{what[:30]}”. There are: {said}.")


def place(table: Table, what: str) -> None:
    """Put a held mail into the case it names, into a new case, or away as spam."""
    if not what.isdecimal() or not 1 <= int(what) <= len(table.held):
        raise Unclear("Say held first, then place and a number of that list.")
    mail = table.held[int(what) - 1]
    case = mail.row.suggested_case
    options = [Option("suggested", f"into case {case}")] if case is not None else []
    options += [Option("new", "into a new case"), Option("spam", "away as spam")]
    plan = SheetPlan(
        title=f"Place the mail of {mail.message.from_address}",
        fields=(Choice("where", "Where", tuple(options)),),
    )
    where = ask_sheet(table.voice, plan, {})["where"]
    placed = {"suggested": "suggested", "new": "new"}.get(where, "spam")
    table.do(PlaceHeld(**table.session.ids(), held_id=mail.row.id, placed_as=placed))  # type: ignore[arg-type]  # one of the three


# ---- taking back


def undo(table: Table, what: str) -> None:
    """Take back what was done last, or a number of ``undo list``."""
    session = table.session
    if what and "list".startswith(what.lower()):
        _undo_list(table)
        return
    target = None
    if what:
        if not what.isdecimal() or not 1 <= int(what) <= len(table.back):
            raise Unclear("Say undo list first, then undo and a number of that list.")
        target = table.back[int(what) - 1].target
    back = table.wait(groups.undo(session.desk, target))
    _tell_back(table, back)
    for result in back.results:
        undone = result.outcome
        draft = None if undone is None else table.wait(draft_again(session, undone))
        if draft is not None:
            which = "" if len(back.results) == 1 else f" of case {draft.case_id}"
            table.voice.say(f"The text{which} is a draft again: {draft.kind} goes on with it.")


def _tell_back(table: Table, back: groups.TakenBack) -> None:
    """Say what was taken back or done again; of an act of several parts, what was left out."""
    outcomes = [result.outcome for result in back.results if result.outcome is not None]
    for outcome in outcomes:
        table.undoable.pop(str(outcome.result.get("undone", "")), None)
    if len(back.results) == 1:
        table.did(outcomes[0])
        return
    table.voice.say(f"{back.label[:1].upper()}{back.label[1:]}.")
    for result in back.results:
        if not result.done:
            table.voice.say(f"Left out: {result.sentence}")
    table.read_again()


def _undo_list(table: Table) -> None:
    session = table.session
    records = table.wait(session.store.reads.undoable(session.me.id, session.now))
    table.back = groups.undo_list(records)
    if not table.back:
        table.voice.say("There is nothing to take back.")
    for number, line in enumerate(table.back, start=1):
        table.voice.say(f"{number}. {words.undo_line(line, session.now)}.")


def redo(table: Table, what: str) -> None:
    """Do again what was taken back last."""
    _tell_back(table, table.wait(groups.redo(table.session.desk)))
