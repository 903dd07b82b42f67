"""A unit that is decided and may not be written yet: what it changes of what is read meanwhile.

The next unit can then be decided while this one is still being written. Laid over what was read
before or after it was written, the same comes out.
"""

import msgspec

from agentdesk.data.unit import Find, Found, Plan, State
from agentdesk.domain.content import CaseReference, CaseText, Customer, CustomerReference
from agentdesk.domain.projection import Table
from agentdesk.domain.rows import CaseRow, IdRow, TimerRow, key_of

_LAID_OVER = {
    "case_references", "customer_references", "due_by", "due_kinds", "due_most", "log_end",
}  # fmt: skip
_NOTHING = Find()


def can_wait(wanted: Find, found: Found) -> bool:
    """Say whether everything that was looked up is laid over here.

    Timers of which there are more than were asked for are not: which come first is then only
    known once all is written.
    """
    others = (name for name in wanted.__struct_fields__ if name not in _LAID_OVER)
    if any(getattr(wanted, name) != getattr(_NOTHING, name) for name in others):
        return False
    return wanted.due_by is None or len(found.due) < wanted.due_most


class Pending:
    """What one unit changes. Its counters are left out: whoever adds to them does not read them."""

    def __init__(self, plan: Plan, now: int) -> None:
        self._puts, self._gone = plan.puts, plan.gone
        self.cases = {row.id: row for row in plan.puts if isinstance(row, CaseRow)}
        """The cases that it changes, by their numbers."""
        own = plan.recorded[-1] if plan.recorded else None
        self._recorded_at = 0 if not plan.facts else now if own is None else own
        self._cases: dict[tuple[str, str], int] = {}
        self._customers: dict[tuple[str, str], str] = {}
        self._texts: dict[int, CaseText] = {}
        self._people: dict[str, Customer] = {}
        for row in plan.decision.content:
            match row:
                case CaseReference(source=source, reference=reference, case_id=case_id):
                    self._cases[source, reference] = case_id
                case CustomerReference(source=source, reference=reference, customer_id=customer):
                    self._customers[source, reference] = customer
                case CaseText(case_id=case_id):
                    self._texts[case_id] = row
                case Customer(id=id):
                    self._people[id] = row

    def over_found(self, wanted: Find, found: Found) -> Found:
        """Return what was found as it is with this unit; see :func:`can_wait`."""
        cases = {ref: self._cases[ref] for ref in wanted.case_references if ref in self._cases}
        customers = {
            ref: self._customers[ref]
            for ref in wanted.customer_references
            if ref in self._customers
        }
        return msgspec.structs.replace(
            found,
            case_references=found.case_references | cases,
            customer_references=found.customer_references | customers,
            due=self._due(wanted, found),
            recorded_at=max(found.recorded_at, self._recorded_at) if wanted.log_end else 0,
        )

    def _due(self, wanted: Find, found: Found) -> tuple[TimerRow, ...]:
        if wanted.due_by is None:
            return ()
        due = {key_of(timer): timer for timer in found.due}
        for kind, key in self._gone:
            if kind is TimerRow:
                due.pop(key, None)
        for row in self._puts:
            if isinstance(row, TimerRow):
                due.pop(key_of(row), None)
                if row.due_at <= wanted.due_by and row.kind in wanted.due_kinds:
                    due[key_of(row)] = row
        return tuple(sorted(due.values(), key=lambda row: (row.due_at, row.case_id, row.kind)))

    def _over_table(self, table: Table) -> None:
        """Bring rows that were loaded to what they are with this unit, and add those it has."""
        for kind, key in self._gone:
            table.drop(kind, key)
        for row in self._puts:
            table.put(row)

    def over_state(self, state: State) -> None:
        """Bring all that was loaded to what it is with this unit."""
        self._over_table(state.table)
        for name in state.ids:
            known = state.table.get(IdRow, name)
            state.ids[name] = known.value if known else 0
        for case_id in state.subjects.keys() & self._texts.keys():
            text = self._texts[case_id]
            state.subjects[case_id], state.summaries[case_id] = text.subject, text.summary
        for customer in state.people.keys() & self._people.keys():
            state.people[customer] = self._people[customer]
