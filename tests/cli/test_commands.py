"""Every command: exit codes, the shape of its JSON, sentences instead of tracebacks."""

import subprocess
import sys
from pathlib import Path

import pytest

from agentdesk.cli.case import COMMANDS as CASE_COMMANDS
from agentdesk.cli.main import COMMANDS, cli
from tests.cli.conftest import Runner, write_mail


@pytest.fixture
def case(open_desk: Runner, tmp_path: Path) -> int:
    """A case that Lena has."""
    number = open_desk("import", "mail", write_mail(tmp_path / "in", "one"), "--json").one["case"]
    assert open_desk("case", "take", number).code == 0
    return int(number)


def test_help_is_quick_and_imports_no_screen_and_no_store() -> None:
    code = (
        "import sys; from agentdesk.cli.main import run; run(['--help']); "
        "heavy = {'textual', 'asyncpg', 'aiosqlite', 'agentdesk.desk', 'agentdesk.domain'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for name in COMMANDS:
        assert name in done.stdout


def test_whoever_reads_no_further_ends_a_command_in_peace() -> None:
    command = [sys.executable, "-u", "-m", "agentdesk", "train", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert (child.stderr.read(), child.wait()) == (b"", 0)


def test_every_command_takes_json_and_store() -> None:
    import click

    def leaves(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
        if not isinstance(command, click.Group):
            return [(path, command)]
        ctx = click.Context(command)
        found: list[tuple[str, click.Command]] = []
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None, name
            found += leaves(inner, f"{path} {name}".strip())
        return found

    for path, command in leaves(cli, ""):
        options = {name for param in command.params for name in param.opts}
        assert {"--json", "--store"} <= options, path
        assert command.help, path


def test_every_case_command_is_there() -> None:
    assert set(CASE_COMMANDS) >= {
        "list", "show", "take", "release", "assign", "reply", "note", "draft", "escalate",
        "return", "transfer", "wait", "snooze", "wake", "resolve", "reopen", "close", "merge",
        "split", "priority", "tag", "promise", "verify", "new", "due",
    }  # fmt: skip


def test_an_unknown_command_names_the_nearest(desk: Runner) -> None:
    ran = desk("cse")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean case?" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_empty_desk_says_how_to_fill_it(
    desk: Runner, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AGENTDESK_STORE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    ran = desk()
    assert ran.code == 4
    for command in ("agentdesk demo", "agentdesk setup example", "agentdesk import mail"):
        assert command in ran.err


def test_without_a_terminal_the_desk_says_what_to_use(open_desk: Runner) -> None:
    ran = open_desk()
    assert ran.code == 2
    assert "needs a terminal" in ran.err


def test_what_is_not_there_is_four(open_desk: Runner) -> None:
    for args in (("case", "show", 99), ("case", "take", 99), ("undo",), ("undoable",)):
        ran = open_desk(*args, "--json")
        assert ran.code == 4, args
        assert ran.one["ok"] is False
        assert ran.one["error"] == ran.err.strip()


def test_what_is_refused_is_one(open_desk: Runner, case: int) -> None:
    ran = open_desk("case", "resolve", case, "nonsense", "--json")
    assert ran.code == 1
    assert ran.one["code"] == "invalid"
    stale = open_desk("case", "note", case, "hello", "--seen", 0, "--json")
    assert (stale.code, stale.one["code"]) == (1, "conflict")


def test_a_wrong_command_line_is_two(open_desk: Runner, case: int) -> None:
    for args in (
        ("case", "show", "x"),
        ("case", "snooze", case, "whenever"),
        ("case", "reply", case, "hi", "--wait", "--resolve", "answered"),
        ("case", "escalate", case, "--reason", "knowledge", "--lead", "--known", "x"),
        ("case", "tag", case),
        ("case", "list", "--frob"),
    ):
        ran = open_desk(*args)
        assert ran.code == 2, args
        assert len(ran.err.splitlines()) == 1, ran.err


def test_store_trouble_is_three(desk: Runner, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.db"
    nonsense.write_bytes(b"this is no store" * 100)
    for args in (("queue", "list"), ("store", "check"), ("store", "info")):
        assert desk(*args, "--store", nonsense).code == 3, args
        assert desk(*args, "--store", tmp_path / "gone.db").code == 3, args


def test_a_fault_tells_its_place_and_nothing_of_a_customer(
    open_desk: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: object, **kwargs: object) -> None:
        raise KeyError("ada@marshbooks.example")

    monkeypatch.setattr("agentdesk.data.sqlite.reads.SqliteReads.list_cases", broken)
    ran = open_desk("case", "list")
    assert ran.code == 70
    assert "KeyError" in ran.err
    assert "ada@" not in ran.err
    assert "Traceback" not in ran.err


def test_somebody_the_desk_does_not_know_is_told_what_to_do(
    open_desk: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agentdesk.cli.identity.system_user", lambda: "mallory")
    ran = open_desk("queue", "list")
    assert ran.code == 1
    assert "“mallory”" in ran.err
    assert "login: mallory" in ran.err
    assert open_desk("queue", "list", "--as", "omar").code == 0, "the set-up allows it here"


def test_as_needs_the_set_ups_permission(
    open_desk: Runner, setup_file: Path, tmp_path: Path
) -> None:
    text = setup_file.read_text(encoding="utf-8").replace("allow_as: true", "allow_as: false")
    strict = tmp_path / "strict.yaml"
    strict.write_text(text, encoding="utf-8")
    assert open_desk("setup", "load", strict, "--as", "ines").code == 0
    ran = open_desk("queue", "list", "--as", "omar")
    assert ran.code == 1
    assert "leave --as out" in ran.err


def test_an_act_prints_what_it_did_and_is_done_once(open_desk: Runner, case: int) -> None:
    args = ("case", "note", case, "A note", "--command-id", "n1", "--json")
    first, again = open_desk(*args).one, open_desk(*args).one
    assert set(first) == {
        "ok", "command_id", "cases", "result", "label", "undo_until", "repeated", "seq",
    }  # fmt: skip
    assert (first["command_id"], first["cases"], first["repeated"]) == ("n1", [case], False)
    assert again["repeated"] is True
    notes = open_desk("case", "show", case, "--json").one["items"]
    assert [
        item["message"]["body"] for item in notes if item["message"]["direction"] == "note"
    ] == ["A note"]


def test_undo_and_redo(open_desk: Runner, case: int) -> None:
    assert open_desk("case", "priority", case, 1).code == 0
    undoable = open_desk("undoable", "--json").lines
    assert undoable[0]["cases"] == [case]
    assert open_desk("undo").code == 0
    assert open_desk("case", "show", case, "--json").one["row"]["priority"] == 3
    assert open_desk("redo").code == 0
    assert open_desk("case", "show", case, "--json").one["row"]["priority"] == 1


@pytest.mark.parametrize(
    ("args", "field", "value"),
    [
        (("snooze", "{case}", "2h"), "owner", "lena"),
        (("tag", "{case}", "vip", "angry"), "tags", ["angry", "vip"]),
        (("priority", "{case}", "2"), "priority", 2),
        (("release", "{case}"), "owner", None),
        (("verify", "{case}", "order"), "verified", "full"),
        (("assign", "{case}", "omar", "--reason", "He knows her."), "owner", "omar"),
        (("wait", "{case}", "--for", "carrier", "--until", "2d"), "state", "waiting_third_party"),
        (
            ("transfer", "{case}", "machines", "--reason", "knowledge", "--note", "A machine."),
            "queue",
            "machines",
        ),
        (("classify", "{case}", "--type", "complaint"), "type", "complaint"),
        (
            ("escalate", "{case}", "--reason", "permission", "--lead", "--note", "Please look."),
            "lead",
            "any",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_acts_on_a_case(
    open_desk: Runner, case: int, args: tuple[str, ...], field: str, value: object
) -> None:
    ran = open_desk("case", *(arg.format(case=case) for arg in args))
    assert ran.code == 0, ran.err
    assert open_desk("case", "show", case, "--json").one["row"][field] == value


def test_merge_split_reopen_and_close_are_commands(
    open_desk: Runner, case: int, tmp_path: Path
) -> None:
    second = write_mail(tmp_path / "in", "two", subject="Again", body="And the invoice?")
    other = open_desk("import", "mail", second, "--json").one["case"]
    assert open_desk("case", "merge", other, case).code == 0
    shown = open_desk("case", "show", case, "--json").one
    messages = [item["message"] for item in shown["items"]]
    message = next(one["id"] for one in messages if "invoice" in one["body"])
    split = open_desk("case", "split", case, message, "--subject", "Invoice", "--json")
    assert split.code == 0, split.err
    child = split.one["result"]["case_id"]
    assert open_desk("case", "close", child, "spam", "--as", "ines").code == 0
    assert open_desk("case", "show", child, "--json").one["row"]["state"] == "closed"
    assert open_desk("case", "reply", case, "Done.", "--resolve", "answered").code == 0
    assert open_desk("case", "reopen", case, "--reason", "not done", "--as", "ines").code == 0
    assert open_desk("case", "show", case, "--json").one["row"]["state"] == "open"


def test_promises_are_made_and_kept(open_desk: Runner, case: int) -> None:
    made = open_desk("case", "promise", case, "2d", "A word", "--json").one
    assert open_desk("case", "settle", case, made["result"]["promise_id"]).code == 0
    (promise, words) = open_desk("case", "show", case, "--json").one["promises"][0]
    assert (promise["kept"], words) == (True, "A word")


def test_drafts_are_kept_shown_and_dropped(open_desk: Runner, case: int) -> None:
    assert open_desk("case", "draft", case).code == 4
    assert open_desk("case", "draft", case, "Dear Ada,").code == 0
    assert open_desk("case", "draft", case, "--json").one["body"] == "Dear Ada,"
    assert open_desk("case", "draft", case, "--drop").code == 0
    assert open_desk("case", "draft", case).code == 4


def test_why_it_is_due_is_told_line_by_line(open_desk: Runner, case: int) -> None:
    lines = open_desk("case", "due", case, "--json").lines
    assert {line["clock"] for line in lines} == {"FR", "RES"}
    assert all(line["text"] for line in lines)


def test_a_call_is_logged(open_desk: Runner) -> None:
    ran = open_desk(
        "case", "new", "Opening hours", "When are you open on Saturday?", "--name", "Greta",
        "--phone", "+46 8 5550 0123", "--answer", "From nine to five.", "--take", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    shown = open_desk("case", "show", ran.one["cases"][0], "--json").one
    assert (shown["row"]["channel"], shown["row"]["owner"]) == ("call", "lena")


def test_customers_are_made_found_and_levelled(open_desk: Runner) -> None:
    made = open_desk(
        "customer", "new", "田中 花子", "--mail", "Hanako@Tanaka.example", "--json"
    ).one
    customer = made["result"]["customer_id"]
    assert open_desk("customer", "level", customer, "premium", "--as", "ines").code == 0
    shown = open_desk("customer", "show", "hanako@tanaka.example", "--json").one
    assert shown["facts"]["level"] == "premium"
    assert open_desk("customer", "show", "nobody@nowhere.example").code == 4


def test_a_customers_data_and_agreement_change(open_desk: Runner, case: int) -> None:
    customer = open_desk("case", "show", case, "--json").one["row"]["customer_id"]
    changed = open_desk(
        "customer", "change", customer, "--preferred-name", "Ada", "--phone", "+44 20 7946 0101"
    )
    assert changed.code == 0, changed.err
    shown = open_desk("customer", "show", "+44 20 7946 0101", "--json").one
    assert shown["customer"]["preferred_name"] == "Ada"
    args = ("customer", "grant", customer, "agreement", "--level", "premium", "--until", "365d")
    assert open_desk(*args).code == 1, "an agent may not"
    granted = open_desk(*args, "--as", "ines", "--json").one["result"]
    assert open_desk("case", "show", case, "--json").one["row"]["level"] == "premium"
    ended = open_desk("customer", "end", customer, granted["entitlement_id"], "--as", "ines")
    assert ended.code == 0, ended.err
    assert open_desk("case", "show", case, "--json").one["row"]["level"] == "basic"


def test_a_case_is_given_to_another_customer_and_reserved(open_desk: Runner, case: int) -> None:
    made = open_desk("customer", "new", "Greta", "--mail", "greta@lindqvist.example", "--json").one
    customer = made["result"]["customer_id"]
    assert open_desk("case", "customer", case, customer).code == 0
    assert open_desk("case", "show", case, "--json").one["row"]["customer_id"] == customer
    assert open_desk("case", "release", case).code == 0
    assert open_desk("case", "reserve", case, "omar", "--as", "ines").code == 0
    assert open_desk("case", "show", case, "--json").one["row"]["reserved_for"] == "omar"


def test_answers_are_kept_and_listed(open_desk: Runner) -> None:
    assert open_desk("answers", "add", "hello", "Greeting", "Dear ‹name›,").code == 0
    (answer,) = open_desk("answers", "list", "--json").lines
    assert (answer["id"], answer["body"]) == ("hello", "Dear ‹name›,")


def test_people_and_counts(open_desk: Runner, case: int) -> None:
    people = {one["id"]: one for one in open_desk("agent", "list", "--json").lines}
    assert (people["lena"]["state"], people["lena"]["cases"]) == ("available", 1)
    assert people["omar"]["state"] == "offline"
    assert open_desk("queue", "counts", "--json").one["mine"] == 1
    assert open_desk("tick", "--json").one["ok"] is True


def test_lists_for_people_show_names_in_every_script(open_desk: Runner, tmp_path: Path) -> None:
    open_desk("customer", "new", "田中 花子", "--mail", "hanako@tanaka.example")
    path = tmp_path / "kanji.eml"
    path.write_text(
        "From: hanako@tanaka.example\nTo: orders@fjordfarrow.example\n"
        "Subject: =?utf-8?b?6KuL5rGC5pu4?=\n\nHello\n"
    )
    open_desk("import", "mail", path)
    printed = open_desk("queue", "list").out
    assert "田中 花子" in printed
    assert "請求書" in printed


def test_the_store_is_checked_backed_up_restored_copied_and_rebuilt(
    open_desk: Runner, case: int, tmp_path: Path
) -> None:
    assert open_desk("store", "check", "--json").one == {"ok": True}
    assert open_desk("store", "rebuild").code == 0
    assert open_desk("store", "migrate").code == 4, "it is up to date"
    assert open_desk("store", "backup", tmp_path / "backup").code == 0
    restored, copied = tmp_path / "restored.db", tmp_path / "copied.db"
    assert open_desk("store", "restore", tmp_path / "backup", "--store", restored).code == 0
    assert open_desk("store", "copy", copied).code == 0
    wanted = open_desk("case", "show", case, "--json").one
    for store in (restored, copied):
        assert open_desk("store", "check", "--store", store).code == 0
        assert open_desk("case", "show", case, "--store", store, "--json").one == wanted


def test_the_set_up_that_is_shown_can_be_loaded(open_desk: Runner, tmp_path: Path) -> None:
    path = tmp_path / "shown.yaml"
    path.write_text(open_desk("setup", "show").out, encoding="utf-8")
    ran = open_desk("setup", "check", path)
    assert ran.code == 0, ran.err
    broken = tmp_path / "broken.yaml"
    broken.write_text("queus: []\n")
    ran = open_desk("setup", "load", broken)
    assert (ran.code, "Did you mean queues?" in ran.err) == (2, True)


def test_a_failed_mail_can_be_sent_again(open_desk: Runner, case: int, tmp_path: Path) -> None:
    open_desk("case", "reply", case, "Hello.")
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, where a folder should be")
    ran = open_desk("send", "run", "--to", blocked)
    assert ran.code == 1
    assert "cannot be written" in ran.err
    assert open_desk("send", "run", "--to", tmp_path / "out", "--format", "maildir").code == 0
    assert len(list((tmp_path / "out" / "new").iterdir())) == 1


def test_a_password_in_an_address_is_never_shown(desk: Runner) -> None:
    ran = desk("store", "info", "--store", "postgresql://desk:geheim@127.0.0.1:1/desk")
    assert ran.code == 3
    assert "geheim" not in ran.err + ran.out
