-- Answers that agents found wrong or missed: the editors' list. The words are notes of the cases.

CREATE TABLE answer_wants (
    message_id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL,
    command TEXT NOT NULL,
    answer TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at INTEGER NOT NULL
);
