"""Verbs that write: replies, notes, answers into them, sending."""

from pathlib import Path

from agentdesk.data.errors import Refused
from agentdesk.desk.notes import Note
from agentdesk.desk.replying import Attachment
from agentdesk.domain.answers import usable
from agentdesk.domain.content import Answer
from agentdesk.plain import words
from agentdesk.plain.composing import Text, begun, compose, draft_of, insert
from agentdesk.plain.looking import tell_case
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.table import Table
from agentdesk.plain.working import answers_of
from agentdesk.seat.answer_carrying import Carried, carried
from agentdesk.seat.answers import found as search
from agentdesk.seat.answers import mine
from agentdesk.seat.attachments import enclosure
from agentdesk.seat.first_answers import first
from agentdesk.seat.session import Opened
from agentdesk.seat.suggesting import seed_of
from agentdesk.seat.writing import BLANK, FILES, Then, has_read, reply_command

AT_ONCE = 20


def reply(table: Table, what: str) -> None:
    """Write to the customer; the text is a draft until send."""
    opened = table.of(what)
    row = opened.case.row
    if not row.active:
        raise Refused(f"Case {row.id} is {row.state}: a note is possible.")
    text = compose(table, "reply", lambda word: picked(table, word))
    if text is None:
        return
    if not text.body.strip():
        table.voice.say("Nothing is written.")
        return
    count = words.counted(len(text.body.split()), "word")
    table.voice.say(f"The reply is kept, {count}. Send, send wait or send resolve; reply goes on.")


def note(table: Table, what: str) -> None:
    """Write an internal note: the words that follow, or lines until a dot."""
    opened = table.case()
    body = what
    if not what:
        text = compose(table, "note", lambda word: picked(table, word))
        if text is None:
            return
        body = text.body
    session, case_id = table.session, opened.case.row.id
    table.do(Note(**session.ids(), case_id=case_id, body=body))
    if not what:
        table.wait(session.store.live.drop_draft(session.me.id, case_id, "note"))


def send(table: Table, what: str) -> None:
    """Send the reply; ``send wait`` waits for the answer, ``send resolve`` resolves."""
    then = _then(what)
    text = draft_of(table, "reply")
    if text is None or not text.body.strip():
        raise Refused("There is nothing to send: say reply first.", "nothing")
    open_blanks = BLANK.findall(text.whole)
    if open_blanks:
        raise Refused(f"Fill in {open_blanks[0]} first: reply, then :e or :back.", "invalid")
    session, opened = table.session, table.case()
    case_id = opened.case.row.id
    ids = table.used.get(case_id, ())
    carry = carried(table.wait(session.store.reads.answers()), ids) if ids else Carried()
    if carry.disposition:
        table.kept.setdefault(("resolve", case_id), {"disposition": carry.disposition})
    answers = answers_of(table, "resolve", opened, {}) if then == "resolve" else {}
    view = table.open(opened.case.row.id).case
    files = _files(table, text)
    try:
        table.do(
            reply_command(
                session, view, text.writing, text.whole, then, answers,
                files=files, answer_ids=ids, set_tags=carry.tags,
            )
        )  # fmt: skip
    except Refused as error:
        if error.code == "conflict":
            _show_news(table, text)
        raise
    # It is posted: a draft that stayed would be sent twice.
    for kind in ("reply", FILES):
        table.wait(session.store.live.drop_draft(session.me.id, text.writing.case_id, kind))
    table.kept.pop(("resolve", text.writing.case_id), None)
    table.used.pop(text.writing.case_id, None)


def _files(table: Table, text: Text) -> list[Attachment]:
    """Read the files that go along with the reply. Raises ``Refused``."""
    most = table.session.setup.limits.files
    try:
        return [enclosure(Path(path), most) for path in text.files]
    except ValueError as error:
        raise Refused(f"{error} Attach off takes it off.", "invalid") from None


def _then(what: str) -> Then:
    choices: tuple[Then, ...] = ("wait", "resolve")
    if not what:
        return "stay"
    found = [choice for choice in choices if choice.startswith(what.lower())]
    if len(found) != 1:
        raise Unclear(f"Send means nothing with “{what[:20]}”: send, send wait, send resolve.")
    return found[0]


def _show_news(table: Table, text: Text) -> None:
    """Tell the case with what came meanwhile; the next send has seen it."""
    if not table.voice.at_terminal:
        return
    opened = table.open(text.writing.case_id)
    tell_case(table, opened)
    text.writing = has_read(text.writing, opened.case)
    text.keep()


def answers(table: Table, what: str) -> None:
    """Tell answers, numbered; use inserts one.

    Those that hold all the words; without words those near to what the customer of the open case
    wrote, and ``all`` tells every one.
    """
    if not what and table.opened is not None:
        found = _near(table, table.opened)
        nothing = "No answer is near to what the customer wrote: answers all tells every one."
    else:
        what = "" if what == "all" else what
        found = _ordered(table, what)
        nothing = f"No answer has “{what[:40]}” in it." if what else "There are no answers."
    table.offered = found[:AT_ONCE]
    if not found:
        table.voice.say(nothing)
        return
    for number, answer in enumerate(table.offered, start=1):
        table.voice.say(f"{number}. {words.answer_line(answer)}.")
    if len(found) > AT_ONCE:
        table.voice.say(f"{len(found) - AT_ONCE} more: name a word of the one you look for.")


def _near(table: Table, opened: Opened) -> tuple[Answer, ...]:
    """Return the answers near to what a customer wrote, the case's own before all others."""
    session, suggester = table.session, table.suggester
    table.wait(suggester.catch_up())
    language = opened.case.row.language
    near = suggester.fitting(
        seed_of(opened.case),
        AT_ONCE,
        language=language,
        usable=lambda answer: usable(answer, session.me, session.setup),
    )
    return first(opened, near, language)


def _ordered(table: Table, what: str) -> tuple[Answer, ...]:
    """Return answers with all the words: the customer's language first, then the nearest."""
    every = mine(table.wait(table.session.store.reads.answers()), table.session)
    spoken = table.session.me.languages
    opened = table.opened
    language = opened.case.row.language if opened is not None else spoken[0] if spoken else ""
    return search(every, what, language)


def picked(table: Table, word: str) -> Answer:
    """Return the answer of a number of the last list, or of its shortcut or name."""
    if word.isdecimal():
        if 1 <= int(word) <= len(table.offered):
            return table.offered[int(word) - 1]
        raise Unclear("Say answers first, then use and a number of that list.")
    every = mine(table.wait(table.session.store.reads.answers()), table.session)
    for answer in every:
        if word and word.lower() in (answer.shortcut.lower().lstrip("/"), answer.name.lower()):
            return answer
    raise Unclear(f"There is no answer “{word[:40]}”: answers lists them.")


def use(table: Table, what: str) -> None:
    """Insert an answer into the reply; its blanks are asked for."""
    answer = picked(table, what)
    text = begun(table, "reply")
    insert(table, text, answer)
    table.voice.say("Reply goes on with the text; send, send wait or send resolve.")
