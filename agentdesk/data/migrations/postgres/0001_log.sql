-- The log, and what guards it. Everything is in the schema "agentdesk"; text sorts by its bytes,
-- so that both engines give the same order.

-- One row: which schema this is, and whether one login may act for everybody.
CREATE TABLE store (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    schema_version integer NOT NULL,
    allow_as boolean NOT NULL DEFAULT false
);

CREATE TABLE events (
    seq bigint PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    v integer NOT NULL,
    body text NOT NULL,
    at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    actor text COLLATE "C" NOT NULL,
    command text COLLATE "C" NOT NULL,
    case_id bigint,
    hash text NOT NULL
);
CREATE INDEX events_case ON events (case_id, seq) WHERE case_id IS NOT NULL;

CREATE TABLE commands (
    command_id text COLLATE "C" PRIMARY KEY,
    kind text COLLATE "C" NOT NULL,
    actor text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    cases text NOT NULL,
    undoable_until bigint,
    label text NOT NULL,
    result text NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL
);
CREATE INDEX commands_undoable ON commands (actor, last_seq) WHERE undoable_until IS NOT NULL;

CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is only ever added to';
END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION only_added_to();
CREATE TRIGGER commands_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON commands
    FOR EACH STATEMENT EXECUTE FUNCTION only_added_to();

-- The newest entry: its number, its time and its hash. Written only under append_lock.
CREATE TABLE log_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq bigint NOT NULL,
    recorded_at bigint NOT NULL,
    hash text NOT NULL
);
INSERT INTO log_head (seq, recorded_at, hash) VALUES (0, 0, '');

-- Locked by whoever appends, until the commit: the order of seq is the order of commits.
CREATE TABLE append_lock (one boolean);

-- Locked by whoever gives out ids of a kind, until the commit.
CREATE TABLE id_locks (name text COLLATE "C" PRIMARY KEY);
INSERT INTO id_locks VALUES ('case'), ('held'), ('message'), ('promise');

-- Which login role belongs to which person, taken from the newest set-up.
CREATE TABLE logins (
    id text COLLATE "C" PRIMARY KEY,
    login text COLLATE "C" NOT NULL
);
