-- How a customer was before the newest change, so that it can be taken back.

CREATE TABLE customer_edits (
    customer_id TEXT PRIMARY KEY,
    command TEXT NOT NULL,
    words TEXT NOT NULL,
    facts TEXT NOT NULL,
    added TEXT NOT NULL,
    removed TEXT NOT NULL
);
