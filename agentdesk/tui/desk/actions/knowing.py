"""In the editors' place: opening answers, writing them, bringing them into other states."""

from typing import Any

from agentdesk.data.errors import Refused, StoreError
from agentdesk.data.unit import Command
from agentdesk.domain.content import Answer, AnswerState
from agentdesk.seat.knowledge import Item, Knowledge, look
from agentdesk.seat.session import Session
from agentdesk.tui.desk.host import Action, Host

_STATES: dict[str, AnswerState] = {
    "submit": "not_validated",
    "validate": "validated",
    "archive": "archived",
    "back": "not_validated",
}


async def _open(host: Host) -> None:
    """Show the place again and again, until somebody leaves it; what was done is seen at once."""
    from agentdesk.tui.desk.knowledge import KnowledgeScreen

    session = host.need_bench().session
    typed, at = "", None
    while True:
        knowledge = await look(session, typed)
        # The keys of the desk itself mean nothing here.
        host.desk.footer.show_hints([("Esc", "back to the desk", 1)])
        asked = await host.ask(
            KnowledgeScreen(knowledge, typed=typed, at=at, glyphs=host.desk.glyphs)
        )
        if asked is None:
            host.show_hints()
            return
        typed, at = asked.typed, asked.item or at
        bench = host.need_bench()
        bench.note = ""
        try:
            at = await _do(host, knowledge, asked.verb, asked.item) or at
        except (Refused, StoreError) as error:
            bench.note = str(error)


async def _do(host: Host, knowledge: Knowledge, verb: str, item: Item | None) -> Item | None:
    """Do what was asked for; return what is to be lit then."""
    if verb == "new":
        return await _new(host, item.id if item is not None and item.kind == "question" else "")
    if item is None:
        return None
    if verb == "settle":
        await _settle(host, knowledge, item)
        return None
    answer = knowledge.answer(item.id) if item.kind == "answer" else _of_want(knowledge, item)
    if verb == "open":
        await _show(host, knowledge, item, answer)
    elif answer is None:
        host.say("There is no answer yet: n writes one.")
    elif verb == "edit":
        await _edit(host, answer)
    elif verb == "diff":
        await _changes(host, answer)
    else:
        await _move(host, answer, _STATES[verb])
    return None


def _of_want(knowledge: Knowledge, item: Item) -> Answer | None:
    want = next((w for w in knowledge.wants if str(w.row.message_id) == item.id), None)
    return knowledge.answer(want.row.answer) if want is not None and want.row.answer else None


async def _settle(host: Host, knowledge: Knowledge, item: Item) -> None:
    from agentdesk.desk.answers import DropUnanswered
    from agentdesk.desk.wanting import SettleWant

    command: Command
    if item.kind == "want":
        command = SettleWant(**host.ids(), message_id=int(item.id))
    elif item.kind == "question":
        asked = await host.need_bench().session.store.reads.unanswered()
        cases = tuple(one.case_id for one in asked if one.query == item.id)
        command = DropUnanswered(**host.ids(), query=item.id, case_ids=cases)
    else:
        host.say("x settles what is wrong or missing, or a question that found nothing.")
        return
    await host.do(command)


async def _move(host: Host, answer: Answer, to: AnswerState) -> None:
    from agentdesk.desk.answers import MoveAnswer

    await host.do(MoveAnswer(**host.ids(), id=answer.id, to=to, seen_version=answer.version))


# ---- writing


async def _edit(host: Host, answer: Answer) -> None:
    from agentdesk.domain.answer_text import write_answer
    from agentdesk.domain.answers import may_edit
    from agentdesk.seat.answer_keeping import edited
    from agentdesk.tui.desk.actions.editing import in_editor

    session = host.need_bench().session
    if (why_not := may_edit(answer, session.me, session.setup)) is not None:
        raise Refused(why_not)
    written = in_editor(host, write_answer(answer, complete=True), f"{answer.id}.md")
    if written is None:
        return
    try:
        fields = edited(answer, written)
    except Refused as refused:
        _keep_aside(host, answer.id, written, refused.sentence)
        return
    if fields is None:
        host.say("Nothing was changed.")
    else:
        await _keep(host, fields, written)


async def _keep(host: Host, fields: dict[str, Any], written: str) -> bool:
    """Keep an answer; what is refused stays in a file, so that nothing written is lost."""
    from agentdesk.desk.answers import KeepAnswer

    if await host.do(KeepAnswer(**host.ids(), **fields)) is not None:
        return True
    _keep_aside(host, fields["id"], written, host.need_bench().note)
    return False


def _keep_aside(host: Host, id: str, written: str, sentence: str) -> None:
    from agentdesk.tui.desk.actions.editing import keep_aside

    try:
        host.say(f"{sentence} Your text is kept in {keep_aside(written, f'{id}.md')}.")
    except OSError:
        host.say(sentence)


async def _new(host: Host, words: str) -> Item | None:
    """Ask what is to be written, and write it."""
    from agentdesk.domain.answer_text import write_answer
    from agentdesk.seat.answer_keeping import edited
    from agentdesk.sheetplan import Choice, Option, SheetPlan, Text
    from agentdesk.tui.desk.actions.editing import in_editor

    options = (Option("canned", "a canned response"), Option("article", "an article"))
    scopes = (Option("all", "everybody"), Option("team", "my team"), Option("mine", "myself"))
    plan = SheetPlan(
        title="A new answer",
        fields=(
            Choice("kind", "It is", options, default="canned"),
            Choice("scope", "For", scopes, default="all"),
            Text("id", "Id", "one short word, like double-charge", required=True),
            Text("name", "Name", "what it is about", required=True, value=words),
        ),
        apply="opens your editor",
    )
    given = await host.sheet(plan)
    if given is None or "letter" in given:
        return None
    session = host.need_bench().session
    kind, scope = given["kind"], given["scope"]
    empty = Answer(
        given["id"].strip(), "article" if kind == "article" else "canned", given["name"], "", "",
        language=session.me.languages[0] if session.me.languages else "en",
        scope="mine" if scope == "mine" else "team" if scope == "team" else "all",
        owner=session.me.id, team=session.me.team if scope == "team" else "", version=0,
    )  # fmt: skip
    written = in_editor(host, write_answer(empty, complete=True), f"{empty.id}.md")
    if written is None:
        return None
    try:
        fields = edited(empty, written)
    except Refused as refused:
        _keep_aside(host, empty.id, written, refused.sentence)
        return None
    if fields is None:
        host.say("Nothing was written.")
        return None
    # A new one has no version that anybody could have seen.
    fields["seen_version"] = None
    return Item("answer", empty.id) if await _keep(host, fields, written) else None


# ---- reading


async def _show(host: Host, knowledge: Knowledge, item: Item, answer: Answer | None) -> None:
    """Show an answer, a want or a question on a page."""
    from agentdesk.tui.desk import knowledge_pages as pages
    from agentdesk.tui.kit.preview import Preview

    session, glyphs = host.need_bench().session, host.desk.glyphs
    if answer is not None:
        used = await session.store.reads.answer_used(answer.id, 20)
        title = f"{answer.name} {glyphs.dot} {answer.id}"
        page = Preview(
            title, lambda cells: pages.answer(answer, used, session, cells), enter="", glyphs=glyphs
        )
    elif item.kind == "want":
        want = next(w for w in knowledge.wants if str(w.row.message_id) == item.id)
        page = Preview(
            f"Missing {glyphs.dot} case {want.row.case_id}",
            lambda cells: pages.want(want, session, cells), enter="", glyphs=glyphs,
        )  # fmt: skip
    else:
        asked = [q for q in await session.store.reads.unanswered() if q.query == item.id]
        page = Preview(
            f"Found nothing: {item.id[:40]}",
            lambda cells: pages.question(asked, session, cells), enter="", glyphs=glyphs,
        )  # fmt: skip
    await host.beside(page)


async def _changes(host: Host, answer: Answer) -> None:
    """Show what the last change was, word by word, and every version."""
    from agentdesk.seat.answer_history import history
    from agentdesk.tui.desk import knowledge_pages as pages
    from agentdesk.tui.kit.preview import Preview

    session: Session = host.need_bench().session
    versions = await history(session.store.reads, answer)
    if len(versions) < 2:
        host.say(f"“{answer.name}” has not been changed.")
        return
    await host.beside(
        Preview(
            f"{answer.name} {host.desk.glyphs.dot} versions",
            lambda cells: pages.changes(versions, session, cells),
            enter="",
            glyphs=host.desk.glyphs,
        )
    )


ACTIONS: dict[str, Action] = {"knowledge.open": _open}
