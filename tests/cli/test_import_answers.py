"""Bringing in answers and articles: our own forms, Markdown, and what other programs export."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Runner


def write(path: Path, content: str | Any) -> Path:
    """Write a text, or a value as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def answers(desk: Runner, who: str = "lena") -> dict[str, Any]:
    """Return every answer that somebody may read, by its id."""
    return {line["id"]: line for line in desk("answers", "list", "--json", "--as", who).lines}


def test_articles_keep_their_ids(open_desk: Runner, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        '{"id": "7001234567", "title": "Cups", "body": "Wash <b>by hand</b>."}\n'
        '{"id": "b", "title": "", "body": "x"}\n'
        '{"id": "c", "title": "Cut", "bo',
    )
    ran = open_desk("import", "articles", path)
    assert ran.code == 1
    assert ran.out.startswith("1 in, 0 already here, 2 kept aside")
    assert "a.jsonl, line 2: it has no name." in ran.err
    assert "a.jsonl, line 3: the file is cut off here" in ran.err
    found = answers(open_desk)["7001234567"]
    assert (found["kind"], found["name"], found["body"]) == ("article", "Cups", "Wash by hand.")
    assert open_desk("import", "articles", path).out.startswith("0 in, 1 already here")


def test_a_folder_of_markdown(open_desk: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "kb"
    write(
        folder / "refund.md",
        "---\nname: Refund\nshortcut: rf\ntags: [billing]\nset_tags: [refund]\n"
        "next_state: resolve\n---\nDear {{ customer.first_name }}, ‹amount› is on its way.\n",
    )
    write(folder / "plain.md", "# How to descale\n\nUse citric acid.\n")
    write(folder / "broken.md", "---\nname: [a\n---\ntext\n")
    write(folder / "unknown.md", "---\nnaem: a\n---\ntext\n")
    write(folder / "sub" / "secret.md", "---\nname: Spy\n---\nAll of {{ customer.password }}.\n")
    write(folder / ".git" / "no.md", "no")
    ran = open_desk("import", "answers", folder)
    assert ran.code == 1
    assert ran.out.splitlines()[-1].startswith("2 in, 0 already here, 3 kept aside")
    assert "broken.md, line 2" in ran.err or "broken.md, line 3" in ran.err
    assert "unknown.md, line 2: naem: there is no such field. Did you mean name?" in ran.err
    assert (
        "secret.md, line 4: its text cannot be filled in: it may not read customer.pass" in ran.err
    )
    found = answers(open_desk)
    assert set(found) == {"refund", "plain"}
    assert found["plain"]["name"] == "How to descale"
    assert (found["refund"]["next_state"], found["refund"]["set_tags"]) == ("resolve", ["refund"])


ZENDESK = {
    "macros": [
        {
            "id": 360001, "title": "Billing::Refund::Sent", "active": True, "actions": [
                {"field": "comment_value_html", "value":
                 "<p>Hi {{ticket.requester.first_name}},</p><p>see {{ticket.ticket_field_77}}."
                 "<br>{{current_user.name}}</p>"},
                {"field": "status", "value": "solved"},
                {"field": "current_tags", "value": "refund sent"},
                {"field": "priority", "value": "low"},
            ],
        },
        {"id": 360002, "title": "Close", "active": True,
         "actions": [{"field": "status", "value": "closed"}]},
        {"id": 360003, "title": "Old", "active": False, "actions": [
            {"field": "comment_value", "value": ["channel:all", "Bye"]}]},
    ],
    "count": 3,
}  # fmt: skip


def test_macros_of_zendesk(open_desk: Runner, tmp_path: Path) -> None:
    ran = open_desk("import", "answers", write(tmp_path / "macros.json", ZENDESK))
    assert ran.code == 1
    assert "it writes nothing: put such macros into the set-up" in ran.err
    assert "a placeholder unknown here, now a blank to fill in (first: “ticket.tick" in ran.out
    assert "something a macro does besides, left out (first: “priority”)" in ran.out
    found = answers(open_desk)
    refund = found["360001"]
    assert refund["name"] == "Sent"
    assert refund["body"].split("\n")[0] == "Hi {{ customer.first_name }},"
    assert "see ‹ticket field 77›." in refund["body"]
    assert "{{ agent.name }}" in refund["body"]
    assert (refund["next_state"], refund["set_tags"], refund["tags"]) == (
        "resolve",
        ["refund", "sent"],
        ["billing", "refund"],
    )
    assert (found["360003"]["state"], found["360003"]["body"]) == ("archived", "Bye")


def test_articles_of_zendesk(open_desk: Runner, tmp_path: Path) -> None:
    articles = [
        {"id": 9, "title": "Cups", "body": "<h2>Care</h2><p>Wash.</p>", "locale": "en-us",
         "draft": False, "section_id": 4, "label_names": ["care"], "user_segment_id": None},
        {"id": 10, "title": "Tassen", "body": "<p>Spülen.</p>", "locale": "de", "draft": True,
         "section_id": 4, "label_names": [], "user_segment_id": 12},
    ]  # fmt: skip
    ran = open_desk(
        "import", "articles", write(tmp_path / "a.json", {"articles": articles}), "--as", "ines"
    )
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 in, 0 already here, 0 kept aside.")
    found = answers(open_desk, "ines")
    assert "Wash." in found["9"]["body"]
    assert "<" not in found["9"]["body"]
    assert (found["9"]["state"], found["9"]["audience"], found["9"]["tags"]) == (
        "validated",
        "public",
        ["care"],
    )
    assert (found["10"]["state"], found["10"]["audience"], found["10"]["language"]) == (
        "wip",
        "agents",
        "de",
    )


def test_exports_of_zammad(open_desk: Runner, tmp_path: Path) -> None:
    modules = write(
        tmp_path / "text_modules.csv",
        "Id,Name,Keywords,Content,Active\n"
        '4,Greeting,"hi, hello","<div>Dear #{ticket.customer.firstname},</div>'
        '<div>{{ not ours }} #{ticket.owner.lastname}</div>",true\n',
    )
    macros = write(
        tmp_path / "macros.json",
        [{"id": 5, "name": "Close & thank", "active": True, "perform": {
            "article.note": {"body": "Thanks #{ticket.customer.fullname}", "internal": "false"},
            "ticket.tags": {"operator": "add", "value": "thanks, done"},
            "ticket.state_id": {"value": "4"}}}],
    )  # fmt: skip
    assert open_desk("import", "answers", modules, macros).code == 0
    found = answers(open_desk)
    assert found["4"]["shortcut"] == "hi"
    assert "Dear {{ customer.first_name }}," in found["4"]["body"]
    assert "{ { not ours }} ‹owner lastname›" in found["4"]["body"]
    assert (found["5"]["body"], found["5"]["next_state"], found["5"]["set_tags"]) == (
        "Thanks {{ customer.name }}",
        "resolve",
        ["thanks", "done"],
    )
    answers_ = write(
        tmp_path / "kb.json",
        [{"id": 8, "title": "Reset", "content": {"body": "<p>Press it</p>"},
          "published_at": "2025-01-01T00:00:00Z", "internal_at": None, "archived_at": None}],
    )  # fmt: skip
    assert open_desk("import", "articles", answers_, "--as", "ines").code == 0
    reset = answers(open_desk)["8"]
    assert (reset["body"], reset["state"], reset["audience"]) == ("Press it", "validated", "public")


def test_a_knowledge_base_of_zammad_in_its_parts(open_desk: Runner, tmp_path: Path) -> None:
    assets = {
        "KnowledgeBaseAnswer": {
            "1": {"id": 1, "published_at": "2025-01-01T00:00:00Z", "translation_ids": [11, 12]},
            "2": {"id": 2, "published_at": None, "internal_at": None, "archived_at": None},
        },
        "KnowledgeBaseAnswerTranslation": {
            "11": {"title": "Reset", "answer_id": 1, "content_id": 21, "kb_locale_id": 5},
            "12": {"title": "Zurücksetzen", "answer_id": 1, "content_id": 22, "kb_locale_id": 6},
            "13": {"title": "Soon", "answer_id": 2, "content_id": 23, "kb_locale_id": 5},
        },
        "KnowledgeBaseAnswerTranslationContent": {
            "21": {"body": "<p>Press it</p>"}, "22": {"body": "<p>Drücken</p>"},
            "23": {"body": "<p>Later</p>"},
        },
        "KnowledgeBaseLocale": {"5": {"system_locale_id": 1}, "6": {"system_locale_id": 2}},
        "Locale": {"1": {"locale": "en-us"}, "2": {"locale": "de-de"}},
    }  # fmt: skip
    path = write(tmp_path / "kb.json", {"id": 1, "assets": assets})
    ran = open_desk("import", "articles", path, "--as", "ines")
    assert ran.out == "3 in, 0 already here, 0 kept aside.\n"
    found = answers(open_desk, "ines")
    assert [(found[n]["body"], found[n]["language"], found[n]["state"]) for n in found] == [
        ("Press it", "en", "validated"),
        ("Later", "en", "wip"),
        ("Drücken", "de", "validated"),
    ]
    cut = write(tmp_path / "cut.json", json.dumps({"assets": assets})[:-9])
    ran = open_desk("import", "articles", cut, "--as", "ines")
    assert ran.code == 1
    assert "it is no JSON, or it is cut off." in ran.err


def test_exports_of_chatwoot(open_desk: Runner, tmp_path: Path) -> None:
    canned = write(
        tmp_path / "canned.json",
        [{"id": 3, "short_code": "thx", "content": "Thank you {{contact.name | default: 'you'}}!"}],
    )
    articles = write(
        tmp_path / "articles.json",
        {"payload": [{"id": 6, "title": "Hours", "content": "**Nine** to five", "status": 1,
                      "locale": "en"},
                     {"id": 7, "title": "Soon", "content": "…", "status": "draft",
                      "locale": "en"}], "meta": {"articles_count": 2}},
    )  # fmt: skip
    table = write(tmp_path / "canned.csv", "short_code,content\nbye,Bye {{contact.first_name}}\n")
    assert open_desk("import", "answers", canned, table).code == 0
    assert open_desk("import", "articles", articles, "--as", "ines").code == 0
    found = answers(open_desk, "ines")
    assert found["3"]["body"] == "Thank you {{ customer.name | default: 'you' }}!"
    assert (found["bye"]["shortcut"], found["bye"]["body"]) == (
        "bye",
        "Bye {{ customer.first_name }}",
    )
    assert (found["6"]["state"], found["6"]["body"]) == ("validated", "**Nine** to five")
    assert found["7"]["state"] == "wip"


def test_what_an_agent_brings_in_waits_for_a_lead(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,title,body,status\nx,X,Text,published\n")
    ran = open_desk("import", "articles", path)
    assert "1 × validated elsewhere, not validated here: a lead looks first." in ran.out
    assert answers(open_desk)["x"]["state"] == "not_validated"


def test_what_changed_becomes_the_next_version(open_desk: Runner, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name,body\nhello,Hello,Hi there\n")
    open_desk("import", "answers", path)
    write(path, "id,name,body\nhello,Hello,Hello there\n")
    assert open_desk("import", "answers", path, "--dry-run").out.endswith(
        "1 would come in, 0 already here, 0 would be kept aside.\n"
    )
    assert open_desk("import", "answers", path).out.startswith("1 in")
    found = answers(open_desk)["hello"]
    assert (found["version"], found["body"]) == (2, "Hello there")


@pytest.mark.parametrize("program", ["zendesk", "chatwoot"])
def test_which_program_it_is_can_be_said(open_desk: Runner, tmp_path: Path, program: str) -> None:
    name = {"zendesk": "ticket.requester.name", "chatwoot": "contact.name"}[program]
    path = write(tmp_path / "a.csv", "id,name,body\nx,X,Dear {{" + name + "}} and {{foo}}\n")
    assert open_desk("import", "answers", path, "--from", program).code == 0
    assert answers(open_desk)["x"]["body"] == "Dear {{ customer.name }} and ‹foo›"
