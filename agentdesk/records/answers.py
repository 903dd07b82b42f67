"""Makes answers and articles of records: our own fields by a map, or what other programs export.

Which program an export is of is told by its shape: Zendesk's macros have ``actions``, Zammad's
``perform``, Chatwoot's canned responses a ``short_code``, help centers a ``locale`` and a
``draft`` or ``status``.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from agentdesk.desk.common import LANGUAGE
from agentdesk.domain.answer_text import is_date
from agentdesk.domain.content import AnswerAudience, AnswerNext, AnswerScope, AnswerState
from agentdesk.domain.templates import template_problems
from agentdesk.records.applying import Applied
from agentdesk.records.fields import plain
from agentdesk.records.placeholders import Program, translated
from agentdesk.records.taking import Remarks, readable, tags_of
from agentdesk.records.values import BadValue, list_of, look_up, shown, text_of, yes

AnswerKind = Literal["canned", "article"]
_ID = re.compile(r"[\w.-]{1,40}")
_STATES: dict[str, AnswerState] = {
    "draft": "wip", "wip": "wip", "0": "wip", "in_progress": "wip", "work_in_progress": "wip",
    "true": "wip", "false": "validated",
    "not_validated": "not_validated", "review": "not_validated", "in_review": "not_validated",
    "validated": "validated", "published": "validated", "1": "validated", "active": "validated",
    "public": "validated", "approved": "validated",
    "archived": "archived", "2": "archived", "inactive": "archived", "outdated": "archived",
}  # fmt: skip
_NEXT: dict[str, AnswerNext] = {
    "solved": "resolve", "closed": "resolve", "resolved": "resolve", "resolve": "resolve",
    "4": "resolve", "pending": "wait", "wait": "wait", "hold": "wait", "pending_reminder": "wait",
    "3": "wait", "pending_close": "wait", "7": "wait", "": "", "open": "", "new": "", "1": "",
    "2": "",
}  # fmt: skip


class AnswerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that comes in; what the file does not say has the desk's own default."""

    id: str
    kind: AnswerKind
    name: str
    body: str
    shortcut: str = ""
    language: str = "en"
    tags: tuple[str, ...] = ()
    scope: AnswerScope = "all"
    owner: str | None = None
    team: str = ""
    disposition: str = ""
    set_tags: tuple[str, ...] = ()
    next_state: AnswerNext = ""
    review_on: str = ""
    state: AnswerState | None = None
    audience: AnswerAudience = "agents"


def slug(text: str) -> str:
    """Return a short word for an answer that has no id, made of its name."""
    word = re.sub(r"[^\w.-]+", "-", text.strip().lower()).strip("-.")[:40].strip("-.")
    return word or "answer"


def checked(record: AnswerRecord) -> AnswerRecord:
    """Return a record that the desk would take. Raises :class:`BadValue`."""
    if not record.name.strip():
        raise BadValue("it has no name")
    if not record.body.strip():
        raise BadValue("it has no text")
    if not _ID.fullmatch(record.id):
        raise BadValue(f"“{shown(record.id)}” is no id: one short word is")
    for _, sentence in template_problems((), record.body):
        raise BadValue(f"its text cannot be filled in: {sentence.rstrip('.')}")
    if record.review_on and not is_date(record.review_on):
        raise BadValue("its review date is none like 2026-05-31")
    return record


def program_of(sample: list[Mapping[str, Any]]) -> Program | None:
    """Say which program's export some records are of, by their shape."""
    for found in sample:
        values = {plain(name): value for name, value in found.items()}
        if isinstance(values.get("actions"), list) and "title" in values:
            return "zendesk"
        if isinstance(values.get("perform"), dict):
            return "zammad"
        if "short_code" in values and "content" in values:
            return "chatwoot"
        if "locale" in values and ("section_id" in values or "draft" in values):
            return "zendesk"
        if "keywords" in values and "content" in values:
            return "zammad"
        if "content" in values and "status" in values and "locale" in values:
            return "chatwoot"
        if "published_at" in values and isinstance(values.get("content"), dict):
            return "zammad"
        body = " ".join(text_of(values.get(name)) for name in ("content", "body", "text"))
        if re.search(r"#\{\s*(?:ticket|user|config)\.", body):
            return "zammad"
        if re.search(r"\{\{\s*(?:ticket|current_user|dc)\.", body):
            return "zendesk"
        if re.search(r"\{\{\s*(?:contact|conversation|inbox)\.", body):
            return "chatwoot"
    return None


class Answers:
    """Makes answers of records, one at a time."""

    def __init__(
        self, applied: Applied, kind: AnswerKind, program: Program | None, codes: set[str]
    ) -> None:
        self._applied, self._kind, self._program, self._codes = applied, kind, program, codes
        self._fields = applied.map.fields
        self.remarks = Remarks()

    def of(self, values: dict[str, Any]) -> AnswerRecord:
        """Return a record's answer. Raises :class:`BadValue` with what is wrong."""
        if isinstance(values.get("actions"), list):
            record = self._zendesk_macro(values)
        elif isinstance(values.get("perform"), dict):
            record = self._zammad_macro(values)
        else:
            record = self._plain(values)
        if self._program is not None:
            body, blanks = translated(record.body, self._program)
            for name in blanks:
                self.remarks.add("a placeholder unknown here, now a blank to fill in", name)
            record = msgspec.structs.replace(record, body=body)
        return checked(record)

    def _text(self, values: Any, name: str) -> str:
        return self._applied.text(values, self._fields.get(name)).strip()

    def _list(self, values: Any, name: str) -> list[str]:
        part = self._fields.get(name)
        return [] if part is None else list_of(self._applied.raw(values, part))

    # ---- fields by a map, which for articles of other programs is guessed

    def _plain(self, values: dict[str, Any]) -> AnswerRecord:
        shortcut = self._text(values, "shortcut").split(",")[0].strip()
        name = self._text(values, "name") or shortcut
        body = self._text(values, "body") or text_of(look_up(values, "content.body"))
        disposition = self._text(values, "disposition")
        if disposition and disposition not in self._codes:
            self.remarks.add("a disposition not of this desk, left out", disposition)
            disposition = ""
        state, audience = self._place(values)
        return AnswerRecord(
            id=self._text(values, "id") or slug(shortcut or name),
            kind=self._kind,
            name=name,
            body=readable(body),
            shortcut=shortcut,
            language=self._language(self._text(values, "language")),
            tags=tags_of(self._list(values, "tags")),
            scope=_one(self._text(values, "scope"), ("mine", "team", "all"), "all"),
            owner=self._text(values, "owner") or None,
            team=self._text(values, "team"),
            disposition=disposition,
            set_tags=tags_of(self._list(values, "set_tags")),
            next_state=self._next(self._text(values, "next_state")),
            review_on=self._text(values, "review_on"),
            state=state,
            audience=audience,
        )

    def _place(self, values: dict[str, Any]) -> tuple[AnswerState | None, AnswerAudience]:
        """Return where an answer stands and who may read it."""
        if self._program == "zammad" and {"published_at", "internal_at"} & set(values):
            public = bool(values.get("published_at"))
            if values.get("archived_at"):
                return "archived", "public" if public else "agents"
            state: AnswerState = "validated" if public or values.get("internal_at") else "wip"
            return state, "public" if public else "agents"
        if values.get("active") in (False, "false", "False", "0"):
            return "archived", "agents"
        word = plain(self._text(values, "state"))
        found = _STATES.get(word) if word else None
        if word and found is None:
            raise BadValue(f"“{shown(word)}” is no known state of an answer")
        given = plain(self._text(values, "audience"))
        audience: AnswerAudience = "agents"
        if given in ("public", "customers", "everyone", "all"):
            audience = "public"
        elif not given and self._kind == "article" and self._program is not None:
            audience = "agents" if values.get("user_segment_id") else "public"
        return found, audience

    def _language(self, word: str) -> str:
        code = word.lower().replace("_", "-").split("-")[0]
        return code if LANGUAGE.fullmatch(code) else "en"

    def _next(self, word: str) -> AnswerNext:
        found = _NEXT.get(plain(word))
        if found is None:
            self.remarks.add("a next state not of this desk, left out", word)
        return found or ""

    # ---- macros

    def _zendesk_macro(self, values: dict[str, Any]) -> AnswerRecord:
        body, tags, after = "", [], ""
        for action in values["actions"]:
            if not isinstance(action, dict):
                continue
            name, value = text_of(action.get("field")), action.get("value")
            match name:
                case "comment_value" | "comment_value_html":
                    if isinstance(value, list):
                        value = value[-1] if value else ""
                    body = body or readable(text_of(value))
                case "set_tags" | "current_tags":
                    tags += text_of(value).split()
                case "status":
                    after = text_of(value)
                case "comment_mode_is_public" if not yes(value):
                    self.remarks.add("a macro that writes a note, now an answer", name)
                case "comment_mode_is_public":
                    pass
                case _:
                    self.remarks.add("something a macro does besides, left out", name)
        return self._macro(values, text_of(values.get("title")), body, tags, after)

    def _zammad_macro(self, values: dict[str, Any]) -> AnswerRecord:
        body, tags, after = "", [], ""
        for name, action in values["perform"].items():
            given = action if isinstance(action, dict) else {"value": action}
            match name:
                case "article.note":
                    body = readable(text_of(given.get("body")))
                case "ticket.tags" if given.get("operator", "add") == "add":
                    tags += list_of(given.get("value"))
                case "ticket.state_id" | "ticket.state":
                    after = text_of(given.get("value"))
                case _:
                    self.remarks.add("something a macro does besides, left out", name)
        return self._macro(values, text_of(values.get("name")), body, tags, after)

    def _macro(
        self, values: dict[str, Any], name: str, body: str, tags: list[str], after: str
    ) -> AnswerRecord:
        if not body:
            raise BadValue("it writes nothing: put such macros into the set-up, under “macros”")
        off = values.get("active") in (False, "false", "False")
        return AnswerRecord(
            id=text_of(values.get("id")) or slug(name),
            kind="canned",
            name=name.rpartition("::")[2].strip() or name,
            body=body,
            tags=tags_of(name.split("::")[:-1]),
            set_tags=tags_of(tags),
            next_state=self._next(after),
            state="archived" if off else None,
        )


def _one(word: str, words: tuple[AnswerScope, ...], default: AnswerScope) -> AnswerScope:
    return next((known for known in words if known == word), default)
