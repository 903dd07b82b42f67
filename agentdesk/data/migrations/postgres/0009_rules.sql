-- What the automatic rules have told people, until they have seen it; and events of a person's act
-- that the desk itself adds to it, because a rule says so.

CREATE TABLE notices (
    agent text COLLATE "C" NOT NULL,
    case_id bigint NOT NULL,
    rule text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (agent, case_id, rule)
);

-- Whoever may read the other rows may read these.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'ids'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON notices TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_first_rows;

CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_first_rows(u);
    IF u ? '-notices' THEN
        DELETE FROM notices AS t
        USING jsonb_populate_recordset(NULL::notices, u->'-notices') AS g
        WHERE t.agent = g.agent AND t.case_id = g.case_id AND t.rule = g.rule;
    END IF;
    IF u ? 'notices' THEN
        INSERT INTO notices
        SELECT * FROM jsonb_populate_recordset(NULL::notices, u->'notices')
        ON CONFLICT (agent, case_id, rule) DO UPDATE SET at = excluded.at;
    END IF;
END $$;

-- As before, but an event may name the desk itself as its actor; anybody may act for it.
CREATE OR REPLACE FUNCTION append_events(u jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head log_head%ROWTYPE;
    x jsonb;
    who text;
BEGIN
    SELECT * INTO head FROM log_head;
    FOR x IN SELECT jsonb_array_elements(u->'events') LOOP
        who := CASE WHEN x->>'actor' = 'system' THEN 'system' ELSE u->>'actor' END;
        head.seq := head.seq + 1;
        head.recorded_at := greatest((u->>'now')::bigint, head.recorded_at);
        head.hash := encode(sha256(convert_to(head.hash || E'\n' || head.seq || E'\n' || (x->>'kind')
            || E'\n' || (x->>'v') || E'\n' || (x->>'at') || E'\n' || head.recorded_at || E'\n'
            || who || E'\n' || (u->>'command_id') || E'\n' || (x->>'body'), 'UTF8')), 'hex');
        INSERT INTO events VALUES (head.seq, x->>'kind', (x->>'v')::integer, x->>'body',
            (x->>'at')::bigint, head.recorded_at, who, u->>'command_id',
            (x->>'case_id')::bigint, head.hash);
    END LOOP;
    UPDATE log_head SET seq = head.seq, recorded_at = head.recorded_at, hash = head.hash;
    RETURN head.seq;
END $$;

REVOKE ALL ON FUNCTION apply_rows(jsonb), append_events(jsonb) FROM PUBLIC;
