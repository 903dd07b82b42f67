-- Incidents, complaints, goodwill, surveys, consent, identities folded into one; acts in groups.
-- Rows first, folded from the log; then content, erasable.

CREATE TABLE incidents (
    case_id INTEGER PRIMARY KEY,
    declared_at INTEGER NOT NULL,
    ended_at INTEGER,
    answered_at INTEGER,
    answers INTEGER NOT NULL
);

CREATE TABLE complaints (
    case_id INTEGER PRIMARY KEY,
    category TEXT NOT NULL,
    severity INTEGER NOT NULL,
    about TEXT,
    investigator TEXT,
    calendar TEXT,
    opened_at INTEGER NOT NULL,
    ack_due_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    decide_due_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    outcome TEXT,
    redress TEXT,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    external INTEGER NOT NULL,
    closed_at INTEGER,
    late TEXT NOT NULL
);

CREATE TABLE goodwill (
    case_id INTEGER NOT NULL,
    command TEXT NOT NULL,
    "by" TEXT NOT NULL,
    form TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, command)
) WITHOUT ROWID;

CREATE TABLE surveys (
    case_id INTEGER NOT NULL,
    command TEXT NOT NULL,
    survey TEXT NOT NULL,
    score INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, command, survey)
) WITHOUT ROWID;

CREATE TABLE consents (
    customer_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    given INTEGER NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (customer_id, purpose, channel)
) WITHOUT ROWID;

CREATE TABLE merged_customers (
    id TEXT NOT NULL,
    "into" TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE TABLE incident_texts (
    case_id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    answer TEXT NOT NULL
);

CREATE TABLE complaint_texts (
    case_id INTEGER PRIMARY KEY,
    remedy TEXT NOT NULL,
    response TEXT NOT NULL,
    external TEXT NOT NULL
);

CREATE TABLE consent_texts (
    customer_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    wording TEXT NOT NULL,
    PRIMARY KEY (customer_id, purpose, channel, at)
) WITHOUT ROWID;

CREATE TABLE moved_contacts (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    came_from TEXT NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;

-- The open incidents, for linking; the cases of one; a customer's complaints by their cases.
CREATE INDEX incidents_open ON incidents (declared_at) WHERE ended_at IS NULL;
CREATE INDEX cases_incident ON cases (incident, customer_id) WHERE incident IS NOT NULL;
CREATE INDEX complaints_open ON complaints (opened_at) WHERE closed_at IS NULL;
CREATE INDEX complaints_all ON complaints (opened_at);
-- What somebody granted within thirty days.
CREATE INDEX goodwill_by ON goodwill ("by", at);
CREATE INDEX merged_customers_into ON merged_customers ("into");
-- The people of an organisation.
CREATE INDEX customers_organisation ON customers (organisation COLLATE NOCASE) WHERE organisation <> '';
-- The parts of one act.
ALTER TABLE commands ADD COLUMN group_id TEXT;
CREATE INDEX commands_group ON commands (group_id, last_seq) WHERE group_id IS NOT NULL;
