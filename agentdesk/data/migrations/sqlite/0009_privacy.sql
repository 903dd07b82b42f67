-- Personal data: who must be kept, whose words are gone, who was shown what is masked otherwise.

CREATE TABLE legal_holds (
    customer_id TEXT NOT NULL,
    since INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (customer_id)
) WITHOUT ROWID;

CREATE TABLE removals (
    case_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    why TEXT NOT NULL,
    messages INTEGER NOT NULL,
    files INTEGER NOT NULL
);

CREATE TABLE field_reads (
    command TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    "by" TEXT NOT NULL,
    fields TEXT NOT NULL,
    reason TEXT NOT NULL,
    of_case INTEGER,
    at INTEGER NOT NULL,
    PRIMARY KEY (command)
) WITHOUT ROWID;
CREATE INDEX field_reads_of ON field_reads (customer_id, at);
