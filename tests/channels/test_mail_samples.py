"""Mails of real programs, against values other people expect of them."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agentdesk.channels.email.html import to_text
from agentdesk.channels.email.parse import UNREADABLE, parse_mail
from agentdesk.channels.email.quotes import fold
from agentdesk.clock import from_datetime
from agentdesk.text import clean

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
MAILS = sorted((SAMPLES / "mail").glob("*.json"))
REPLIES = sorted((SAMPLES / "mail-replies").glob("*.json"))

# Of this mail the reference lost two of three attached mails: it took the parts after an empty
# nested multipart for that one's own. All three are files the customer sent.
REFERENCE_LOSES_FILES = "thirdparty-015"

pytestmark = pytest.mark.skipif(not MAILS, reason="the sample mails are not beside the project")


@pytest.mark.parametrize("path", MAILS, ids=lambda p: p.stem)
def test_sample_mail(path: Path) -> None:
    sample: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    expected = sample["expected"]
    mail = parse_mail(path.with_suffix(".eml").read_bytes())
    assert UNREADABLE not in mail.problems
    for field in ("from_email", "from_name", "subject", "message_id"):
        if field in expected:
            assert getattr(mail, field) == expected[field]
    if "to" in expected:
        assert ", ".join(mail.to) == expected["to"]
    if "date" in expected:
        assert mail.date == from_datetime(datetime.fromisoformat(expected["date"]))
    if "body_text" in expected and "body" not in sample["not_comparable"]:
        assert mail.body_text == clean(expected["body_text"])
    if "attachments" not in sample["not_comparable"]:
        names = [a.filename for a in mail.attachments if a.filename]
        if path.stem == REFERENCE_LOSES_FILES:
            assert set(expected["attachment_names"]) < set(names)
        else:
            assert len(mail.attachments) == expected["attachment_count"]
            assert names == expected["attachment_names"]


@pytest.mark.parametrize("path", REPLIES, ids=lambda p: p.stem)
def test_sample_reply(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    if sample["kind"] == "eml":
        reply = parse_mail(path.with_suffix(".eml").read_bytes()).reply_text
        assert reply == sample["expected_reply"].strip()
    else:
        rendered = to_text(path.with_suffix(".html").read_text(encoding="utf-8"))
        reply = fold(rendered.text, rendered.quoted).reply_text
        # The samples say that white space is not to be compared.
        assert reply.split() == sample["expected_reply"].split()
