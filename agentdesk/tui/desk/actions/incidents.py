"""Incidents: linking cases to one, declaring one, answering all its cases at once."""

from contextlib import suppress

from agentdesk.data.errors import StoreError
from agentdesk.data.unit import Command
from agentdesk.desk.groups import Many
from agentdesk.domain.customer_views import IncidentLine, IncidentView
from agentdesk.domain.rows import CaseRow
from agentdesk.seat.bulk import Marked
from agentdesk.seat.session import Opened
from agentdesk.seat.writing import TO_ALL, Writing
from agentdesk.tui.desk.actions.asking import Answers, Fields, about, ask_and_do, case_of
from agentdesk.tui.desk.bulk import for_each, marked
from agentdesk.tui.desk.host import Action, Host


def own_incident(opened: Opened) -> IncidentLine | None:
    """Return the incident that a case is, while the event is not over."""
    line = opened.case.incident
    own = line is not None and line.case_id == opened.case.row.id and line.running
    return line if own else None


async def _link(host: Host) -> None:
    from agentdesk.seat.care import incident_sheet, link_command, link_sheet

    if chosen := marked(host):
        await _link_marked(host, chosen)
        return
    if not (opened := await case_of(host)):
        return
    view = opened.case
    if line := own_incident(opened):
        answer = await host.sheet(incident_sheet(line))
        if answer is not None:
            await host.run_command(
                "incident.answer" if answer["do"] == "answer" else "incident.end"
            )
        return
    incidents = await host.need_bench().session.store.reads.open_incidents()
    plan = link_sheet(view.row, incidents, view.subject or f"case {view.row.id}")
    assert plan is not None  # a case can always be declared one
    await ask_and_do(host, opened, plan, link_command)


async def _link_marked(host: Host, chosen: Marked) -> None:
    from agentdesk.seat.care import link_command, link_sheet

    reads = host.need_bench().session.store.reads
    first = await reads.case_row(chosen.first)
    plan = link_sheet(first, await reads.open_incidents()) if first is not None else None
    if plan is None and chosen.rows:
        host.say("No incident is open: declare a case one first, with L on that case alone.")
        return

    def make(row: CaseRow, about: Fields, answers: Answers) -> Command | str:
        return link_command(about, answers)

    await for_each(host, chosen, "linked", make, plan)


async def _declare(host: Host) -> None:
    from agentdesk.desk.incidents import DeclareIncident

    if opened := await case_of(host):
        await host.do(DeclareIncident(**about(host, opened)))


async def _end(host: Host) -> None:
    from agentdesk.desk.incidents import EndIncident

    if opened := await case_of(host):
        await host.do(EndIncident(**about(host, opened)))


# ---- answering all its cases


async def _answer(host: Host) -> None:
    """Open the text box for an answer to every open case of the incident."""
    if not (opened := await case_of(host)):
        return
    row, line = opened.case.row, own_incident(opened)
    if line is None and row.incident is not None and await host.need_bench().open(row.incident):
        # What is written for all of them is written in the incident.
        host.desk.queue.select(row.incident)
        opened = host.need_bench().opened or opened
        row, line = opened.case.row, own_incident(opened)
    if line is None:
        host.say(f"Case {row.id} is no open incident. L links it to one, or declares it one.")
        return
    session = host.need_bench().session
    incident = await session.store.reads.incident(row.id)
    many = sum(case.open for case in incident.linked) if incident is not None else 0
    if not many:
        host.say("No open case is linked to it: there is nobody to answer.")
        return
    await _begin(host, opened, f"{many} linked case{'' if many == 1 else 's'}")


async def _begin(host: Host, opened: Opened, to: str) -> None:
    from agentdesk.seat.when import when
    from agentdesk.seat.writing import first_words

    bench, row = host.need_bench(), opened.case.row
    session = bench.session
    draft = await session.store.live.draft(session.me.id, row.id, TO_ALL)
    text = draft.body if draft else first_words(session.setup, row.queue, "reply")
    saved = "" if draft is None else when(draft.at, session.now, session.zone)
    box = await host.desk.need_composer()
    host.desk.go("case")
    box.begin(Writing(row.id, TO_ALL, to, row.last_message_id), text, saved)
    if not saved:
        box.area.move_cursor((0, 0))
    await bench.here(row.id, "typing")
    host.say("{name} and {case} are filled in; a line [de] begins the German. Ctrl+S asks first.")
    host.show_hints()


async def send_to_all(host: Host, writing: Writing, text: str) -> None:
    """Ask what becomes of the cases, then answer each of them; one undo takes all back.

    Raises ``Refused`` or ``StoreError`` with the text still in the box.
    """
    session = host.need_bench().session
    incident = await session.store.reads.incident(writing.case_id)
    if incident is None or not any(case.open for case in incident.linked):
        host.say("No open case is linked to it any more. The text is kept.")
        return
    if not text.strip():
        host.say("The answer is empty: write something first.")
        return
    answers = await _asked(host, incident, text)
    if answers is None:
        return
    many = await _send(host, incident, text, answers)
    await _sent(host, writing, many)


async def _asked(host: Host, incident: IncidentView, text: str) -> Answers | None:
    """Return what becomes of the cases, once the number written is right."""
    from agentdesk.seat.care import answer_sheet
    from agentdesk.sheetplan import refilled

    session = host.need_bench().session
    row = await session.store.reads.case_row(incident.line.case_id)
    if row is None:
        return None
    many = sum(case.open for case in incident.linked)
    plan = fresh = answer_sheet(session.setup, row, incident, text)
    while True:
        answers = await host.sheet(plan)
        if answers is None or "letter" in answers:
            return None
        written = answers.pop("how_many", str(many)).strip()
        if written == str(many):
            return answers
        problem = f"Nothing was sent: {many} cases are meant, and you wrote {written[:12]}."
        plan = refilled(fresh, answers, problem)


async def _send(host: Host, incident: IncidentView, text: str, answers: Answers) -> Many:
    from agentdesk.channels.incidents import answer_incident

    then = answers.pop("then")
    more = {name: said for name, said in answers.items() if said}
    seen = {case.case_id: case.version for case in incident.linked}
    desk = host.need_bench().session.desk
    host.say(f"Answering {sum(case.open for case in incident.linked)} cases …")
    return await answer_incident(desk, incident.line.case_id, text, then=then, seen=seen, **more)  # type: ignore[arg-type]  # one of the three offered


async def _sent(host: Host, writing: Writing, many: Many) -> None:
    """Close the box, show the cases as they are now, and say which were left out."""
    from agentdesk.tui.desk.drafting import forget

    bench = host.need_bench()
    await forget(host, writing, TO_ALL)
    host.desk.go("case")
    answered = [result for result in many.done if result.case_id != writing.case_id]
    left = many.left_out
    with suppress(StoreError):
        await bench.here(writing.case_id, "looking")
        await bench.cases_changed([result.case_id for result in many.done])
        await bench.renew_numbers()
    cases = "1 case" if len(answered) == 1 else f"{len(answered)} cases"
    host.say(f"{cases} answered, {len(left)} left out: {left[0].sentence}" if left else "")
    host.show_hints()
    if len(left) > 1:
        from agentdesk.tui.kit.reading import Reading

        lines = [f"{cases} answered. Left out:", "", *(result.sentence for result in left)]
        await host.beside(Reading(f"{len(left)} left out", lines, glyphs=host.desk.glyphs))


# ---- its answer, in a case that is linked


async def _insert(host: Host) -> None:
    """Put what the incident's customers were told into a reply to this one."""
    from agentdesk.seat.first_answers import incident_answer
    from agentdesk.tui.desk.actions.writing import begin_writing

    if not (opened := await case_of(host)):
        return
    answer = incident_answer(opened)
    if answer is None:
        host.say(f"No answer of an incident is there for case {opened.case.row.id}.")
        return
    await begin_writing(host, opened, "reply")
    box = host.desk.composer
    if box is None or box.writing is None:
        return
    if _only_signed(host, opened, box.text):
        # The words were signed when they were sent to the others.
        box.area.text = ""
    if answer.body not in box.text:
        box.insert(answer.body)
    host.say("")
    host.show_hints()


def _only_signed(host: Host, opened: Opened, text: str) -> bool:
    """Say whether nothing but the queue's signature is in the box."""
    from agentdesk.seat.writing import first_words

    first = first_words(host.need_bench().session.setup, opened.case.row.queue, "reply")
    return text.strip() == first.strip()


ACTIONS: dict[str, Action] = {
    "incident.link": _link,
    "incident.declare": _declare,
    "incident.end": _end,
    "incident.answer": _answer,
    "incident.insert": _insert,
}
