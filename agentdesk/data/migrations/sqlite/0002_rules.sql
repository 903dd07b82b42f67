-- What the automatic rules have told people, until they have seen it.

CREATE TABLE notices (
    agent TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (agent, case_id, rule)
) WITHOUT ROWID;
