"""How a customer was before a change: kept beside them, so that the change can be taken back."""

from agentdesk.desk.story import Story
from agentdesk.domain.content import Customer, CustomerEdit
from agentdesk.domain.events import CustomerEdited
from agentdesk.domain.row import Row
from agentdesk.domain.rows import CustomerRow

EDITED = "edited"
"""Where a command's result keeps whom it changed, for its undo."""


def remember(
    story: Story,
    person: Customer | None,
    changed: Customer | None,
    facts: CustomerRow,
    terms: CustomerRow,
    added: tuple[tuple[str, str], ...] = (),
    removed: tuple[tuple[str, str], ...] = (),
) -> dict[str, str]:
    """Keep how a customer was, as far as it changes; return what the command's result keeps."""
    words = differing(person, changed) if person and changed else {}
    edit = CustomerEdit(
        facts.id, story.command.command_id, words, differing(facts, terms), added, removed
    )
    return tell_edit(story, edit)


def tell_edit(story: Story, edit: CustomerEdit) -> dict[str, str]:
    """Keep an edit and tell which parts it is of; nothing if it is of none."""
    parts = [*edit.words, *edit.facts]
    if edit.added or edit.removed:
        parts.append("contacts")
    if not parts:
        return {}
    story.keep(edit)
    story.tell(CustomerEdited(customer_id=edit.customer_id, parts=tuple(sorted(parts))))
    return {EDITED: edit.customer_id}


def differing(before: Row, after: Row) -> dict[str, str]:
    """Return the fields in which two rows differ, as they are in the first."""
    names = before.__struct_fields__
    return {
        n: as_text(getattr(before, n)) for n in names if getattr(before, n) != getattr(after, n)
    }


def as_text(value: object) -> str:
    """Write a field of a customer as an edit keeps it: a mark is ``yes`` or ``""``."""
    return ("yes" if value else "") if isinstance(value, bool) else str(value)
