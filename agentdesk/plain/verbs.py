"""Every word that may begin a line: what it does, what may follow, how it is completed."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from agentdesk.plain import (
    caring,
    contacts,
    filing,
    looking,
    marking,
    searching,
    sending,
    working,
)
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.table import Table

Act = Callable[[Table, str], None]
"""Does a verb; the second argument is what follows it on the line.

Raises ``Refused``, ``StoreError``, :class:`Unclear`, ``Ended`` and ``KeyboardInterrupt``.
"""
CASES = ("cases",)


class Verb(NamedTuple):
    """One word."""

    name: str
    act: Act
    follows: str
    """What may follow, as help shows it."""
    does: str
    completes: tuple[str, ...] = ()
    """Words that may follow; ``cases``, ``lists``, ``people``, ``queues``, ``states`` mean those of
    now."""


VERBS: tuple[Verb, ...] = (
    Verb("list", looking.list_cases, "[mine, waiting, for me, snoozed, late, held, more]",
         "Tell a list, or a saved view; numbers then mean its lines.", ("lists",)),
    Verb("next", working.take_next, "", "Take the case that the desk chooses."),
    Verb("take", working.take, "[N]", "Take a case.", CASES),
    Verb("search", searching.search, "words", "Find words in everything that was written."),
    Verb("show", looking.show, "[N] [all]", "Tell a case, the newest messages first.",
         (*CASES, "all")),
    Verb("quoted", looking.quoted, "", "Tell the quoted lines that show left out."),
    Verb("customer", looking.customer, "[N]", "Tell who the customer is.", CASES),
    Verb("history", looking.history, "[N]", "Tell the customer's other cases.", CASES),
    Verb("why", looking.why, "[N]", "Tell line by line why it is due when it is.", CASES),
    Verb("reply", sending.reply, "[N]", "Write to the customer; ends with a dot.", CASES),
    Verb("note", sending.note, "[words]", "Write an internal note; ends with a dot."),
    Verb("answers", sending.answers, "[words | all]", "List answers near to the case; by words."),
    Verb("use", sending.use, "N", "Insert an answer into the reply; asks for its blanks."),
    Verb("send", sending.send, "[wait, resolve]", "Send the reply, and perhaps wait or resolve.",
         ("wait", "resolve")),
    Verb("drafts", looking.drafts, "", "Tell what is written and not sent."),
    Verb("escalate", working.asking("escalate"), "", "Hand the case up, with a hand-over note."),
    Verb("resolve", working.asking("resolve"), "", "Resolve: how it ended, and a summary."),
    Verb("wait", working.asking("wait"), "", "Wait for the customer, a date or a third party."),
    Verb("snooze", working.snooze, "[date]", "Hide the case until a date: 2d, tomorrow, 17:00.",
         ("tomorrow", "friday", "week", "2d", "4h")),
    Verb("resume", working.resume, "[N]", "Go on with a case that waits or is snoozed.", CASES),
    Verb("priority", working.asking("priority"), "[1 to 4]", "Set the priority.",
         ("1", "2", "3", "4")),
    Verb("tags", working.asking("tags"), "[words, or -words]", "Add tags, or take them off."),
    Verb("verify", working.asking("verify"), "", "Say how you made sure who the customer is."),
    Verb("promise", working.asking("promise"), "", "Promise something by a date."),
    Verb("assign", working.asking("assign"), "[person]", "Give the case to somebody.",
         ("people",)),
    Verb("release", working.release, "[N]", "Put the case back into its queue.", CASES),
    Verb("transfer", working.asking("transfer"), "[queue]", "To another queue of the same tier.",
         ("queues",)),
    Verb("reopen", working.asking("reopen"), "", "Open a resolved case again (leads)."),
    Verb("close", working.asking("close"), "", "End a case as spam or duplicate (leads)."),
    Verb("new", contacts.new, "[customer]", "Log a call or visit, or make a new case."),
    Verb("merge", caring.merge, "[N]", "Fold the open case and another one into one.", CASES),
    Verb("split", caring.split, "[message]", "Make a case of its own of a message."),
    Verb("incident", caring.incident, "[answer, insert, end]",
         "Link the case to an incident, or declare one; answer all its cases.",
         ("answer", "insert", "end")),
    Verb("complaint", caring.complaint, "[acknowledge, investigate, decide, close]",
         "Open a complaint, or do its next step.",
         ("acknowledge", "investigate", "decide", "close")),
    Verb("goodwill", caring.goodwill, "", "Grant a refund, a credit or a replacement."),
    Verb("files", filing.files, "[N folder]", "Tell the case's files and links, or save one."),
    Verb("attach", filing.attach, "[path, off name]", "Let a file go along with the reply."),
    Verb("mark", marking.mark, "[N, N-M, all, none]", "Mark cases of the last list.",
         ("all", "none")),
    Verb("each", marking.each, "VERB [words]",
         "Do it to every marked case; from ten on the number is asked.", marking.VERBS),
    Verb("undo", working.undo, "[list, N]", "Take back what you did last.", ("list",)),
    Verb("redo", working.redo, "", "Do again what you took back."),
    Verb("state", working.state, "[available, a reason, offline]",
         "Tell what you do and hold, or change it.", ("states",)),
    Verb("held", looking.held, "[N]", "Tell the mails that wait for a person."),
    Verb("place", working.place, "N", "Put a held mail where it belongs."),
)  # fmt: skip

ENDS = ("quit", "exit")
ALL = (*(verb.name for verb in VERBS), "help", *ENDS)


def found(word: str) -> str:
    """Return the verb that a typed word means. Raises :class:`Unclear` with the nearest."""
    word = word.lower()
    if word in ALL:
        return word
    begins = [name for name in ALL if name.startswith(word)]
    if len(begins) == 1:
        return begins[0]
    if begins:
        raise Unclear(f"“{word}” may be {' or '.join(begins)}: write one letter more.")
    near = get_close_matches(word, ALL, 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else "Help lists every word."
    raise Unclear(f"There is no word “{word[:20]}”. {hint}")


def verb_of(name: str) -> Verb:
    """Return a verb by its whole name."""
    return next(verb for verb in VERBS if verb.name == name)


def help_lines(word: str) -> Iterable[str]:
    """Return what help says, about everything or about one word."""
    if word:
        name = found(word)
        if name == "help":
            yield "help [word]: tell what may be typed."
        elif name in ENDS:
            yield f"{name}: leave the desk; drafts are kept."
        else:
            yield _help(verb_of(name))
        return
    yield "Type a word, or its beginning. N is a number of the last list, or a case's number;"
    yield "#N is always a case's number. Words without N are about the open case."
    yield from (_help(verb) for verb in VERBS)
    yield "help [word]: tell what may be typed."
    yield "quit: leave the desk; drafts are kept."


def _help(verb: Verb) -> str:
    return f"{verb.name}{' ' if verb.follows else ''}{verb.follows}: {verb.does}"


def completions(before: str, lists: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return what the last word before the cursor may become; ``lists`` hold the words of now."""
    first, blank, rest = before.lstrip().partition(" ")
    if not blank:
        return [f"{name} " for name in ALL if name.startswith(first.lower())]
    try:
        name = found(first)
    except Unclear:
        return []
    if name == "help":
        words: Iterable[str] = ALL
    elif name in ENDS:
        words = ()
    else:
        words = [w for kind in verb_of(name).completes for w in lists.get(kind, (kind,))]
    last = rest.rpartition(" ")[2]
    return [word for word in words if word.startswith(last)]
