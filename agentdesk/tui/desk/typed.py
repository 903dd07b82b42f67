"""The words of the command line: what may be typed, how it goes on, what it means. Pure."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from agentdesk.domain.setup import Setup
from agentdesk.tui.kit.typed_line import Candidate


class Verb(NamedTuple):
    """A word that begins a line."""

    word: str
    command: str = ""
    """The command it gives when nothing follows; ``""`` when something must follow."""
    takes: tuple[str, ...] = ()
    """What follows, each the name of a list of words; ``text`` and ``date`` have no list.
    A place in brackets may be left out."""
    hint: str = ""


Lists = Mapping[str, Sequence[tuple[str, str]]]
"""By the name of a place: the words that may stand there, and what each means."""


class Typed(NamedTuple):
    """A line that was understood: the verb, and what follows it, one a place."""

    verb: Verb
    words: tuple[str, ...]


VERBS = (
    Verb("answers", "pane.answers", (), "the answers"),
    Verb("assign", "case.assign", ("person", "[text]"), "give the case to somebody"),
    Verb("back", "case.back", (), "back to the queue"),
    Verb("close", "case.close", (), "end as spam or duplicate"),
    Verb("consent", "customer.consent", (), "what the customer allows"),
    Verb("customer", "customer.change", (), "what is known of the customer"),
    Verb("complaint", "case.complaint", (), "open one, or its next step"),
    Verb("editors", "answer.want", (), "an answer is wrong, or missing"),
    Verb("escalate", "case.escalate", (), "to the next tier"),
    Verb("goodwill", "case.goodwill", (), "a refund, credit or replacement"),
    Verb("held", "view.h", (), "mail that waits to be placed"),
    Verb("help", "help", (), "every key of this place"),
    Verb("merge-customer", "customer.merge", ("[text]",), "two names, one customer"),
    Verb("incident", "incident.link", (), "link to one, or declare one"),
    Verb("macro", "macro.list", ("macro",), "run one by its name"),
    Verb("merge", "case.merge", (), "with another case"),
    Verb("new", "case.new", (), "a case, or a call or visit logged"),
    Verb("next", "case.next", (), "take the next case"),
    Verb("note", "write.note", ("text",), "an internal note"),
    Verb("open", "case.open", ("case",), "go to a case by its number"),
    Verb("organisation", "customer.organisation", (), "who else is there"),
    Verb("priority", "case.priority", ("priority", "[text]"), "P1 to P4"),
    Verb("promise", "case.promise", ("date", "text"), "what, and by when"),
    Verb("quit", "quit", (), "leave the desk"),
    Verb("erase-customer", "customer.erase", (), "for good (privacy officers)"),
    Verb("redact", "case.redact", (), "take words or a file out for good"),
    Verb("redo", "redo", (), "do again what was taken back"),
    Verb("release", "case.release", (), "give the case back"),
    Verb("reopen", "case.reopen", (), "open a resolved case again"),
    Verb("reply", "write.reply", (), "write to the customer"),
    Verb("resolve", "case.resolve", ("code", "text"), "how it ended, and a summary"),
    Verb("resume", "case.resume", (), "go on with a waiting case"),
    Verb("search", "search", ("text",), "words in everything that was written"),
    Verb("settle", "promise.settle", (), "a promise was kept, or not"),
    Verb("snooze", "case.wait", ("date",), "until a time"),
    Verb("split", "case.split", (), "at a message of the customer"),
    Verb("state", "agent.state", ("state",), "available, away, wrap-up, offline"),
    Verb("tag", "case.tags", ("text",), "add tags"),
    Verb("take", "case.take", (), "the highlighted case becomes yours"),
    Verb("theme", "theme.flip", ("theme",), "another look"),
    Verb("transfer", "case.transfer", ("queue", "text"), "to another queue"),
    Verb("undo", "undo", (), "take back what the footer names"),
    Verb("unmark", "mark.drop", (), "drop all marks"),
    Verb("untag", "case.tags", ("text",), "take tags off"),
    Verb("verify", "case.verify", (), "make sure who the customer is"),
    Verb("wait", "case.wait", (), "for a reply, a time, a third party"),
    Verb("who", "agent.list", (), "who is here"),
    Verb("why", "case.why", (), "why this due time"),
)
BY_WORD = {verb.word: verb for verb in VERBS}


def lists_of(
    setup: Setup,
    cases: Sequence[tuple[str, str]],
    themes: Sequence[str],
    macros: Sequence[tuple[str, str]] = (),
) -> Lists:
    """Return the words that may stand in each place; a macro is named by its id or its name."""
    return {
        "person": [(p.id, p.name) for p in setup.people if p.role in ("agent", "lead")],
        "queue": [(q.id, f"{q.name}, L{q.tier}") for q in setup.queues],
        "priority": [(str(n), f"P{n}") for n in (1, 2, 3, 4)],
        "code": [(c.id, c.name) for c in setup.dispositions],
        "state": [
            ("available", ""),
            ("wrap-up", "the work after a call or chat"),
            *((c.id, f"away: {c.name}") for c in setup.away_reasons),
            ("offline", ""),
        ],
        "theme": [(name, "") for name in themes],
        "macro": list(macros),
        "case": list(cases),
    }


def complete(line: str, lists: Lists) -> list[Candidate]:
    """Return how a line may go on."""
    line = line.lstrip()
    head, space, rest = line.partition(" ")
    if not space:
        return [
            Candidate(verb.word + (" " if verb.takes else ""), verb.hint)
            for verb in VERBS
            if verb.word.startswith(head.lower())
        ]
    verb = BY_WORD.get(head.lower())
    if verb is None or not verb.takes:
        return []
    *given, last = rest.split(" ")
    if len(given) >= len(verb.takes):
        return []
    place = verb.takes[len(given)].strip("[]")
    before = " ".join([verb.word, *given])
    words = lists.get(place, ())
    more = " " if len(verb.takes) > len(given) + 1 else ""
    starting = [w for w in words if w[0].lower().startswith(last.lower())]
    holding = [w for w in words if w not in starting and last and last.lower() in w[1].lower()]
    return [Candidate(f"{before} {word}{more}", hint) for word, hint in starting + holding]


def understand(line: str, lists: Lists) -> Typed | str:
    """Return what a line means, or a sentence that says what is wrong with it."""
    head, _, rest = line.strip().partition(" ")
    if head.isdigit():
        return Typed(BY_WORD["open"], (head,))
    verb = BY_WORD.get(head.lower()) or _only(head.lower())
    if verb is None:
        near = get_close_matches(head.lower(), list(BY_WORD), 1)
        hint = f"Did you mean {near[0]}?" if near else "Tab shows what there is."
        return f"“{head[:20]}” is no command. {hint}"
    rest = rest.strip()
    if not rest:
        return Typed(verb, ())
    if not verb.takes:
        return f"Nothing follows {verb.word}."
    words = tuple(rest.split(None, len(verb.takes) - 1))
    for place, word in zip(verb.takes, words, strict=False):
        if place not in ("text", "[text]", "date", "case") and not _known(place, word, lists):
            return f"“{word[:20]}” is no {place}. Tab shows what there is."
    needed = sum(not place.startswith("[") for place in verb.takes)
    if len(words) < needed:
        missing = verb.takes[len(words)]
        return f"After {verb.word} {words[-1][:20]} comes {_NAMED.get(missing, missing)}."
    return Typed(verb, words)


_NAMED = {"text": "what to say", "date": "a date, like 2d or 2026-03-02 10:00"}


def keepable(typed: Typed) -> bool:
    """Say whether a line may stand in the history: what agents write about people may not."""
    return not any("text" in place for place in typed.verb.takes[: len(typed.words)])


def _only(head: str) -> Verb | None:
    found = [verb for verb in VERBS if verb.word.startswith(head)]
    return found[0] if head and len(found) == 1 else None


def _known(place: str, word: str, lists: Lists) -> bool:
    if place == "macro":
        return macro_named(word, lists) != ""
    return any(word == known for known, _ in lists.get(place, ()))


def macro_named(word: str, lists: Lists) -> str:
    """Return the id of the macro of that id or name; empty if there is none."""
    wanted = word.casefold()
    named = (
        id for id, name in lists.get("macro", ()) if wanted in (id.casefold(), name.casefold())
    )
    return next(named, "")
