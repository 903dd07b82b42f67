"""Zammad's knowledge base as its interface gives it: answers, their titles and texts apart.

The parts stand in tables by their numbers (``KnowledgeBaseAnswer``, ``…AnswerTranslation``,
``…AnswerTranslationContent``), alone or under ``assets``; here they become one record each.
"""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from agentdesk.records.found import Bad, Item, Record

_ANSWER = "KnowledgeBaseAnswer"
_TITLES, _TEXTS, _LOCALES = f"{_ANSWER}Translation", f"{_ANSWER}TranslationContent", "Locale"
_LARGEST = 100_000_000
"""Letters of such a file, which has to be held whole because its parts stand apart."""
_TIMES = ("published_at", "internal_at", "archived_at")


def is_knowledge_base(head: str) -> bool:
    """Say whether a file that begins like this is such an export."""
    return f'"{_ANSWER}' in head


def knowledge_base(text: TextIO) -> Iterator[Item]:
    """Return the answers of an export, a record for each language of each."""
    source = text.read(_LARGEST + 1)
    if len(source) > _LARGEST:
        yield Bad(1, "a knowledge base larger than 100 MB has to be exported in parts")
        return
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        yield Bad(1, "it is no JSON, or it is cut off")
        return
    tables = found.get("assets", found) if isinstance(found, dict) else {}
    answers, texts = _table(tables, _ANSWER), _table(tables, _TEXTS)
    locales = {
        number: _table(tables, _LOCALES).get(str(row.get("system_locale_id")), {})
        for number, row in _table(tables, "KnowledgeBaseLocale").items()
    }
    for number, title in _table(tables, _TITLES).items():
        answer = answers.get(str(title.get("answer_id")), {})
        content = texts.get(str(title.get("content_id")), {})
        locale = locales.get(str(title.get("kb_locale_id")), {})
        yield Record(
            1,
            {
                "id": number,
                "title": title.get("title"),
                "content": {"body": content.get("body")},
                "locale": locale.get("locale", ""),
                **{name: answer.get(name) for name in _TIMES},
            },
        )


def _table(tables: Any, name: str) -> dict[str, dict[str, Any]]:
    found = tables.get(name) if isinstance(tables, dict) else None
    rows = found.items() if isinstance(found, dict) else ()
    return {str(number): row for number, row in rows if isinstance(row, dict)}
