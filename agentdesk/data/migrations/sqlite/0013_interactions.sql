-- Calls and chats that are going on.

CREATE TABLE interactions (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    queue TEXT NOT NULL,
    target_ms INTEGER NOT NULL,
    case_id INTEGER,
    state TEXT NOT NULL,
    agent TEXT,
    queued_at INTEGER NOT NULL,
    connected_at INTEGER,
    since INTEGER NOT NULL
);
CREATE INDEX interactions_case ON interactions (case_id) WHERE case_id IS NOT NULL;
