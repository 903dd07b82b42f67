"""Writing to a customer and for colleagues: beginning, sending, and what comes after."""

from contextlib import suppress

from msgspec.structs import replace

from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.views import CaseView
from agentdesk.seat.answer_carrying import carried, not_public
from agentdesk.seat.session import Opened
from agentdesk.seat.when import when
from agentdesk.seat.writing import FILES, Then, Writing
from agentdesk.tui.desk.host import Action, Host


def _begin(kind: str) -> Action:
    async def begin(app: Host) -> None:
        opened = await app.need_bench().act_on()
        if opened is None:
            app.say("No case is highlighted.")
            return
        await begin_writing(app, opened, kind)

    return begin


async def begin_writing(app: Host, opened: Opened, kind: str) -> bool:
    """Open the text box for a case, with the draft that there was; ``False`` if it cannot be."""
    from agentdesk.seat.enclosed import still_there
    from agentdesk.seat.writing import begin
    from agentdesk.tui.desk.around import begin_at

    bench = app.need_bench()
    session, row = bench.session, opened.case.row
    if not row.active and kind == "reply":
        app.say(f"Case {row.id} is {row.state}. A note is possible: n")
        return False
    begun = await begin(session, opened, kind)
    saved = "" if begun.saved_at is None else when(begun.saved_at, session.now, session.zone)
    box = await app.desk.need_composer()
    app.desk.go("case")
    box.begin(begun.writing, begun.text, saved, still_there(begun.files))
    if not saved:
        box.area.move_cursor((0, 0))
    app.desk.case_text.call_after_refresh(begin_at, bench)
    await bench.here(row.id, "typing")
    bench.offering.warm()
    app.show_hints()
    return True


# ---- sending


def _send(then: Then) -> Action:
    async def send(app: Host) -> None:
        box = app.desk.composer
        if box is None or box.writing is None:
            return
        if box.writing.kind == "note":
            await _post_note(app, box.writing, box.text)
        elif box.blanks:
            box.next_blank(1)
            app.say("Fill in the blank first, or delete it.")
        elif box.writing.kind == "incident":
            from agentdesk.tui.desk.actions.incidents import send_to_all

            await send_to_all(app, box.writing, box.text)
        elif await _others_know(app, box.writing) and await _has_seen_all(app, box.writing):
            if box.macro is not None and then == "stay":
                from agentdesk.tui.desk.macros import finish

                await finish(app, box.macro, box.writing, box.text)
            else:
                await _post_reply(app, box.writing, box.text, then)

    return send


async def _others_know(app: Host, writing: Writing) -> bool:
    """Ask once before two people answer one case."""
    from agentdesk.tui.desk.around import others_writing

    box, others = app.desk.composer, others_writing(app.need_bench(), writing.case_id)
    if box is None or box.warned or not others:
        return True
    box.warned = True
    verb = "are" if len(others) > 1 else "is"
    app.say(f"{' and '.join(others)} {verb} writing too: the same key again sends.")
    return False


async def _has_seen_all(app: Host, writing: Writing) -> bool:
    """Hold the reply while there is a message its writer has not seen, and show that message."""
    from agentdesk.seat.writing import has_read, unread, unread_words
    from agentdesk.tui.desk.around import begin_at

    bench, box = app.need_bench(), app.desk.composer
    session = bench.session
    row = await session.store.reads.case_row(writing.case_id)
    if box is None or row is None or not unread(writing, row):
        return True
    await bench.open(writing.case_id)
    if bench.opened is None or bench.opened.case.row.id != writing.case_id:
        return False
    view, now = bench.opened.case, session.now
    box.writing = has_read(writing, view)
    app.desk.case_text.call_after_refresh(begin_at, bench)
    news = unread_words(writing, view, lambda at: when(at, now, session.zone), now)
    app.say(f"{news}: read it first, your text is kept. The same key again sends.")
    return False


async def _post_note(app: Host, writing: Writing, text: str) -> None:
    from agentdesk.desk.notes import Note

    if await app.do(Note(**app.ids(), case_id=writing.case_id, body=text)):
        await posted(app, writing)


async def _post_reply(app: Host, writing: Writing, text: str, then: Then) -> None:
    from agentdesk.seat.enclosed import read
    from agentdesk.seat.writing import reply_command

    bench, box = app.need_bench(), app.desk.composer
    session = bench.session
    view = await session.store.reads.case(writing.case_id)
    if view is None or box is None:
        return
    if (why_not := not_public(bench.offering.answers, box.used, text)) is not None:
        raise Refused(why_not, "invalid")
    carry = carried(bench.offering.answers, box.used)
    answers: dict[str, str] = {}
    asked = then
    if then == "stay" and carry.next_state:
        then = carry.next_state
    if then == "resolve":
        chosen = await _ask_how_it_ended(app, view, carry.disposition, offered=asked == "stay")
        if chosen is None:
            return
        if "letter" in chosen:
            chosen, then = {}, "stay"
        answers = chosen
    command = reply_command(
        session,
        view,
        writing,
        text,
        then,
        answers,
        files=read(box.files, session.setup.limits.files),
        answer_ids=box.used,
        set_tags=carry.tags,
    )
    if await app.do(command):
        await posted(app, writing)
    elif bench.opened is not None and bench.opened.case.row.id == writing.case_id:
        await bench.open(writing.case_id)


async def _ask_how_it_ended(
    app: Host, view: CaseView, disposition: str, *, offered: bool
) -> dict[str, str] | None:
    """Ask how the case ended, beginning with what an answer says. Where the answer proposed it
    (``offered``), a letter sends without resolving."""
    from agentdesk.seat.sheets import resolve_sheet
    from agentdesk.sheetplan import Choice, refilled

    plan = resolve_sheet(app.need_bench().session.setup, view.row)
    first = plan.fields[0]
    known = isinstance(first, Choice) and any(o.value == disposition for o in first.options)
    if disposition and known:
        plan = refilled(plan, {"disposition": disposition}, "")
    if offered:
        intro = "The answer proposes to resolve the case. n only sends the reply."
        plan = replace(plan, intro=intro, letters={"n": "send"})
    answers = await app.sheet(plan)
    if answers is not None and "letter" in answers and not offered:
        return None
    return answers


async def posted(app: Host, writing: Writing) -> None:
    """Close the text box over what was posted, and go where the person wants to be then."""
    from agentdesk.tui.desk.drafting import forget

    bench = app.need_bench()
    await forget(app, writing, writing.kind, *([FILES] if writing.kind == "reply" else []))
    app.desk.go("case")
    with suppress(StoreError):
        await bench.mark_draft(writing.case_id, False)
    await bench.here(writing.case_id, "looking")
    await after_send(app)
    app.show_hints()


async def after_send(app: Host) -> None:
    """Go where the person's setting says: stay, the next of mine, or the list."""
    bench = app.need_bench()
    if app.after_send == "list":
        app.desk.go("queue")
    elif app.after_send == "next":
        before, said = bench.case_id, bench.note
        await app.run_command("case.next_mine")
        if bench.case_id == before:
            bench.note = said
            app.desk.go("queue")
        elif bench.opened is not None:
            app.say(f"Next: {bench.opened.case.row.id}, {bench.opened.case.subject}")


ACTIONS: dict[str, Action] = {
    "write.reply": _begin("reply"),
    "write.note": _begin("note"),
    "write.send": _send("stay"),
    "write.send_chat": _send("stay"),
    "write.send_wait": _send("wait"),
    "write.send_resolve": _send("resolve"),
}
