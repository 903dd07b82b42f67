"""Answering every open case of an incident at once: one frozen reply a case, one act in all."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from msgspec.structs import replace

from agentdesk.channels.email.answering import reply_fields
from agentdesk.desk.desk import Desk
from agentdesk.desk.groups import CaseResult, Many, Refused, do_each
from agentdesk.desk.incidents import AnswerIncident
from agentdesk.desk.replying import LOGGED_ONLY, Reply
from agentdesk.domain.customer_views import LinkedCase
from agentdesk.domain.views import CaseView

Render = Callable[[str, LinkedCase], str]
"""Makes the text for one case of the template for all."""


_LANGUAGE = re.compile(r"[ \t]*\[([a-zA-Z]{2})\][ \t]*")
ANY = ""
"""The language of those who have no text of their own."""


def texts_of(template: str) -> dict[str, str]:
    """Return the texts of an answer by language: a line that holds only ``[de]`` begins German.

    What stands before the first such line is for everybody else (``""``); where nothing does, the
    first language is. An answer without such a line is one text for all.
    """
    found: dict[str, list[str]] = {ANY: []}
    language = ANY
    for line in template.split("\n"):
        heading = _LANGUAGE.fullmatch(line)
        if heading is not None:
            language = heading[1].lower()
            found.setdefault(language, [])
        else:
            found[language].append(line)
    texts = {name: "\n".join(lines).strip("\n") for name, lines in found.items()}
    written = {name: text for name, text in texts.items() if text.strip()}
    if len(written) == 1 and len(found) == 1:
        return {ANY: template}
    return {ANY: next(iter(written.values()), ""), **written}


def in_language(template: str, language: str) -> str:
    """Return an answer's text in a language; where it has none, that for everybody else."""
    texts = texts_of(template)
    return texts.get(language, texts[ANY])


def signed(template: str, signature: str) -> str:
    """Return an answer of several texts with the signature under each, if it is under the last."""
    texts, end = texts_of(template), signature.strip()
    if len(texts) == 1 or not end or not template.rstrip().endswith(end):
        return template
    whole = {
        name: text if text.rstrip().endswith(end) else f"{text.rstrip()}\n\n{end}"
        for name, text in texts.items()
    }
    parts = [whole[ANY], *(f"[{name}]\n{text}" for name, text in whole.items() if name != ANY)]
    return "\n\n".join(parts)


def fill(template: str, case: LinkedCase) -> str:
    """Return the text in a case's language, with ``{name}`` (the customer's) and ``{case}`` (its
    number) filled in."""
    text = in_language(template, case.language)
    return text.replace("{name}", case.customer).replace("{case}", str(case.case_id))


async def answer_incident(
    desk: Desk,
    incident_id: int,
    body: str,
    *,
    then: Literal["stay", "wait", "resolve"] = "stay",
    seen: Mapping[int, int] | None = None,
    render: Render = fill,
    **more: Any,
) -> Many:
    """Answer every open case that is linked to an incident; one undo takes all back.

    ``seen`` are the versions of the cases that were on screen: one that has changed since, or was
    linked since, is left out with its sentence. ``more`` goes with each reply (``disposition``,
    ``root_cause``, ``summary``, ``remind_at``). The owners stay as they are. Raises ``Refused``
    with nothing sent when the incident itself cannot be answered.
    """
    view = await desk.store.reads.incident(incident_id)
    if view is None:
        raise Refused(f"Case {incident_id} is no incident.", "not_found")
    body = signed(body, await _signature(desk, incident_id))
    told = desk.command(AnswerIncident, case_id=incident_id, answer=body)
    group = told.command_id
    # Every part has an id that says which it is, so that doing the same twice does it once.
    outcome = await desk.do(replace(told, command_id=f"{group}.0", group=group))
    results = [CaseResult(incident_id, True, outcome.label, outcome)]
    for case in view.linked:
        if case.open:
            results.append(await _answer(desk, case, body, then, seen, render, group, more))
    return Many(group, tuple(results))


async def _signature(desk: Desk, incident_id: int) -> str:
    """Return what stands under every answer of the incident's queue."""
    row = await desk.store.reads.case_row(incident_id)
    setup = await desk.store.reads.setup()
    found = (queue.signature for queue in setup.queues if row and queue.id == row.queue)
    return next(found, "")


async def _answer(
    desk: Desk,
    case: LinkedCase,
    body: str,
    then: Literal["stay", "wait", "resolve"],
    seen: Mapping[int, int] | None,
    render: Render,
    group: str,
    more: Mapping[str, Any],
) -> CaseResult:
    """Freeze and send the answer to one case."""
    id = case.case_id
    version = case.version if seen is None else seen.get(id)
    if version is None:
        return CaseResult(id, False, f"Case {id} was linked after you looked.")
    found = await desk.store.reads.case(id)
    if found is None or found.row.channel in LOGGED_ONLY:
        return CaseResult(id, False, f"Case {id} came by {case.channel}: call the customer.")
    try:
        fields = await _fields(desk, found, render(body, case), group)
    except ValueError as error:
        return CaseResult(id, False, f"Case {id}: {error}")
    # A case that nobody has taken cannot wait for its customer; it is answered and stays.
    after = "stay" if then == "wait" and found.row.state == "new" else then
    command = desk.command(
        Reply, case_id=id, seen=version, then=after, take=False, **fields, **more
    )
    command = replace(command, command_id=f"{group}.{id}")
    return (await do_each(desk, (command,), group)).results[0]


async def _fields(desk: Desk, view: CaseView, body: str, unique: str) -> dict[str, Any]:
    setup = await desk.store.reads.setup()
    return reply_fields(
        view,
        setup,
        setup.person(desk.person),
        body,
        at=desk.store.clock.now(),
        unique=unique,
    )
