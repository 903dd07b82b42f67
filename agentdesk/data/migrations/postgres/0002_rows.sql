-- The projection: folded from the log, and rebuilt from it. The columns are the fields of the
-- structs in agentdesk/domain/rows.py, in order; a test proves it.

CREATE TABLE cases (
    id bigint NOT NULL,
    version bigint NOT NULL,
    last_command text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    queue text COLLATE "C" NOT NULL,
    tier bigint NOT NULL,
    language text COLLATE "C" NOT NULL,
    skills text COLLATE "C" NOT NULL,
    lane text COLLATE "C" NOT NULL,
    priority bigint NOT NULL,
    level text COLLATE "C" NOT NULL,
    vip boolean NOT NULL,
    units bigint NOT NULL,
    band bigint NOT NULL,
    rank_at bigint NOT NULL,
    waiting_since bigint NOT NULL,
    base_since bigint NOT NULL,
    claimable boolean NOT NULL,
    owner text COLLATE "C",
    owner_since bigint,
    acted boolean NOT NULL,
    handed text COLLATE "C",
    team text COLLATE "C" NOT NULL,
    reserved_for text COLLATE "C",
    reserved_until bigint,
    customer_id text COLLATE "C",
    created_at bigint NOT NULL,
    resolved_at bigint,
    closed_at bigint,
    wake_at bigint,
    remind_at bigint,
    reminders bigint NOT NULL,
    wrote_at bigint,
    unanswered_since bigint,
    replied_at bigint,
    returned boolean NOT NULL,
    bounces bigint NOT NULL,
    reopens bigint NOT NULL,
    escalations bigint NOT NULL,
    lead text COLLATE "C",
    disposition text COLLATE "C",
    root_cause text COLLATE "C",
    merged_into bigint,
    parent bigint,
    incident bigint,
    tags text NOT NULL,
    verified text COLLATE "C" NOT NULL,
    verified_method text COLLATE "C",
    verified_until bigint,
    due_at bigint,
    due_kind text COLLATE "C",
    last_message_id bigint,
    PRIMARY KEY (id)
);

CREATE TABLE clocks (
    case_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    policy text COLLATE "C" NOT NULL,
    calendar text COLLATE "C" NOT NULL,
    target_ms bigint NOT NULL,
    started_at bigint NOT NULL,
    since bigint NOT NULL,
    elapsed_ms bigint NOT NULL,
    due_at bigint,
    warn_75_at bigint,
    warn_90_at bigint,
    warned bigint NOT NULL,
    breached_at bigint,
    stopped_at bigint,
    met boolean,
    rounds bigint NOT NULL,
    PRIMARY KEY (case_id, kind)
);

CREATE TABLE timers (
    case_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    due_at bigint NOT NULL,
    PRIMARY KEY (case_id, kind)
);

CREATE TABLE agents (
    id text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    since bigint NOT NULL,
    until bigint,
    PRIMARY KEY (id)
);

CREATE TABLE loads (
    agent text COLLATE "C" NOT NULL,
    units bigint NOT NULL,
    cases bigint NOT NULL,
    PRIMARY KEY (agent)
);

CREATE TABLE lanes (
    lane text COLLATE "C" NOT NULL,
    bucket text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (lane, bucket)
);

CREATE TABLE customer_facts (
    id text COLLATE "C" NOT NULL,
    level text COLLATE "C" NOT NULL,
    vip boolean NOT NULL,
    language text COLLATE "C" NOT NULL,
    zone text COLLATE "C" NOT NULL,
    organisation text COLLATE "C",
    erased boolean NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE entitlements (
    id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    level text COLLATE "C",
    asset text COLLATE "C",
    covers text NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint,
    PRIMARY KEY (id)
);

CREATE TABLE promises (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    customer_id text COLLATE "C",
    by text COLLATE "C" NOT NULL,
    due_at bigint NOT NULL,
    settled_at bigint,
    kept boolean,
    PRIMARY KEY (id)
);

CREATE TABLE sends (
    message_id bigint NOT NULL,
    case_id bigint NOT NULL,
    channel text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    hold_until bigint,
    attempts bigint NOT NULL,
    PRIMARY KEY (message_id)
);

CREATE TABLE held_mail (
    id bigint NOT NULL,
    suggested_case bigint,
    why text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    placed_as text COLLATE "C",
    case_id bigint,
    PRIMARY KEY (id)
);

CREATE TABLE undone (
    command text COLLATE "C" NOT NULL,
    undone boolean NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (command)
);

CREATE TABLE ids (
    name text COLLATE "C" NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (name)
);

-- The order of taking, a lane at a time: next case, queue page.
CREATE INDEX cases_take ON cases (lane, band, rank_at, waiting_since, id) WHERE claimable;
-- Late and soon, a lane at a time.
CREATE INDEX cases_due ON cases (lane, due_at) WHERE claimable AND due_at IS NOT NULL;
CREATE INDEX cases_reserved ON cases (reserved_for) WHERE reserved_for IS NOT NULL;
CREATE INDEX cases_owner ON cases (owner, state, id) WHERE owner IS NOT NULL;
CREATE INDEX cases_unacted ON cases (owner_since) WHERE owner IS NOT NULL AND NOT acted;
CREATE INDEX cases_snoozed ON cases (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX cases_queue ON cases (queue, state, id);
CREATE INDEX cases_state ON cases (state, id);
CREATE INDEX cases_customer ON cases (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX timers_due ON timers (due_at, case_id, kind);
CREATE INDEX entitlements_customer ON entitlements (customer_id);
CREATE INDEX promises_case ON promises (case_id);
CREATE INDEX promises_open ON promises (customer_id, due_at) WHERE settled_at IS NULL;
CREATE INDEX sends_case ON sends (case_id);
CREATE INDEX sends_state ON sends (state, message_id);
CREATE INDEX held_mail_open ON held_mail (id) WHERE placed_as IS NULL;

-- These rows change all the time: leave room for the new version beside the old one.
ALTER TABLE loads SET (fillfactor = 50);
ALTER TABLE lanes SET (fillfactor = 50);
ALTER TABLE ids SET (fillfactor = 50);
