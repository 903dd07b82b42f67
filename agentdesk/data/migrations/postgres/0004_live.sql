-- Who is here, now: not in the write-ahead log, and gone if the server crashes. Drafts are somebody's
-- words, so they are an ordinary table.

CREATE TABLE drafts (
    agent text COLLATE "C" NOT NULL,
    case_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    body text NOT NULL,
    "to" text NOT NULL,
    seen_message bigint,
    at bigint NOT NULL,
    PRIMARY KEY (agent, case_id, kind)
);

CREATE UNLOGGED TABLE doing (
    agent text COLLATE "C" PRIMARY KEY,
    case_id bigint NOT NULL,
    what text COLLATE "C" NOT NULL,
    at bigint NOT NULL
) WITH (fillfactor = 50);

CREATE UNLOGGED TABLE seen (
    case_id bigint NOT NULL,
    agent text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (case_id, agent)
) WITH (fillfactor = 80);

CREATE UNLOGGED TABLE beats (
    agent text COLLATE "C" PRIMARY KEY,
    at bigint NOT NULL
) WITH (fillfactor = 50);

-- A doorbell of its own, so that a keystroke wakes nobody's queue. Heartbeats ring nobody.
CREATE FUNCTION ring_live() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
BEGIN
    PERFORM pg_notify('agentdesk_live', '');
    RETURN NULL;
END $$;
CREATE TRIGGER drafts_ring AFTER INSERT OR UPDATE OR DELETE ON drafts
    FOR EACH STATEMENT EXECUTE FUNCTION ring_live();
CREATE TRIGGER doing_ring AFTER INSERT OR UPDATE OR DELETE ON doing
    FOR EACH STATEMENT EXECUTE FUNCTION ring_live();
CREATE TRIGGER seen_ring AFTER INSERT OR UPDATE OR DELETE ON seen
    FOR EACH STATEMENT EXECUTE FUNCTION ring_live();
