"""A queue whose answers come back to an address of their own finds the case by it."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from tests.cli.conftest import Runner, write_mail

OWN = "from_address: orders@fjordfarrow.example"


def test_an_answer_to_a_marked_address_joins_its_case_whoever_sends_it(
    desk: Runner, store: str, setup_file: Path, tmp_path: Path
) -> None:
    text = setup_file.read_text(encoding="utf-8")
    assert OWN in text
    setup_file.write_text(text.replace(OWN, f"{OWN}\n    plus_addresses: true"), encoding="utf-8")
    assert desk("setup", "load", setup_file).code == 0
    assert desk("agent", "state", "available").code == 0
    inbox = tmp_path / "inbox"
    case = desk("import", "mail", write_mail(inbox, "first"), "--json").one["case"]
    assert desk("case", "reply", case, "Which order is it?").code == 0
    assert desk("send", "run", "--to", tmp_path / "out").code == 0
    (sent,) = (tmp_path / "out").glob("*.eml")
    mail = message_from_bytes(sent.read_bytes(), policy=default)
    marked = str(mail["Reply-To"])
    assert marked.startswith(f"orders+{case}.")
    answer = write_mail(inbox, "second", to=marked, subject="Order 17")
    stranger = answer.read_text().replace("Ada Marsh <ada@", "Bo <bo@")
    answer.write_text(stranger.replace("<second@marshbooks", "<second@elsewhere"))
    line = desk("import", "mail", answer, "--json").one
    assert (line["decision"], line["case"]) == ("follow_up", case)
    forged = stranger.replace("Bo <bo@", "Cy <cy@").replace(
        marked, f"orders+{case}.aaaaaaaaaaaa@fjordfarrow.example"
    )
    answer.write_text(forged.replace("<second@marshbooks", "<third@elsewhere"))
    line = desk("import", "mail", answer, "--json").one
    assert (line["decision"], line["case"] == case) == ("new", False)
