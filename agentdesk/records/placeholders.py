"""Other programs' placeholders in our words: variables, or blanks for a person to fill in."""

import re
from typing import Literal

from agentdesk.domain.templates import FILTERS

Program = Literal["zendesk", "zammad", "chatwoot"]

_ZENDESK = {
    "ticket.requester.first_name": "customer.first_name",
    "ticket.requester.name": "customer.name",
    "ticket.requester.email": "customer.mail",
    "ticket.requester.phone": "customer.phone",
    "ticket.organization.name": "customer.organisation",
    "ticket.requester.organization.name": "customer.organisation",
    "ticket.id": "case.id",
    "ticket.title": "case.subject",
    "ticket.via": "case.channel",
    "ticket.group.name": "queue.name",
    "ticket.account": "desk.name",
    "ticket.brand.name": "desk.name",
    "ticket.assignee.name": "agent.name",
    "ticket.assignee.first_name": "agent.first_name",
    "current_user.name": "agent.name",
    "current_user.first_name": "agent.first_name",
    "agent.name": "agent.name",
    "agent.first_name": "agent.first_name",
    "agent.signature": "agent.name",
}
_ZAMMAD = {
    "ticket.customer.firstname": "customer.first_name",
    "ticket.customer.fullname": "customer.name",
    "ticket.customer.email": "customer.mail",
    "ticket.customer.phone": "customer.phone",
    "ticket.customer.organization.name": "customer.organisation",
    "ticket.organization.name": "customer.organisation",
    "ticket.number": "case.id",
    "ticket.id": "case.id",
    "ticket.title": "case.subject",
    "ticket.group.name": "queue.name",
    "ticket.owner.fullname": "agent.name",
    "ticket.owner.firstname": "agent.first_name",
    "user.fullname": "agent.name",
    "user.firstname": "agent.first_name",
    "config.product_name": "desk.name",
    "config.organization": "desk.name",
}
_CHATWOOT = {
    "contact.name": "customer.name",
    "contact.first_name": "customer.first_name",
    "contact.email": "customer.mail",
    "contact.phone_number": "customer.phone",
    "conversation.id": "case.id",
    "conversation.display_id": "case.id",
    "conversation.code": "case.reference",
    "agent.name": "agent.name",
    "agent.first_name": "agent.first_name",
    "inbox.name": "queue.name",
    "account.name": "desk.name",
}
KNOWN: dict[Program, dict[str, str]] = {
    "zendesk": _ZENDESK,
    "zammad": _ZAMMAD,
    "chatwoot": _CHATWOOT,
}
_LIQUID = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_HASH = re.compile(r"#\{\s*(.*?)\s*\}", re.DOTALL)
_FILTER = re.compile(r"\|\s*(\w+)")
_LETTERS = 60


def translated(text: str, program: Program) -> tuple[str, tuple[str, ...]]:
    """Return a text with our variables, and the placeholders that became blanks."""
    known = KNOWN[program]
    blanks: dict[str, None] = {}

    def ours(found: re.Match[str]) -> str:
        name, pipe, rest = found[1].partition("|")
        name = name.strip()
        variable = known.get(name)
        if variable is None:
            blanks[name[:_LETTERS]] = None
            return f"‹{_said(name)}›"
        if pipe and not set(_FILTER.findall(pipe + rest)) <= FILTERS:
            return f"{{{{ {variable} }}}}"
        return f"{{{{ {variable}{' | ' + rest.strip() if pipe else ''} }}}}"

    if program == "zammad":
        # Only its own marks mean something there: what looks like ours is plain text.
        plain = text.replace("{{", "{ {").replace("{%", "{ %")
        return _HASH.sub(ours, plain), tuple(blanks)
    return _LIQUID.sub(ours, text), tuple(blanks)


def _said(name: str) -> str:
    """Write a placeholder's name as a blank asks for it."""
    words = re.sub(r"^(?:ticket|conversation|contact|config|user)\.", "", name)
    return re.sub(r"[._\s‹›]+", " ", words).strip()[:_LETTERS] or "fill in"
