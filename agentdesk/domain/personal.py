"""Whose content is whose: for every content table, how its rows belong to a customer or a case.

Erasure, retention, redaction and the export of one person all go by this one list, so that none
of them forgets a table: a test holds it against ``CONTENT_TABLES``. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from agentdesk.domain.care_rows import (
    ComplaintRow,
    ConsentRow,
    GoodwillRow,
    MergedCustomerRow,
    SurveyRow,
)
from agentdesk.domain.content import (
    Answer,
    AnswerVersion,
    CaseReference,
    CaseText,
    ComplaintText,
    ConsentText,
    ContactPoint,
    Customer,
    CustomerEdit,
    CustomerReference,
    ImportText,
    IncidentText,
    LearnedText,
    Message,
    MovedContact,
    Organisation,
    Outgoing,
    Part,
    PromiseText,
    SetupText,
    UnansweredQuestion,
)
from agentdesk.domain.privacy_rows import FieldReadRow, LegalHoldRow, RemovalRow
from agentdesk.domain.row import Row
from agentdesk.domain.rows import (
    CaseRow,
    CustomerRow,
    EntitlementRow,
    HeldMailRow,
    PromiseRow,
)

MARK = "[redacted]"
"""What stands where words were taken out."""
ERASED_NAME = "erased customer"
ERASED_SUBJECT = "[erased]"
MASKED_FIELDS = ("contacts", "ratings", "consent", "property")
"""What is masked until the customer is verified (domain §6), by name."""
SHORTEST = 3
"""So many letters or digits a text must have to be taken out: less would be found everywhere."""


class Belongs(NamedTuple):
    """How the rows of one table belong to somebody, by the column that says so."""

    customer: str = ""
    case: str = ""
    message: str = ""
    promise: str = ""
    point: bool = False
    """By kind and value of a contact point."""
    words: tuple[str, ...] = ()
    """The columns in which words of a case stand and can be taken out."""
    loose: bool = False
    """Rows of no case at all may hold somebody's words too."""
    nobodys: str = ""
    """Why it holds nothing of any customer; then nothing else is given."""

    @property
    def personal(self) -> bool:
        """Whether a customer's data may stand in it."""
        return not self.nobodys


BELONGS: dict[type[Row], Belongs] = {
    Customer: Belongs(customer="id"),
    ContactPoint: Belongs(customer="customer_id"),
    CustomerEdit: Belongs(customer="customer_id"),
    MovedContact: Belongs(point=True),
    CaseText: Belongs(case="case_id", words=("subject", "summary")),
    Message: Belongs(customer="customer_id", case="case_id", words=("subject", "body", "fields")),
    Part: Belongs(message="message_id"),
    Outgoing: Belongs(message="message_id"),
    PromiseText: Belongs(promise="promise_id", words=("text",)),
    IncidentText: Belongs(case="case_id", words=("title", "answer")),
    ComplaintText: Belongs(case="case_id", words=("remedy", "response", "external")),
    ConsentText: Belongs(customer="customer_id"),
    LearnedText: Belongs(customer="customer_id", case="case_id", words=("text",)),
    UnansweredQuestion: Belongs(case="case_id", words=("query",), loose=True),
    CaseReference: Belongs(case="case_id"),
    CustomerReference: Belongs(customer="customer_id"),
    Organisation: Belongs(nobodys="what a firm is called, whoever works there"),
    ImportText: Belongs(nobodys="the names of files that an administrator brought in"),
    Answer: Belongs(nobodys="our own words, written for everybody"),
    AnswerVersion: Belongs(nobodys="our own words, as they were before"),
    SetupText: Belongs(nobodys="the desk's set-up: our people and codes"),
}
"""Every content table. In the order in which rows are read and removed."""


# ---- words in texts


def pattern_of(text: str) -> re.Pattern[str] | None:
    """Return what finds a text wherever it is quoted; ``None`` if it is too short to be found.

    Case does not matter, and where the text has a gap, any gap will do: a line end, the marks of
    a quotation.
    """
    words = text.split()
    if sum(character.isalnum() for word in words for character in word) < SHORTEST:
        return None
    return re.compile(r"[\s>\u00a0]+".join(map(re.escape, words)), re.IGNORECASE)


def places_of(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where a pattern finds something that has not been taken out: from, and to before.

    A mark that is partly in a place belongs to it as a whole; what lies within a mark is none.
    """
    marks = [found.span() for found in _MARKS.finditer(text)]
    places: list[tuple[int, int]] = []
    for found in pattern.finditer(text):
        start, end = found.span()
        touched = [mark for mark in marks if mark[0] < end and start < mark[1]]
        if any(mark[0] <= start and end <= mark[1] for mark in touched):
            continue
        start = min([start, *(mark[0] for mark in touched)])
        end = max([end, *(mark[1] for mark in touched)])
        if places and start < places[-1][1]:
            start = places.pop()[0]
        places.append((start, end))
    return places


_MARKS = re.compile(re.escape(MARK))


def without(text: str, pattern: re.Pattern[str]) -> tuple[str, int]:
    """Return a text with the mark in every place that a pattern finds, and how many there were.

    The text keeps its number of lines, because what is folded is known by lines.
    """
    parts: list[str] = []
    done = 0
    places = places_of(text, pattern)
    for start, end in places:
        parts += text[done:start], MARK, "\n" * text.count("\n", start, end)
        done = end
    return "".join((*parts, text[done:])), len(places)


def redacted(row: Row, pattern: re.Pattern[str]) -> tuple[Row, int]:
    """Return a content row with the mark in every place that a pattern finds in its words."""
    places = 0
    changed: dict[str, object] = {}
    for name in BELONGS[type(row)].words:
        value = getattr(row, name)
        if isinstance(value, dict):
            fields = {key: without(text, pattern) for key, text in value.items()}
            found = sum(n for _, n in fields.values())
            after: object = {key: text for key, (text, _) in fields.items()}
        else:
            after, found = without(value, pattern)
        if found:
            places += found
            changed[name] = after
    return (msgspec.structs.replace(row, **changed) if places else row), places


def names_of(rows: Iterable[Row]) -> Iterator[str]:
    """Return everything by which a person is called or reached, of their own rows."""
    for row in rows:
        if isinstance(row, Customer):
            yield from filter(None, (row.name, row.preferred_name))
        elif isinstance(row, ContactPoint):
            yield row.value


def mentions(text: str, names: Iterable[str]) -> bool:
    """Say whether a text names somebody."""
    return any((pattern := pattern_of(name)) is not None and pattern.search(text) for name in names)


# ---- the same in SQL, for both engines


def row_conditions(customers: str, cases: str) -> dict[type[Row], str]:
    """Return the conditions under which rows of the projection tell of some customers or cases."""
    theirs = f"SELECT id FROM cases WHERE customer_id IN ({customers}) UNION {cases}"
    of_case = f"case_id IN ({theirs})"
    of_customer = f"customer_id IN ({customers})"
    held = "SELECT held_id FROM messages WHERE held_id IS NOT NULL AND case_id IS NULL"
    return {
        CustomerRow: f"id IN ({customers})",
        MergedCustomerRow: f'id IN ({customers}) OR "into" IN ({customers})',
        LegalHoldRow: f"{of_customer} OR customer_id IN "
        f"(SELECT customer_id FROM cases WHERE id IN ({cases}))",
        HeldMailRow: f"id IN ({held})",
        CaseRow: f"id IN ({theirs})",
        EntitlementRow: of_customer,
        PromiseRow: of_case,
        ComplaintRow: of_case,
        GoodwillRow: of_case,
        SurveyRow: of_case,
        ConsentRow: of_customer,
        RemovalRow: of_case,
        FieldReadRow: of_customer,
    }


def conditions(customers: str, cases: str) -> dict[type[Row], str]:
    """Return for each table the condition under which a row is of some customers or cases.

    ``customers`` and ``cases`` are sub-selects of ids, in an engine's own words. A customer's
    cases are always among those meant.
    """
    theirs = f"SELECT id FROM cases WHERE customer_id IN ({customers}) UNION {cases}"
    points = f"SELECT value FROM contact_points WHERE customer_id IN ({customers})"
    held = f"SELECT id FROM held_mail WHERE suggested_case IN ({theirs})"
    messages = (
        f"SELECT id FROM messages WHERE case_id IN ({theirs}) "
        f"UNION SELECT id FROM messages WHERE direction = 'in' AND customer_id IN ({customers}) "
        f"UNION SELECT id FROM messages WHERE held_id IS NOT NULL AND case_id IS NULL "
        f"AND (lower(from_address) IN ({points}) OR held_id IN ({held}))"
    )
    promises = f"SELECT id FROM promises WHERE case_id IN ({theirs})"
    found: dict[type[Row], str] = {}
    for cls, how in BELONGS.items():
        if not how.personal:
            continue
        any_of = []
        if cls is Message:
            any_of.append(f"id IN ({messages})")
        elif how.point:
            any_of.append(
                "(kind, value) IN (SELECT p.kind, p.value FROM contact_points AS p "
                f"WHERE p.customer_id IN ({customers}))"
            )
        else:
            if how.customer:
                # Nobody's rows are kept out of the indexes of some tables.
                any_of.append(f"({how.customer} <> '' AND {how.customer} IN ({customers}))")
            if how.case:
                any_of.append(f"{how.case} IN ({theirs})")
            if how.message:
                any_of.append(f"{how.message} IN ({messages})")
            if how.promise:
                any_of.append(f"{how.promise} IN ({promises})")
            if how.loose:
                any_of.append(f"(case_id = 0 AND EXISTS ({customers}))")
        found[cls] = " OR ".join(any_of)
    return found
