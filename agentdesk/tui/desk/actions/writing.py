"""Writing: replies and notes, answers into them, sending."""

import os
import shlex
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.views import CaseView
from agentdesk.seat.writing import Then
from agentdesk.text import clean
from agentdesk.tui.desk.composer import Writing
from agentdesk.tui.desk.host import Action, Host
from agentdesk.tui.desk.session import Opened
from agentdesk.tui.desk.when import when


def _begin(kind: str) -> Action:
    async def begin(app: Host) -> None:
        opened = await app.need_bench().act_on()
        if opened is None:
            app.say("No case is highlighted.")
            return
        await begin_writing(app, opened, kind)

    return begin


async def begin_writing(app: Host, opened: Opened, kind: str) -> None:
    """Open the text box for a case, with the draft that there was."""
    from agentdesk.seat.writing import begin

    bench = app.need_bench()
    session, row = bench.session, opened.case.row
    if not row.active and kind == "reply":
        app.say(f"Case {row.id} is {row.state}. A note is possible: n")
        return
    begun = await begin(session, opened, kind)
    saved = "" if begun.saved_at is None else when(begun.saved_at, session.now, session.zone)
    box = await app.desk.need_composer()
    app.desk.go("case")
    box.begin(begun.writing, begun.text, saved)
    if not saved:
        box.area.move_cursor((0, 0))
    app.desk.case_text.call_after_refresh(app.desk.case_text.to_end)
    await bench.here(row.id, "typing")
    app.show_hints()


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
        else:
            await _post_reply(app, box.writing, box.text, then)

    return send


async def _post_note(app: Host, writing: Writing, text: str) -> None:
    from agentdesk.desk.notes import Note

    if await app.do(Note(**app.ids(), case_id=writing.case_id, body=text)):
        await _posted(app, writing)


async def _post_reply(app: Host, writing: Writing, text: str, then: Then) -> None:
    from agentdesk.seat.writing import reply_command

    bench = app.need_bench()
    session = bench.session
    view = await session.store.reads.case(writing.case_id)
    if view is None:
        return
    answers: dict[str, str] = {}
    if then == "resolve":
        chosen = await _ask_how_it_ended(app, view)
        if chosen is None:
            return
        answers = chosen
    try:
        command = reply_command(session, view, writing, text, then, answers)
    except Refused as error:
        app.say(error.sentence)
        return
    if await app.do(command):
        await _posted(app, writing)
    elif bench.opened is not None and bench.opened.case.row.id == writing.case_id:
        await bench.open(writing.case_id)


async def _ask_how_it_ended(app: Host, view: CaseView) -> dict[str, str] | None:
    from agentdesk.tui.desk.sheets import resolve_sheet

    plan = resolve_sheet(app.need_bench().session.setup, view.row)
    answers = await app.sheet(plan)
    return None if answers is None or "letter" in answers else answers


async def _posted(app: Host, writing: Writing) -> None:
    bench = app.need_bench()
    live = bench.session.store.live
    # It is posted, whatever becomes of the draft: a box left open would be sent twice.
    with suppress(StoreError):
        await live.drop_draft(bench.session.me.id, writing.case_id, writing.kind)
    box = app.desk.composer
    if box is not None:
        box.end()
    app.desk.go("case")
    await bench.here(writing.case_id, "looking")
    await after_send(app)
    app.show_hints()


async def after_send(app: Host) -> None:
    """Go where the person's setting says: stay, the next of mine, or the list."""
    if app.after_send == "list":
        app.desk.go("queue")
    elif app.after_send == "next":
        await app.run_command("case.next_mine")


async def _flip(app: Host) -> None:
    box = app.desk.composer
    if box is None or box.writing is None:
        return
    before, text = box.writing, box.text
    after = box.flip()
    if after is not None:
        bench = app.need_bench()
        live = bench.session.store.live
        if await bench.keep_draft(after.case_id, after.kind, text, after.to, after.seen_message):
            await live.drop_draft(bench.session.me.id, before.case_id, before.kind)


async def _leave(app: Host) -> None:
    await app.close_composer()
    app.desk.go("case")
    app.show_hints()


def _blank(by: int) -> Action:
    async def blank(app: Host) -> None:
        box = app.desk.composer
        if box is not None and not box.next_blank(by):
            app.say("There is no blank to fill in.")

    return blank


async def _answers(app: Host) -> None:
    app.desk.go("answers")
    app.say("Enter inserts the answer, Esc goes back.")
    app.show_hints()


async def insert_answer(app: Host) -> None:
    """Put the highlighted answer into the text box, opening it if need be."""
    answer = app.desk.answers.chosen
    if answer is None:
        return
    bench = app.need_bench()
    box = app.desk.composer
    if box is None or box.writing is None:
        opened = await bench.act_on()
        if opened is None:
            app.say("Highlight a case first.")
            return
        await begin_writing(app, opened, "reply")
        box = app.desk.composer
    if box is None or box.writing is None:
        return
    app.desk.go("case")
    box.insert(clean(answer.body))
    app.say("")
    app.show_hints()


async def _editor(app: Host) -> None:
    box = app.desk.composer
    if box is None or box.writing is None:
        return
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        app.say("No editor is set: put its name into EDITOR.")
        return
    with tempfile.TemporaryDirectory(prefix="agentdesk-") as folder:
        path = Path(folder) / f"case-{box.writing.case_id}.txt"
        path.touch(0o600)
        path.write_text(box.text, encoding="utf-8")
        try:
            code = _run_editor(app, editor, path)
            text = path.read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError) as error:
            app.say(f"The editor “{editor}” could not be started: {error}. The text is kept.")
            return
    if code != 0:
        app.say(f"The editor ended with an error ({code}). The text is as it was.")
        return
    box.area.text = clean(text.removesuffix("\n"))


def _run_editor(app: Host, editor: str, path: Path) -> int:
    """Give the terminal to the editor. The desk stands still meanwhile, as it is not seen."""
    with app.suspend():
        return subprocess.call([*shlex.split(editor), str(path)])


ACTIONS: dict[str, Action] = {
    "write.reply": _begin("reply"),
    "write.note": _begin("note"),
    "write.send": _send("stay"),
    "write.send_wait": _send("wait"),
    "write.send_resolve": _send("resolve"),
    "write.flip": _flip,
    "write.leave": _leave,
    "write.blank": _blank(1),
    "write.blank_back": _blank(-1),
    "write.answers": _answers,
    "write.editor": _editor,
}
