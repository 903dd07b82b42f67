"""What a record may hold, kind by kind, and what other programs call it."""

import re
from typing import Literal

import msgspec

Kind = Literal["cases", "customers", "organisations", "answers", "articles"]
Shape = Literal["text", "lines", "list", "date", "yes", "code", "messages"]
"""``text`` is one line; ``lines`` many; ``code`` is looked up in the set-up or a table."""


class Field(msgspec.Struct, frozen=True):
    """One field of a record."""

    name: str
    shape: Shape
    called: tuple[str, ...] = ()
    """What it is called elsewhere, in small letters with ``_`` between words."""


def _field(name: str, shape: Shape, called: str = "") -> Field:
    return Field(name, shape, (name, *called.split()))


_LANGUAGE = _field("language", "code", "lang locale")
FIELDS: dict[Kind, tuple[Field, ...]] = {
    "cases": (
        _field(
            "id",
            "text",
            "number ticket_id ticket_number case_number case_id incident_number reference key nr "
            "ticket ref display_id",
        ),
        _field("subject", "text", "title short_description summary betreff topic name"),
        _field("queue", "code", "group group_name team assignment_group department inbox category"),
        _field("state", "code", "status incident_state ticket_status state_name"),
        _field("priority", "code", "prio urgency"),
        _field(
            "created_at",
            "date",
            "opened_at created opened date create_time creation_date created_on date_opened",
        ),
        _field(
            "resolved_at",
            "date",
            "solved_at closed_at resolved closed close_at resolution_date date_closed close_time",
        ),
        _field(
            "customer_email",
            "text",
            "email requester_email from from_email contact_email e_mail mail sender customer_mail "
            "requester.email customer.email contact.email meta.sender.email",
        ),
        _field(
            "customer_name",
            "text",
            "customer requester requester_name contact_name from_name caller caller_name name "
            "requester.name customer.name contact.name meta.sender.name",
        ),
        _field(
            "customer_phone",
            "text",
            "phone requester_phone contact_phone telephone phone_number customer.phone",
        ),
        _field(
            "customer_id",
            "text",
            "requester_id caller_id contact_id requester.id customer.id contact.id",
        ),
        _field("organisation", "text", "organization company account organization.name"),
        _field("description", "lines", "body text message content details issue comments problem"),
        _field("messages", "messages", "comments conversation articles thread replies"),
        _field("solution", "lines", "resolution close_notes resolution_notes"),
        _field("disposition", "code", "close_code closed_code resolution_code outcome"),
        _field("tags", "list", "labels tag label keywords"),
        _field("type", "code", "case_type ticket_type"),
        _field("channel", "code", "contact_type via via.channel source origin"),
        _LANGUAGE,
    ),
    "customers": (
        _field("id", "text", "customer_id contact_id user_id external_id number login key"),
        _field("name", "text", "full_name display_name customer contact customer_name"),
        _field("first_name", "text", "firstname given_name vorname"),
        _field("last_name", "text", "lastname surname family_name nachname"),
        _field("preferred_name", "text", "nickname alias called"),
        _field(
            "emails",
            "list",
            "email e_mail mail email_address primary_email email_addresses",
        ),
        _field(
            "phones",
            "list",
            "phone telephone mobile phone_number phone_numbers numbers tel cell",
        ),
        _field(
            "organisation",
            "text",
            "organization company account company_name organization.name organization_id",
        ),
        _LANGUAGE,
        _field("zone", "text", "time_zone timezone tz"),
        _field("level", "code", "agreement sla plan tier"),
        _field("vip", "yes", "is_vip important"),
        _field("notes", "lines", "note details comment description remarks"),
    ),
    "organisations": (
        _field("id", "text", "organisation_id organization_id external_id number key"),
        _field("name", "text", "organisation organization company title"),
        _field("domains", "list", "domain domain_names domain_name"),
        _field("level", "code", "agreement sla plan tier"),
    ),
    "answers": (
        _field("id", "text", "key external_id"),
        _field("name", "text", "title subject"),
        _field("body", "lines", "content text answer message html response content.body"),
        _field("shortcut", "text", "short_code shortcode keyword keywords"),
        _LANGUAGE,
        _field("tags", "list", "labels label_names categories category section"),
        _field("state", "code", "status"),
        _field("disposition", "code"),
        _field("set_tags", "list"),
        _field("next_state", "code"),
        _field("scope", "code"),
        _field("owner", "text"),
        _field("team", "text"),
        _field("review_on", "text"),
        _field("updated_at", "date", "updated changed_at"),
    ),
    "articles": (
        _field("id", "text", "key slug external_id"),
        _field("name", "text", "title subject headline"),
        _field("body", "lines", "content text article html answer content.body"),
        _field("shortcut", "text"),
        _LANGUAGE,
        _field("tags", "list", "labels label_names categories category section"),
        _field("state", "code", "status draft"),
        _field("audience", "code", "visibility"),
        _field("owner", "text"),
        _field("team", "text"),
        _field("review_on", "text"),
        _field("updated_at", "date", "updated changed_at"),
    ),
}

MESSAGE_FIELDS: tuple[Field, ...] = (
    _field("body", "lines", "text content plain_body body_text html_body description"),
    _field("at", "date", "created_at date sent_at time created"),
    _field("author", "text"),
    _field("from_name", "text", "from author_name sender.name author.name"),
    _field("from_address", "text", "from_email email sender.email author.email"),
    _field("direction", "code", "sender type message_type"),
    _field("note", "yes", "internal private is_private is_internal"),
    _field("public", "yes", "is_public"),
    _field("message_id", "text", "rfc_id"),
)
REQUIRED: dict[Kind, tuple[str, ...]] = {
    "cases": ("id", "created_at"),
    "customers": (),
    "organisations": ("name",),
    "answers": ("name", "body"),
    "articles": ("name", "body"),
}


def field_of(kind: Kind, name: str) -> Field | None:
    """Return a kind's field by its name."""
    return next((field for field in FIELDS[kind] if field.name == name), None)


def plain(name: str) -> str:
    """Write a column's name in small letters, with ``_`` for whatever parts its words."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[^\w.]+", "_", spaced.lower()).strip("_")


def guess(fields: tuple[Field, ...], columns: list[str]) -> dict[str, str]:
    """Say which column holds which field, by what they are called; each column once."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(plain(column), column)
    found: dict[str, str] = {}
    used: set[str] = set()
    # Their own names first: a column called “name” is the name, whatever else may be.
    for own in (True, False):
        for field in fields:
            names = field.called[:1] if own else field.called[1:]
            for name in names:
                column = by_name.get(name, "")
                if column and column not in used and field.name not in found:
                    found[field.name] = column
                    used.add(column)
    return {field.name: found[field.name] for field in fields if field.name in found}
