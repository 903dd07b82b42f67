"""What is asked about a customer, and the command that the answers make. Pure.

What is not verified is not shown by a sheet either: what it would give away is left empty.
"""

from collections.abc import Sequence
from typing import Any

from agentdesk.desk.consenting import ChangeConsent
from agentdesk.desk.contacts import ContactKind
from agentdesk.desk.customers import ChangeCustomer
from agentdesk.desk.promising import SettlePromise
from agentdesk.domain.merging import MergePreview
from agentdesk.domain.rows import PromiseRow
from agentdesk.domain.views import CustomerView
from agentdesk.sheetplan import Choice, Option, SheetPlan, Text

Ids = dict[str, Any]
"""A new command's id and its actor."""
Answers = dict[str, str]

_CHANNELS = ("mail", "call", "chat", "web", "visit")
_WORDS = (
    ("name", "Name", ""),
    ("preferred_name", "Called", "as they like to be called"),
    ("pronunciation", "Said", "how the name is spoken"),
    ("language", "Language", "two letters: en"),
    ("zone", "Time zone", "Europe/Berlin"),
    ("organisation", "Organisation", ""),
    ("accessibility", "Needs", "large print, slow speech, a text phone"),
    ("safety", "Safety", "a warning for people's safety, shown first"),
)
_REACH = Text("contacts", "Ways to reach", "+49 30 1234, or -old@mail.example")


def name_of(view: CustomerView) -> str:
    """Return what a customer is called."""
    return view.customer.preferred_name or view.customer.name


# ---- what is known


def change_sheet(view: CustomerView, *, masked: bool) -> SheetPlan:
    """Ask for everything that may have changed, as it is known; ``masked`` leaves out where
    they belong."""
    now = _known(view)
    c = view.customer
    channels = dict.fromkeys(["", *_CHANNELS, c.preferred_channel])
    fields = [
        Choice(
            "outreach",
            "May we write first",
            (Option("yes", "yes", "1"), Option("no", "only to answer", "2")),
            default="no" if c.do_not_contact else "yes",
        ),
        Choice(
            "preferred_channel",
            "Prefers",
            tuple(Option(name, name or "not known", "" if name else "0") for name in channels),
            default=c.preferred_channel,
        ),
    ]
    texts = [
        Text(name, title, hint, value=now[name], required=name == "name")
        for name, title, hint in _WORDS
        if not (masked and name == "organisation")
    ]
    return SheetPlan(
        title=f"What is known of {name_of(view)}",
        fields=(*fields, *texts, _REACH),
        apply="changes it",
    )


def changed(ids: Ids, view: CustomerView, answers: Answers) -> ChangeCustomer | str:
    """Return the change; a sentence when there is none, or one cannot be understood."""
    now = _known(view)
    words: Ids = {
        name: answers[name].strip()
        for name in now
        if name in answers and answers[name].strip() != now[name]
    }
    if answers["preferred_channel"] != view.customer.preferred_channel:
        words["preferred_channel"] = answers["preferred_channel"]
    only_answer = answers["outreach"] == "no"
    if only_answer != view.customer.do_not_contact:
        words["do_not_contact"] = only_answer
    for name in ("language", "zone"):
        if words.get(name) == "":
            return f"Write the {name} too: it cannot be empty."
    written = [part.strip() for part in answers["contacts"].replace(";", ",").split(",")]
    added = tuple(_point(part) for part in written if part and not part.startswith("-"))
    removed = tuple(_point(part[1:].strip()) for part in written if part.startswith("-"))
    if not (words or added or removed):
        return "Nothing is changed yet. Esc leaves it as it is."
    return ChangeCustomer(
        **ids,
        customer_id=view.facts.id,
        add_contacts=added,
        remove_contacts=removed,
        **words,
    )


def _known(view: CustomerView) -> dict[str, str]:
    known = {"language": view.facts.language, "zone": view.facts.zone}
    return {
        name: known[name] if name in known else getattr(view.customer, name)
        for name, _, _ in _WORDS
    }


def _point(text: str) -> tuple[ContactKind, str]:
    if "@" in text[1:]:
        return "mail", text
    return ("phone", text) if text[:1] in "+0123456789(" else ("handle", text)


# ---- consent


def consent_sheet(view: CustomerView, *, masked: bool) -> SheetPlan:
    """Ask what they allow, or take back, and where they said so."""
    known = () if masked else dict.fromkeys(row.purpose for row in view.consents)
    purposes = [Option(purpose, purpose.replace("_", " ")) for purpose in known][:6]
    return SheetPlan(
        title=f"Consent of {name_of(view)}",
        intro="Every word stays on record; the latest counts.",
        fields=(
            Choice("given", "They", (Option("yes", "allow it"), Option("no", "take it back"))),
            Choice(
                "known", "What for", (*purposes, Option("", "something else", "9", "named below")),
                default=purposes[0].value if purposes else "",
            ),
            Choice(
                "channel", "By", tuple(Option(n, n) for n in ("mail", "call", "sms", "letter"))
            ),
            Choice(
                "source", "They said so by",
                tuple(Option(name, name) for name in ("call", "mail", "chat", "form", "visit")),
            ),
            Text("purpose", "What for", "one word: newsletter"),
            Text("wording", "What they were asked", "needed where they allow it"),
        ),
        apply="keeps it",
    )  # fmt: skip


def consented(ids: Ids, view: CustomerView, answers: Answers) -> ChangeConsent | str:
    """Return the word given; a sentence when it is not said what for."""
    purpose = answers["purpose"].strip() or answers["known"]
    if not purpose:
        return "Write what for, with one word: newsletter."
    return ChangeConsent(
        **ids,
        customer_id=view.facts.id,
        purpose=purpose,
        channel=answers["channel"],
        given=answers["given"] == "yes",
        source=answers["source"],
        wording=answers["wording"],
    )


# ---- promises


def settle_sheet(promises: Sequence[tuple[PromiseRow, str]]) -> SheetPlan:
    """Ask whether a promise was kept; which one, where there are several."""
    which = tuple(
        Option(str(row.id), text, "", f"case {row.case_id}") for row, text in promises[:9]
    )
    kept = Choice("kept", "It was", (Option("yes", "kept"), Option("no", "not kept")))
    one = len(which) == 1
    return SheetPlan(
        title=f"Promise: {promises[0][1]}" if one else "Settle a promise",
        intro=f"Of case {promises[0][0].case_id}." if one else "",
        fields=(kept,) if one else (Choice("promise", "Which", which), kept),
        apply="settles it",
    )


def settled(
    ids: Ids, promises: Sequence[tuple[PromiseRow, str]], answers: Answers
) -> SettlePromise:
    """Return the settling."""
    id = int(answers.get("promise", promises[0][0].id))
    row = next(row for row, _ in promises if row.id == id)
    return SettlePromise(
        **ids, case_id=row.case_id, promise_id=row.id, kept=answers["kept"] == "yes"
    )


# ---- two identities of one customer


def which_sheet(found: Sequence[CustomerView], title: str, *, masked: bool) -> SheetPlan:
    """Ask which of several customers is meant."""
    options = tuple(
        Option(
            view.facts.id,
            " · ".join(word for word in (name_of(view), view.customer.organisation) if word),
            "",
            " · ".join([*reached(view, masked=masked)[:1], _counted(len(view.history), "case")]),
        )
        for view in found[:9]
    )
    more = "There are more: write more of the name to find others." if len(found) > 9 else ""
    return SheetPlan(
        title=title, intro=more, fields=(Choice("who", "Which one", options),), apply="goes on"
    )


def merge_sheet(preview: MergePreview, *, masked: bool) -> SheetPlan:
    """Show what folding one identity into another makes, before it is done."""
    source, target = name_of(preview.source), name_of(preview.target)
    reach = [*reached(preview.target, masked=masked), *reached(preview.source, masked=masked)]
    shown = (
        ("shown as", preview.name),
        ("reached at", reach[0] if reach else "nothing known"),
        *(("", place) for place in reach[1:6]),
        ("cases", f"{preview.cases}, {preview.open_cases} open"),
        ("promises", str(preview.promises) if preview.promises else ""),
        ("agreements", str(preview.agreements) if preview.agreements else ""),
        ("level", preview.level + (", VIP" if preview.vip else "")),
    )
    lines = [f"{source} is folded into {target}; what was there stays, under one name.", ""]
    lines += [f"{word:<11} {said}" for word, said in shown if said]
    lines += ["", *preview.notes] if preview.notes else []
    return SheetPlan(
        title="Two names, one customer",
        intro="\n".join(lines),
        fields=(
            Choice(
                "do",
                "Then",
                (
                    Option("merge", f"{target} goes on", "1"),
                    Option("turn", f"{source} goes on instead", "2"),
                ),
            ),
        ),
        apply="does it",
    )


def reached(view: CustomerView, *, masked: bool) -> tuple[str, ...]:
    """Return the ways to reach a customer; masked, as much as tells two people apart."""
    return tuple(_veiled(p.value) if masked else p.value for p in view.contacts)


def _veiled(value: str) -> str:
    name, at, domain = value.partition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{value[-3:]}"


def _counted(n: int, word: str) -> str:
    return f"1 {word}" if n == 1 else f"{n} {word}s"
