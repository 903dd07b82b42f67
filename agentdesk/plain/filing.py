"""Files: those of a case, saved; those that go along with a reply, added and taken off."""

from pathlib import Path

from agentdesk.data.errors import Refused
from agentdesk.desk.replying import SENT_BY_MAIL
from agentdesk.plain.sheet import Unclear
from agentdesk.plain.table import Table
from agentdesk.seat.attachments import items_of, save
from agentdesk.seat.enclosed import chosen, size_words, still_there, with_file
from agentdesk.seat.writing import begin, remember_files

_OFF = "off"


def files(table: Table, what: str) -> None:
    """Tell the files and links of the case, numbered; a number and a folder saves one."""
    items = items_of(table.case().case)
    if not what:
        for number, item in enumerate(items, start=1):
            table.voice.say(f"{number}. {item.kind.capitalize()} {item.name}, {item.detail}.")
        table.voice.say("Files, a number and a folder saves one." if items else "There are none.")
        return
    which, _, folder = what.partition(" ")
    if not which.isdecimal() or not 1 <= int(which) <= len(items):
        raise Unclear("Say files first, then files, a number of that list and a folder.")
    item = items[int(which) - 1]
    if item.kind == "link":
        raise Refused(f"A link cannot be saved: {item.name}")
    found = table.wait(table.session.store.reads.part(item.id))
    if found is None:
        raise Refused(f"{item.name} is not in the store any more.", "not_found")
    try:
        path = save(found[1], item.name, Path(folder.strip() or ".").expanduser())
    except OSError as error:
        raise Refused(f"{item.name} cannot be saved there: {error.strerror}.") from None
    table.voice.say(f"Saved: {path}")


def attach(table: Table, what: str) -> None:
    """Let a file go along with the reply, by its path; ``off`` and its name leaves it out."""
    session, opened = table.session, table.case()
    begun = table.wait(begin(session, opened, "reply"))
    if begun.writing.channel not in SENT_BY_MAIL:
        raise Refused("Files go along with a mail only.")
    now = still_there(begun.files)
    if not what:
        for file in now:
            table.voice.say(f"{file.name}, {size_words(file.size)}, goes along.")
        table.voice.say(
            "Attach and a path adds a file." if not now else "Attach off leaves one out."
        )
        return
    first, _, name = what.partition(" ")
    if first == _OFF and name:
        kept = tuple(file for file in now if file.name != name.strip())
        if len(kept) == len(now):
            raise Unclear(f"No file {name.strip()[:40]} goes along.")
        said = f"{name.strip()} does not go along."
    else:
        file = chosen(what)
        kept = with_file(now, file, session.setup.limits.files)
        said = f"{file.name}, {size_words(file.size)}, goes along with the reply."
    table.wait(remember_files(session, begun.writing, [str(file.path) for file in kept]))
    table.voice.say(said)
