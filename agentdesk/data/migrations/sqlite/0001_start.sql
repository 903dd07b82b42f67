-- The first schema of a store in one SQLite file. tests/store proves that every table's columns
-- are its struct's fields, in order.

-- ---- the log: appended to, never changed

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    v INTEGER NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    command TEXT NOT NULL,
    case_id INTEGER,
    hash TEXT NOT NULL
);
CREATE INDEX events_case ON events (case_id, seq) WHERE case_id IS NOT NULL;
CREATE TRIGGER events_keep BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'the log is only ever added to');
END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'the log is only ever added to');
END;

CREATE TABLE commands (
    command_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    cases TEXT NOT NULL,
    undoable_until INTEGER,
    label TEXT NOT NULL,
    result TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL
);
CREATE INDEX commands_undoable ON commands (actor, last_seq) WHERE undoable_until IS NOT NULL;
CREATE TRIGGER commands_keep BEFORE UPDATE ON commands
BEGIN
    SELECT RAISE(ABORT, 'the log is only ever added to');
END;
CREATE TRIGGER commands_stay BEFORE DELETE ON commands
BEGIN
    SELECT RAISE(ABORT, 'the log is only ever added to');
END;

-- ---- the projection: folded from the log, and rebuilt from it

CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    last_command TEXT NOT NULL,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    channel TEXT NOT NULL,
    queue TEXT NOT NULL,
    tier INTEGER NOT NULL,
    language TEXT NOT NULL,
    skills TEXT NOT NULL,
    lane TEXT NOT NULL,
    priority INTEGER NOT NULL,
    level TEXT NOT NULL,
    vip INTEGER NOT NULL,
    units INTEGER NOT NULL,
    band INTEGER NOT NULL,
    rank_at INTEGER NOT NULL,
    waiting_since INTEGER NOT NULL,
    base_since INTEGER NOT NULL,
    claimable INTEGER NOT NULL,
    owner TEXT,
    owner_since INTEGER,
    acted INTEGER NOT NULL,
    handed TEXT,
    team TEXT NOT NULL,
    reserved_for TEXT,
    reserved_until INTEGER,
    customer_id TEXT,
    created_at INTEGER NOT NULL,
    resolved_at INTEGER,
    closed_at INTEGER,
    wake_at INTEGER,
    remind_at INTEGER,
    reminders INTEGER NOT NULL,
    wrote_at INTEGER,
    unanswered_since INTEGER,
    replied_at INTEGER,
    returned INTEGER NOT NULL,
    bounces INTEGER NOT NULL,
    reopens INTEGER NOT NULL,
    escalations INTEGER NOT NULL,
    lead TEXT,
    disposition TEXT,
    root_cause TEXT,
    merged_into INTEGER,
    parent INTEGER,
    incident INTEGER,
    tags TEXT NOT NULL,
    verified TEXT NOT NULL,
    verified_method TEXT,
    verified_until INTEGER,
    due_at INTEGER,
    due_kind TEXT,
    last_message_id INTEGER
);
-- The order of taking, a lane at a time: next case, queue page.
CREATE INDEX cases_take ON cases (lane, band, rank_at, waiting_since, id) WHERE claimable = 1;
-- Late and soon, a lane at a time.
CREATE INDEX cases_due ON cases (lane, due_at) WHERE claimable = 1 AND due_at IS NOT NULL;
CREATE INDEX cases_reserved ON cases (reserved_for) WHERE reserved_for IS NOT NULL;
CREATE INDEX cases_owner ON cases (owner, state, id) WHERE owner IS NOT NULL;
CREATE INDEX cases_unacted ON cases (owner_since) WHERE owner IS NOT NULL AND acted = 0;
CREATE INDEX cases_snoozed ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_queue ON cases (queue, state, id);
CREATE INDEX cases_state ON cases (state, id);
CREATE INDEX cases_customer ON cases (customer_id, id) WHERE customer_id IS NOT NULL;

CREATE TABLE clocks (
    case_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    generation INTEGER NOT NULL,
    policy TEXT NOT NULL,
    calendar TEXT NOT NULL,
    target_ms INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    since INTEGER NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    due_at INTEGER,
    warn_75_at INTEGER,
    warn_90_at INTEGER,
    warned INTEGER NOT NULL,
    breached_at INTEGER,
    stopped_at INTEGER,
    met INTEGER,
    rounds INTEGER NOT NULL,
    PRIMARY KEY (case_id, kind)
) WITHOUT ROWID;

CREATE TABLE timers (
    case_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    generation INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, kind)
) WITHOUT ROWID;
CREATE INDEX timers_due ON timers (due_at, case_id, kind);

CREATE TABLE agents (
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE TABLE loads (
    agent TEXT NOT NULL,
    units INTEGER NOT NULL,
    cases INTEGER NOT NULL,
    PRIMARY KEY (agent)
) WITHOUT ROWID;

CREATE TABLE lanes (
    lane TEXT NOT NULL,
    bucket TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (lane, bucket)
) WITHOUT ROWID;

CREATE TABLE customer_facts (
    id TEXT NOT NULL,
    level TEXT NOT NULL,
    vip INTEGER NOT NULL,
    language TEXT NOT NULL,
    zone TEXT NOT NULL,
    organisation TEXT,
    erased INTEGER NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE TABLE entitlements (
    id TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT,
    asset TEXT,
    covers TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX entitlements_customer ON entitlements (customer_id);

CREATE TABLE promises (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL,
    customer_id TEXT,
    "by" TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    settled_at INTEGER,
    kept INTEGER
);
CREATE INDEX promises_case ON promises (case_id);
CREATE INDEX promises_open ON promises (customer_id, due_at) WHERE settled_at IS NULL;

CREATE TABLE sends (
    message_id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    hold_until INTEGER,
    attempts INTEGER NOT NULL
);
CREATE INDEX sends_case ON sends (case_id);
CREATE INDEX sends_state ON sends (state, message_id);

CREATE TABLE held_mail (
    id INTEGER PRIMARY KEY,
    suggested_case INTEGER,
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    placed_as TEXT,
    case_id INTEGER
);
CREATE INDEX held_mail_open ON held_mail (id) WHERE placed_as IS NULL;

CREATE TABLE undone (
    command TEXT NOT NULL,
    undone INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (command)
) WITHOUT ROWID;

CREATE TABLE ids (
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID;

-- ---- content: what people wrote and who they are; erasable

CREATE TABLE customers (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    preferred_name TEXT NOT NULL,
    pronunciation TEXT NOT NULL,
    organisation TEXT NOT NULL,
    preferred_channel TEXT NOT NULL,
    accessibility TEXT NOT NULL,
    do_not_contact INTEGER NOT NULL,
    safety TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX customers_name ON customers (name COLLATE NOCASE);

CREATE TABLE contact_points (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX contact_points_value ON contact_points (value);
CREATE INDEX contact_points_customer ON contact_points (customer_id);

CREATE TABLE case_texts (
    case_id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    summary TEXT NOT NULL
);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    case_id INTEGER,
    customer_id TEXT,
    direction TEXT NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    author TEXT NOT NULL,
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL,
    "to" TEXT NOT NULL,
    cc TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    folds TEXT NOT NULL,
    at INTEGER NOT NULL,
    rfc_id TEXT,
    in_reply_to TEXT,
    command TEXT NOT NULL,
    recalled INTEGER NOT NULL,
    held_id INTEGER,
    fields TEXT NOT NULL
);
CREATE INDEX messages_case ON messages (case_id, at, id) WHERE case_id IS NOT NULL;
CREATE INDEX messages_rfc ON messages (rfc_id) WHERE rfc_id IS NOT NULL;
CREATE INDEX messages_held ON messages (held_id) WHERE held_id IS NOT NULL;
CREATE INDEX messages_customer ON messages (customer_id, at) WHERE direction = 'in';

CREATE TABLE parts (
    id TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    filename TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX parts_message ON parts (message_id);
CREATE INDEX parts_bytes ON parts (sha256);

CREATE TABLE outbox (
    message_id INTEGER PRIMARY KEY,
    recipients TEXT NOT NULL,
    rfc_id TEXT NOT NULL,
    raw BLOB NOT NULL
);

CREATE TABLE answers (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    shortcut TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    tags TEXT NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (id)
) WITHOUT ROWID;
CREATE INDEX answers_name ON answers (name, id);

CREATE TABLE promise_texts (
    promise_id INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);

CREATE TABLE setups (
    version INTEGER PRIMARY KEY,
    body TEXT NOT NULL
);

-- Bytes by their sha256. Larger than 64 KB: a file beside the store, and no data here.
CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    data BLOB
);
