-- Content: what people wrote and who they are; erasable. The columns are the fields of the structs
-- in agentdesk/domain/content.py, in order.

CREATE TABLE customers (
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    preferred_name text COLLATE "C" NOT NULL,
    pronunciation text COLLATE "C" NOT NULL,
    organisation text COLLATE "C" NOT NULL,
    preferred_channel text COLLATE "C" NOT NULL,
    accessibility text COLLATE "C" NOT NULL,
    do_not_contact boolean NOT NULL,
    safety text COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE contact_points (
    kind text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, value)
);

CREATE TABLE case_texts (
    case_id bigint NOT NULL,
    subject text COLLATE "C" NOT NULL,
    summary text COLLATE "C" NOT NULL,
    PRIMARY KEY (case_id)
);

CREATE TABLE messages (
    id bigint NOT NULL,
    case_id bigint,
    customer_id text COLLATE "C",
    direction text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL,
    from_name text COLLATE "C" NOT NULL,
    from_address text COLLATE "C" NOT NULL,
    "to" text NOT NULL,
    cc text NOT NULL,
    subject text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    folds text NOT NULL,
    at bigint NOT NULL,
    rfc_id text COLLATE "C",
    in_reply_to text COLLATE "C",
    command text COLLATE "C" NOT NULL,
    recalled boolean NOT NULL,
    held_id bigint,
    fields text NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE parts (
    id text COLLATE "C" NOT NULL,
    message_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    filename text COLLATE "C" NOT NULL,
    mime text COLLATE "C" NOT NULL,
    size bigint NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE outbox (
    message_id bigint NOT NULL,
    recipients text NOT NULL,
    rfc_id text COLLATE "C" NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (message_id)
);

CREATE TABLE answers (
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    shortcut text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    tags text NOT NULL,
    uses bigint NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE promise_texts (
    promise_id bigint NOT NULL,
    text text COLLATE "C" NOT NULL,
    PRIMARY KEY (promise_id)
);

CREATE TABLE setups (
    version bigint NOT NULL,
    body text COLLATE "C" NOT NULL,
    PRIMARY KEY (version)
);

CREATE INDEX customers_name ON customers (lower(name) text_pattern_ops);
CREATE INDEX contact_points_value ON contact_points (value text_pattern_ops);
CREATE INDEX contact_points_customer ON contact_points (customer_id);
CREATE INDEX messages_case ON messages (case_id, at, id) WHERE case_id IS NOT NULL;
CREATE INDEX messages_rfc ON messages (rfc_id) WHERE rfc_id IS NOT NULL;
CREATE INDEX messages_held ON messages (held_id) WHERE held_id IS NOT NULL;
CREATE INDEX messages_customer ON messages (customer_id, at) WHERE direction = 'in';
CREATE INDEX parts_message ON parts (message_id);
CREATE INDEX parts_bytes ON parts (sha256);
CREATE INDEX answers_name ON answers (name, id);

-- Bytes by their sha256, in pieces of 1 MB that are already compressed as a rule.
CREATE TABLE blobs (
    sha256 text COLLATE "C" NOT NULL,
    piece integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (sha256, piece)
);
ALTER TABLE blobs ALTER COLUMN data SET STORAGE EXTERNAL;
