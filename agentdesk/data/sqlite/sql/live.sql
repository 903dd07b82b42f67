-- The second file beside the store: drafts, who is here, heartbeats. Never read by the queue's feed.

CREATE TABLE IF NOT EXISTS drafts (
    agent TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    "to" TEXT NOT NULL,
    seen_message INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, case_id, kind)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS doing (
    agent TEXT NOT NULL PRIMARY KEY,
    case_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS seen (
    case_id INTEGER NOT NULL,
    agent TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, agent)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS beats (
    agent TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) WITHOUT ROWID;

-- A line an open desk: one person may have several.
CREATE TABLE IF NOT EXISTS desks (
    agent TEXT NOT NULL,
    desk TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, desk)
) WITHOUT ROWID;
