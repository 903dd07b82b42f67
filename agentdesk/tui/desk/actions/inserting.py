"""Answers into a text: searching them, inserting one, or a link to an article."""

from contextlib import suppress
from typing import TYPE_CHECKING

from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.content import Answer
from agentdesk.seat.answer_carrying import carried, carried_words
from agentdesk.seat.answers import link_of
from agentdesk.seat.session import Opened
from agentdesk.tui.desk.actions.writing import begin_writing
from agentdesk.tui.desk.host import Action, Host

if TYPE_CHECKING:
    from agentdesk.tui.kit.sheet import Words


def _search(*, linking: bool = False, knowledge: bool = False) -> Action:
    async def search(app: Host) -> None:
        """Put the keyboard into the line that searches the answers."""
        bench = app.need_bench()
        if knowledge and await bench.act_on() is None:
            app.say("Highlight a case first.")
            return
        bench.offering.linking, bench.offering.knowledge = linking, knowledge
        bench.offering.searching = not knowledge
        bench.offering.search("")
        line = await app.desk.need_search()
        if app.desk.pane == "queue":
            await app.open_selected()
        app.desk.show_pane("answers")
        line.open()
        bench.offering.warm()
        app.show_hints()

    return search


async def _leave(app: Host) -> None:
    """Leave the search: back to the text, or to the answers. What found nothing is kept."""
    _take_in(app)
    nothing = app.need_bench().offering.found_nothing
    _close(app)
    if nothing:
        await _note_unanswered(app, nothing)
    box = app.desk.composer
    app.desk.go("case" if box is not None and box.writing is not None else "answers")
    app.say("")
    app.show_hints()


def _take_in(app: Host) -> None:
    """Search for what stands in the line: its last letters may still be on their way."""
    line, offering = app.desk.search_line, app.need_bench().offering
    if line is not None and app.desk.searching and line.box.value != offering.typed:
        offering.search(line.box.value)


def _close(app: Host) -> None:
    """Hide the search; every answer is offered again."""
    line, offering = app.desk.search_line, app.need_bench().offering
    if line is not None:
        line.close()
    if offering.typed or offering.linking or offering.knowledge or offering.searching:
        offering.linking = offering.knowledge = offering.searching = False
        offering.search("")


async def _slash(app: Host) -> None:
    """Take a slash that begins a line as a search; a second one is a slash in the text."""
    await _search()(app)


async def _slash_again(app: Host) -> None:
    """Leave the search and write the slash."""
    await _leave(app)
    box = app.desk.composer
    if box is not None and box.writing is not None:
        box.put("/")


async def _insert(app: Host) -> None:
    await insert_answer(app, link=app.need_bench().offering.linking)


async def insert_answer(app: Host, *, link: bool = False) -> None:
    """Put the highlighted answer into the text box, opening it if need be. Raises ``Refused``."""
    from agentdesk.domain.answers import why_not_public
    from agentdesk.seat.filling import fill, why_blank

    _take_in(app)
    answer, bench = app.desk.answers.chosen, app.need_bench()
    if answer is None:
        return
    box = app.desk.composer
    noting = box is not None and box.writing is not None and box.writing.kind == "note"
    if not noting and (why_not := why_not_public(answer)) is not None:
        raise Refused(why_not, "invalid")
    opened = await _about(app)
    if opened is None:
        app.say("Highlight a case first.")
        return
    session = bench.session
    text = link_of(answer, session.setup) if link else fill(session, opened, answer.body)
    if box is None or box.writing is None:
        if not await begin_writing(app, opened, "reply"):
            return
        box = app.desk.composer
    _close(app)
    app.desk.go("case")
    if box is not None:
        box.insert(text, answer.id)
        box.carry(carried_words(carried(bench.offering.answers, box.used), session.setup))
    app.say(why_blank(text))
    app.show_hints()


async def _note_unanswered(app: Host, query: str) -> None:
    """Tell the editors what was searched for in vain; that it cannot be kept hinders nobody."""
    from agentdesk.desk.answers import NoteUnanswered

    bench = app.need_bench()
    with suppress(Refused, StoreError):
        desk = bench.session.desk
        await desk.do(desk.command(NoteUnanswered, query=query, case_id=bench.case_id or 0))


async def _about(app: Host) -> Opened | None:
    """Return the case that is written about, else the one that keys act on."""
    bench, box = app.need_bench(), app.desk.composer
    if box is None or box.writing is None:
        return await bench.act_on()
    opened, case_id = bench.opened, box.writing.case_id
    if opened is not None and opened.case.row.id == case_id:
        return opened
    return await bench.session.open(case_id)


async def _link(app: Host) -> None:
    await insert_answer(app, link=True)


# ---- into a sheet


def words_for_sheet(app: Host) -> "Words":
    """Return where a sheet's texts get answers from: the same that are offered beside the case."""
    from agentdesk.tui.kit.picker import Pick, Picker
    from agentdesk.tui.kit.sheet import Words

    bench = app.need_bench()
    opened = bench.opened

    def offered(typed: str) -> tuple[Answer, ...]:
        return bench.offering.fitting(typed)

    async def find(typed: str) -> list[Pick]:
        return [Pick(answer.id, answer.name, answer.shortcut) for answer in offered(typed)]

    def picker() -> Picker:
        return Picker(
            find, prompt="answer", asks="name, shortcut, tag, words",
            nothing="No answer has that.", glyphs=app.desk.glyphs,
        )  # fmt: skip

    def text(pick: Pick) -> str:
        from agentdesk.seat.filling import fill

        body = next(answer.body for answer in offered("") if answer.id == pick.value)
        try:
            return body if opened is None else fill(bench.session, opened, body)
        except Refused as refused:
            raise ValueError(refused.sentence) from None

    return Words(picker, text)


ACTIONS: dict[str, Action] = {
    "answers.search": _search(),
    "answers.knowledge": _search(knowledge=True),
    "answers.slash": _slash,
    "answers.slash_again": _slash_again,
    "answers.insert": _insert,
    "answers.link": _link,
    "answers.leave": _leave,
    "write.answers": _search(),
    "write.link": _search(linking=True),
}
