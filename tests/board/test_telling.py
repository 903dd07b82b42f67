"""A case's stream in words: of every kind of event, of codes, of what was taken back."""

from typing import Any

import pytest
from msgspec import inspect

from agentdesk.board.telling import tell
from agentdesk.clock import HOUR, SECOND
from agentdesk.desk.escalating import Escalate
from agentdesk.desk.resolving import Resolve
from agentdesk.desk.taking import Take
from agentdesk.desk.undo import Redo, Undo
from agentdesk.domain import events as e
from agentdesk.domain.rows import CaseRow
from tests.support.office import MONDAY, SETUP, Office

SECRET = "4f9c2a"
"""Stands for a customer's random id, which nobody needs to read."""
SILENT = {"case.ranked", "send.released", "send.started", "rule.reminder_set"}
"""What says nothing to people."""
KINDS = [kind for kind in e.KINDS.values() if "case_id" in kind.__struct_fields__]


def _sample(type_: inspect.Type, name: str) -> Any:
    """Make a value of a type."""
    if name == "customer_id":
        return SECRET
    match type_:
        case inspect.CustomType() | inspect.StructType(cls=_) if name == "row":
            office = Office()
            return office.store.table.one(CaseRow, office.mail())
        case inspect.LiteralType():
            return type_.values[0]
        case inspect.UnionType():
            return _sample(type_.types[0], name)
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 2
        case inspect.StrType():
            return "code_word"
        case inspect.VarTupleType(item_type=inspect.StrType()):
            return ("tag:code_word" if name == "effects" else "code_word",)
    return ()


def _event(kind: type[e.Event], *, every: bool) -> e.Event:
    """Make an event of a kind: with ``every`` field, or only those it must have."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    fields = [field for field in info.fields if field.required or every]
    return kind(**{field.name: _sample(field.type, field.name) for field in fields})


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_of_event_has_its_words(kind: type[e.Event], every: bool) -> None:
    fact = e.Fact(MONDAY, "lena", "c", _event(kind, every=every))
    lines = tell([e.Entry(1, MONDAY, fact)], SETUP, "UTC")
    if kind.kind in SILENT or (kind is e.SendQueued and not every):
        assert lines == ()
        return
    (line,) = lines
    assert (line.who, line.kind, line.at) == ("Lena", kind.kind, MONDAY)
    assert line.words == line.words.strip() != ""
    assert SECRET not in line.words
    assert "None" not in line.words
    assert "_" not in line.words or "code_word" in line.words


def _told(office: Office, case_id: int, until: int | None = None) -> list[str]:
    stream = [x for x in office.store.log if x.fact.case_id == case_id]
    known = [x for x in stream if until is None or x.recorded_at <= until]
    lines = tell(known, SETUP, "Europe/Berlin")
    return [f"{'(taken back) ' if line.undone else ''}{line.who}: {line.words}" for line in lines]


def test_a_case_is_told_in_the_words_of_the_set_up() -> None:
    office = Office()
    office.here("lena")
    case = office.mail()
    office.do("lena", Take, case_id=case)
    words = {"known": "k", "tried": "t", "expected": "e", "promised": "p"}
    office.do("lena", Escalate, case_id=case, reason="knowledge", **words)
    told = _told(office, case)
    assert "the customer: wrote by mail" in told
    assert any(line.startswith("the customer: created by mail in Billing, P3") for line in told)
    assert "Lena: taken by Lena" in told
    assert any(
        "escalated from L1 Billing to L2 Billing experts: Needs an expert" in x for x in told
    )
    assert not any("ada" in line.lower() or "charged" in line.lower() for line in told)


def test_what_is_taken_back_is_marked_from_then_on_and_not_before() -> None:
    office = Office()
    office.here("lena")
    case = office.mail()
    office.do("lena", Take, case_id=case)
    office.reply("lena", case)
    office.later(HOUR)
    office.do("lena", Resolve, case_id=case, disposition="answered", summary="Explained.")
    seen = office.clock.at
    office.later(5 * SECOND)
    office.do("lena", Undo)
    undone = office.clock.at
    office.later(SECOND)
    office.do("lena", Redo)
    assert "Lena: resolved: Answered" in _told(office, case, seen)
    assert "(taken back) Lena: resolved: Answered" in _told(office, case, undone)
    assert "Lena: put back to how it was before an act" in _told(office, case, undone)
    assert "Lena: resolved: Answered" in _told(office, case)
