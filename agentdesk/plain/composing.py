"""Writing a reply or note, line by line. Every line is a draft in the store before the next.

A line with only a dot ends the text. Lines that begin with a colon are for the desk; two dots or
two colons at the beginning of a line stand for one.
"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from agentdesk.data.errors import Refused, StoreError
from agentdesk.domain.answers import why_not_public
from agentdesk.domain.content import Answer
from agentdesk.domain.views import Draft
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.table import Table
from agentdesk.plain.voice import CUT_AT, Ended
from agentdesk.plain.words import counted
from agentdesk.seat.answer_carrying import carries
from agentdesk.seat.filling import fill, why_blank
from agentdesk.seat.when import when
from agentdesk.seat.writing import BLANK, Begun, Writing, begin, first_words
from agentdesk.text import clean

HELP = """\
A line with only a dot ends the text. Every line is kept as you enter it.
:e opens your editor. :show reads the text so far. :use N inserts an answer of the last list.
:back takes off the last line. :new begins again. Ctrl+C leaves, the draft stays."""

Pick = Callable[[str], Answer]
"""Finds an answer by its number or name. Raises :class:`Unclear`."""


class Text:
    """A text that is being written, and the draft that it is."""

    def __init__(self, table: Table, begun: Begun) -> None:
        self.table = table
        self.writing: Writing = begun.writing
        self.files = begun.files
        """Paths of the files that go along."""
        opened = table.case()
        first = first_words(table.session.setup, opened.case.row.queue, begun.writing.kind)
        signature, text = first.strip(), begun.text.rstrip()
        found = bool(signature) and text.endswith(signature)
        self.body = text.removesuffix(signature).rstrip("\n") if found else begun.text
        self.tail = f"\n\n{signature}" if found else ""
        """The signature: what is written goes before it."""
        self.is_kept = True

    @property
    def whole(self) -> str:
        """The text as it will be sent."""
        return self.body + self.tail

    def add(self, text: str) -> None:
        """Put a text at the end, and keep it."""
        self.body = f"{self.body}\n{text}" if self.body.strip() else text
        self.keep()

    def keep(self) -> None:
        """Keep the draft. That it could not be kept is said once."""
        session, w = self.table.session, self.writing
        body = self.whole if self.body.strip() else ""
        draft = Draft(session.me.id, w.case_id, w.kind, body, w.to, w.seen_message, session.now)
        try:
            self.table.wait(session.desk.save_draft(draft))
        except StoreError as error:
            if self.is_kept:
                self.table.voice.say(f"The draft is not saved: {error}")
            self.is_kept = False
            return
        if not self.is_kept:
            self.table.voice.say("The draft is saved again.")
        self.is_kept = True
        _tell_typing(self.table, self)


def begun(table: Table, kind: str) -> Text:
    """Return the draft of the open case, or a new text."""
    return Text(table, table.wait(begin(table.session, table.case(), kind)))


def draft_of(table: Table, kind: str) -> Text | None:
    """Return the draft of the open case; ``None`` if there is none."""
    found = table.wait(begin(table.session, table.case(), kind))
    return None if found.saved_at is None else Text(table, found)


def compose(table: Table, kind: str, pick: Pick, to: str = "") -> Text | None:
    """Take lines until a dot; ``None`` when the person left, with the draft kept.

    ``to`` says whom it goes to, where the case does not.
    """
    voice, found = table.voice, table.wait(begin(table.session, table.case(), kind))
    text = Text(table, found)
    if voice.at_terminal:
        to = to or (f"to {text.writing.to}" if kind == "reply" else "not sent to anyone")
        voice.say(f"{kind.capitalize()}, {to}. End with a line that holds only a dot; :help helps.")
    if found.saved_at is not None and text.body.strip():
        session = table.session
        at = when(found.saved_at, session.now, session.zone)
        voice.say(f"There is a draft of {at}; what you write goes to its end:")
        voice.say(text.body.strip("\n"), "  ")
    for path in text.files:
        voice.say(f"The file {Path(path).name} goes along.")
    _tell_typing(table, text)
    try:
        _take_lines(table, text, pick)
    except KeyboardInterrupt:
        voice.say("\nThe draft is kept." if text.body.strip() else "\nNothing is written.")
        return None
    except Ended:
        if voice.at_terminal:
            voice.say("\nThe draft is kept. A line with only a dot ends a text.")
            return None
        raise Unclear(
            "The input ended before the line with only a dot: the draft is kept, nothing is posted."
        ) from None
    return text


def _take_lines(table: Table, text: Text, pick: Pick) -> None:
    while True:
        line = table.voice.line("> ")
        if line == ".":
            return
        if line.startswith(":") and not line.startswith("::"):
            _order(table, text, line[1:].strip(), pick)
            continue
        text.add(line[1:] if line.startswith(("..", "::")) else line)
        if table.voice.at_terminal and len(line.encode()) >= CUT_AT - 1:
            table.voice.say("That line may be cut: terminals pass on 4,095 letters. :e takes more.")


def _order(table: Table, text: Text, order: str, pick: Pick) -> None:
    """Do what a line with a colon says."""
    voice = table.voice
    word, _, rest = order.partition(" ")
    if word in ("e", "edit", "editor"):
        edit(table, text)
    elif word == "show":
        voice.say(text.whole.strip("\n") or "Nothing is written yet.", "  ")
    elif word == "use":
        try:
            insert(table, text, pick(rest))
        except Unclear as error:
            if not voice.at_terminal:
                raise
            voice.say(str(error))
    elif word == "back":
        text.body = text.body.rstrip("\n").rpartition("\n")[0]
        text.keep()
        voice.say(f"{counted(len(text.body.splitlines()), 'line')} left.")
    elif word == "new":
        text.body = ""
        text.keep()
        voice.say("The text is empty.")
    elif word == "help":
        voice.say(HELP)
    elif voice.at_terminal:
        voice.say(f"“:{word[:20]}” is no word here, the line was left out. {HELP}")
    else:
        raise Unclear(f"“:{word[:20]}” is no word here; two colons stand for one.")


def insert(table: Table, text: Text, answer: Answer) -> None:
    """Put an answer at the end; its blanks are asked for one by one."""
    replying = text.writing.kind == "reply"
    if replying and (why_not := why_not_public(answer)) is not None:
        raise Refused(why_not, "invalid")
    voice, body = table.voice, fill(table.session, table.case(), answer.body)
    blank_because = why_blank(body)
    blanks = list(dict.fromkeys(BLANK.findall(body)))
    if blanks and voice.at_terminal:
        voice.say(f"{answer.name}: {counted(len(blanks), 'blank')}. Enter leaves one open.")
    for blank in blanks:
        typed = voice.line(f"{blank.strip('‹›')}: ").strip()
        if typed:
            body = body.replace(blank, typed)
    text.add(body)
    voice.say(f"Inserted {answer.name}:")
    voice.say(body, "  ")
    still = BLANK.findall(text.whole)
    if still:
        voice.say(f"Still open: {', '.join(still)}. A reply with an open blank is not sent.")
    if still and blank_because:
        voice.say(blank_because)
    if replying:
        case_id, setup = text.writing.case_id, table.session.setup
        used = table.used.get(case_id, ())
        table.used[case_id] = used if answer.id in used else (*used, answer.id)
        if what := carries(answer, setup):
            voice.say(f"It carries: {what}.")


def edit(table: Table, text: Text) -> None:
    """Give the text to the person's editor, and take back what it wrote."""
    voice = table.voice
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not voice.at_terminal or not editor:
        why = "No editor is set: put its name into EDITOR." if voice.at_terminal else (
            "An editor needs a terminal."
        )  # fmt: skip
        voice.say(why)
        return
    with tempfile.TemporaryDirectory(prefix="agentdesk-") as folder:
        path = Path(folder) / f"case-{text.writing.case_id}.txt"
        path.touch(0o600)
        path.write_text(text.whole, encoding="utf-8")
        voice.flush()
        try:
            code = subprocess.call([*shlex.split(editor), str(path)])
            written = path.read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError) as error:
            voice.say(f"The editor “{editor}” could not be started: {error}. The text is kept.")
            return
    if code != 0:
        voice.say(f"The editor ended with an error ({code}). The text is as it was.")
        return
    text.body, text.tail = clean(written.removesuffix("\n")), ""
    text.keep()
    voice.say(f"The text has {counted(len(text.body.split()), 'word')} now.")


def _tell_typing(table: Table, text: Text) -> None:
    session = table.session
    with suppress(StoreError):
        here = session.store.live.here(session.me.id, text.writing.case_id, "typing", session.now)
        table.wait(here)
