"""Searching everything in lines: what was found, numbered by the cases it stands in."""

from agentdesk.domain.search.hits import Hit
from agentdesk.plain import words
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.table import Table
from agentdesk.seat.searching import Searcher, bounded
from agentdesk.seat.when import when
from agentdesk.seat.words import STATE_WORDS

AT_ONCE = 10
"""How many hits are told at a time."""


def search(table: Table, what: str) -> None:
    """Tell what words find, the newest first; show and a number opens its case."""
    if not what.strip():
        raise Unclear("Say search and the words: search refund, search from:ada before:2026-03.")
    session = table.session
    searcher = Searcher(session.store, session.setup, session.me, session.zone)
    found = table.wait(searcher.search(what, limit=AT_ONCE))
    if found.wrong:
        raise Unclear(found.said)
    numbered = [hit for hit in found.page.hits if hit.case_id is not None]
    table.listed, table.more = tuple(hit.case_id for hit in numbered if hit.case_id), ()
    if not found.page.hits:
        table.voice.say(found.said)
    for hit in found.page.hits:
        begin = f"{numbered.index(hit) + 1}. " if hit in numbered else ""
        table.voice.say(f"{begin}{line(hit, table)}")
    if found.page.more:
        table.voice.say("There are more: add a word, or a field such as before:2026-03.")
    if rest := bounded(found.page):
        table.voice.say(f"{rest[0].upper()}{rest[1:]}.")


def line(hit: Hit, table: Table) -> str:
    """Say a hit in one sentence or two."""
    look = table.look
    if hit.kind in ("customer", "answer"):
        return f"{hit.kind.capitalize()} {hit.title}: {words.cut(hit.snippet)}"
    state = STATE_WORDS.get(hit.state, hit.state)
    where = "held mail" if hit.case_id is None else f"case {hit.case_id}, {state}"
    at = when(hit.at, look.now, look.zone) if hit.at is not None else ""
    head = ", ".join(filter(None, (f"{hit.kind.capitalize()} in {where}", hit.customer, at)))
    told = ": ".join(filter(None, (hit.title, words.cut(hit.snippet))))
    return f"{head}. {told}"
