-- What came in from other programs: what cases and customers were called there, organisations,
-- which files an import read, and what colleagues noted on a customer.

CREATE TABLE case_references (
    source TEXT NOT NULL,
    reference TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    PRIMARY KEY (source, reference)
) WITHOUT ROWID;
CREATE INDEX references_of_case ON case_references (case_id);

CREATE TABLE customer_references (
    source TEXT NOT NULL,
    reference TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (source, reference)
) WITHOUT ROWID;
CREATE INDEX references_of_customer ON customer_references (customer_id);

CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    domains TEXT NOT NULL,
    level TEXT NOT NULL
);

CREATE TABLE import_texts (
    import_id TEXT PRIMARY KEY,
    what TEXT NOT NULL,
    source TEXT NOT NULL,
    files TEXT NOT NULL
);

ALTER TABLE customers ADD COLUMN notes TEXT NOT NULL DEFAULT '';
