"""Marks, and a verb on every marked case: guarded, done one by one, one undo for all."""

import re

from agentdesk.data.errors import Refused
from agentdesk.data.unit import Command
from agentdesk.desk.groups import do_each
from agentdesk.desk.taking import Release
from agentdesk.domain.rows import CaseRow
from agentdesk.plain.asking import option_named
from agentdesk.plain.sheet import Answers, Unclear, ask_sheet
from agentdesk.plain.table import Table
from agentdesk.plain.words import counted, row_line
from agentdesk.plain.working import given_by, rules_of
from agentdesk.seat.asks import ASKS
from agentdesk.seat.bulk import DONE, Marked, guarded, miscounted, numbers

_RELEASE = "release"
VERBS = (*DONE, _RELEASE)
_SPAN = re.compile(r"(#?\d{1,9})-(#?\d{1,9})")


def mark(table: Table, what: str) -> None:
    """Mark cases of the last list, all of it, or none; alone it tells what is marked."""
    words = what.replace(",", " ").split()
    if words == ["none"]:
        table.marks.clear()
    elif words:
        wanted = list(table.listed) if words == ["all"] else _numbers(table, words)
        rows = {row.case_id: row for row in table.wait(table.session.rows(wanted))}
        missing = [case_id for case_id in wanted if case_id not in rows]
        if missing:
            raise Refused(f"There is no case {missing[0]}.", "not_found")
        table.marks = {**rows, **table.marks}
    else:
        for row in table.marks.values():
            table.voice.say(row_line(row, table.look))
    many = counted(len(table.marks), "case")
    table.voice.say(f"{many} marked." if table.marks else "Nothing is marked.")


def _numbers(table: Table, words: list[str]) -> list[int]:
    """Read ``1 3 5-8 #1042``. Raises :class:`Unclear`."""
    found: list[int] = []
    for word in words:
        span = _SPAN.fullmatch(word)
        if span is None:
            found.append(table.number(word))
            continue
        first, last = int(span[1].lstrip("#")), int(span[2].lstrip("#"))
        if not 1 <= first <= last <= len(table.listed):
            raise Unclear(f"“{word[:20]}” is not within the last list.")
        found += table.listed[first - 1 : last]
    return list(dict.fromkeys(found))


def each(table: Table, what: str) -> None:
    """Do a verb to every marked case; from ten on their number must be written."""
    first, _, rest = what.partition(" ")
    name = option_named(VERBS, first, "Each")
    if not name:
        raise Unclear(f"Say each and a word: {', '.join(VERBS)}.")
    chosen, rows = _chosen(table)
    done = DONE.get(name, "given back")
    row = rows[chosen.first]
    plan = ASKS[name].plan(table.session, row) if name in ASKS else None
    if name in ASKS and plan is None:
        raise Refused("There is nothing to choose from for these cases.", "nothing")
    sheet = guarded(plan, chosen, done)
    answers: Answers = {}
    if sheet is not None:
        given = given_by(name, table, row, rest.strip()) if name in ASKS else {}
        rules = rules_of(name, row, table)
        answers = ask_sheet(table.voice, sheet, given, rules)
    problem = miscounted(chosen, answers)
    if problem:
        raise Unclear(problem)
    _do(table, name, done, chosen, rows, answers)


def _chosen(table: Table) -> tuple[Marked, dict[int, CaseRow]]:
    """Return the marked cases, those that somebody acted on since left out."""
    if not table.marks:
        raise Refused("Nothing is marked: mark and numbers of the last list.", "nothing")
    now = {row.case_id: row for row in table.wait(table.session.rows(tuple(table.marks)))}
    same = tuple(
        row for id, row in table.marks.items() if id in now and now[id].version == row.version
    )
    kept = {row.case_id for row in same}
    changed = tuple(id for id in table.marks if id not in kept)
    if not same:
        raise Refused("Every marked case has changed since you marked it: look at them again.")
    reads, rows = table.session.store.reads, {}
    for line in same:
        found = table.wait(reads.case_row(line.case_id))
        if found is not None:
            rows[line.case_id] = found
    return Marked(same, changed), rows


def _do(
    table: Table, name: str, done: str, chosen: Marked, rows: dict[int, CaseRow], answers: Answers
) -> None:
    session = table.session
    commands: list[Command] = []
    left: list[str] = []
    for line in chosen.rows:
        about = {**session.ids(), "case_id": line.case_id, "seen": line.version}
        made = (
            Release(**about)
            if name == _RELEASE
            else ASKS[name].make(session, rows[line.case_id], about, answers)
        )
        if isinstance(made, str):
            # What is wrong with the answers is wrong for all of them.
            raise Unclear(made)
        commands.append(made)
    many = table.wait(do_each(session.desk, commands))
    good = [result.case_id for result in many.results if result.done]
    left += [f"{r.case_id}: {r.sentence}" for r in many.results if not r.done]
    for case_id in good:
        table.marks.pop(case_id, None)
    back = " Undo takes all back." if good else ""
    table.voice.say(f"{counted(len(good), 'case')} {done}.{back}")
    for sentence in left:
        table.voice.say(f"Left out: {sentence}")
    if chosen.changed:
        table.voice.say(f"Left out, changed since you marked them: {numbers(chosen.changed)}.")
    table.read_again()
