"""Makes customers and organisations of records, as the map says."""

from typing import Any

from agentdesk.desk.common import LANGUAGE
from agentdesk.desk.import_customers import CustomerRecord, OrganisationRecord
from agentdesk.domain.content import Organisation
from agentdesk.domain.entitlement import LEVELS
from agentdesk.records.applying import Applied
from agentdesk.records.fields import plain
from agentdesk.records.taking import Remarks, contacts_of, readable
from agentdesk.records.values import BadValue, list_of, shown, yes
from agentdesk.text import fold

_LETTERS = 200


class _Reading:
    """Reads fields of records by a map."""

    def __init__(self, applied: Applied) -> None:
        self._applied = applied
        self._fields = applied.map.fields
        self.remarks = Remarks()

    def _text(self, values: Any, name: str) -> str:
        return self._applied.text(values, self._fields.get(name))

    def _list(self, values: Any, name: str) -> list[str]:
        part = self._fields.get(name)
        return [] if part is None else list_of(self._applied.raw(values, part))

    def _level(self, values: Any) -> str:
        word = self._text(values, "level")
        level = plain(word)
        if level and level not in LEVELS:
            raise BadValue(
                f"“{shown(word)}” is no level ({', '.join(LEVELS)}): say in the map what it means"
            )
        return level


class Customers(_Reading):
    """Makes customers; ``organisations`` are those that are here."""

    def __init__(self, applied: Applied, organisations: tuple[Organisation, ...]) -> None:
        super().__init__(applied)
        self._by_name = {fold(one.name): one for one in organisations}
        self._by_id = {one.id: one for one in organisations}
        self._by_domain = {domain: one for one in organisations for domain in one.domains}

    def of(self, values: dict[str, Any]) -> CustomerRecord:
        """Return a record's customer. Raises :class:`BadValue` with what is wrong."""
        names = (self._text(values, "first_name"), self._text(values, "last_name"))
        name = self._text(values, "name") or " ".join(filter(None, names))
        contacts = contacts_of(
            self._list(values, "emails"),
            self._list(values, "phones"),
            self._applied.map.country,
            self.remarks,
        )
        reference = self._text(values, "id")[:_LETTERS]
        if not (name or contacts):
            raise BadValue("it has neither a name nor an address")
        if not (reference or contacts):
            raise BadValue("it has neither a number of its own nor an address: a name may be many")
        group = self._organisation(self._text(values, "organisation"), contacts)
        level = self._level(values) or (group.level if group else "") or "basic"
        part = self._fields.get("vip")
        return CustomerRecord(
            reference=reference,
            name=name,
            preferred_name=self._text(values, "preferred_name"),
            contacts=contacts,
            organisation=group.name if group else self._text(values, "organisation"),
            language=self._language(values),
            zone=self._zone(values),
            level=level,
            vip=yes(self._applied.raw(values, part)) if part is not None else False,
            notes=readable(self._text(values, "notes")),
        )

    def _organisation(
        self, name: str, contacts: tuple[tuple[str, str], ...]
    ) -> Organisation | None:
        """Return the organisation that a record names, or that has the domain of an address."""
        if name:
            return self._by_id.get(name) or self._by_name.get(fold(name))
        domains = (value.rpartition("@")[2] for kind, value in contacts if kind == "mail")
        return next((self._by_domain[d] for d in domains if d in self._by_domain), None)

    def _language(self, values: Any) -> str:
        word = self._text(values, "language").strip().lower().replace("_", "-").split("-")[0]
        return word if LANGUAGE.fullmatch(word) else "en"

    def _zone(self, values: Any) -> str | None:
        from zoneinfo import ZoneInfo

        name = self._text(values, "zone").strip()
        if not name:
            return None
        try:
            return ZoneInfo(name).key
        except (KeyError, ValueError, OSError):
            self.remarks.add("no known time zone, left out", name)
            return None


class Organisations(_Reading):
    """Makes organisations."""

    def of(self, values: dict[str, Any]) -> OrganisationRecord:
        """Return a record's organisation. Raises :class:`BadValue` with what is wrong."""
        name = self._text(values, "name").strip()
        if not name:
            raise BadValue("it has no name")
        domains = (d.strip().lower().removeprefix("@") for d in self._list(values, "domains"))
        return OrganisationRecord(
            id=self._text(values, "id")[:_LETTERS] or fold(name),
            name=name,
            domains=tuple(dict.fromkeys(filter(None, domains))),
            level=self._level(values),
        )
