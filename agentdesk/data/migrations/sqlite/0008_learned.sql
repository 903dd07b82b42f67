-- Customers' own words that an answer settled: they make it easier to find.

CREATE TABLE learned_texts (
    id TEXT PRIMARY KEY,
    answer_id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX learned_of_case ON learned_texts (case_id, at);
CREATE INDEX learned_of_customer ON learned_texts (customer_id) WHERE customer_id <> '';

CREATE INDEX answer_uses_of_case ON answer_uses (case_id);
