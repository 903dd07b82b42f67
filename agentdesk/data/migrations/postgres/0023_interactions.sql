-- Calls and chats that are going on, and logs of the past that are brought in with their own times.

CREATE TABLE interactions (
    id bigint PRIMARY KEY,
    channel text COLLATE "C" NOT NULL,
    queue text COLLATE "C" NOT NULL,
    target_ms bigint NOT NULL,
    case_id bigint,
    state text COLLATE "C" NOT NULL,
    agent text COLLATE "C",
    queued_at bigint NOT NULL,
    connected_at bigint,
    since bigint NOT NULL
);
CREATE INDEX interactions_case ON interactions (case_id) WHERE case_id IS NOT NULL;

-- Whoever may read the other rows may read these.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'ids'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON interactions TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_rows_before_interactions;
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_rows_before_interactions(u);
    IF u ? '-interactions' THEN
        DELETE FROM interactions AS t
        USING jsonb_populate_recordset(NULL::interactions, u->'-interactions') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? 'interactions' THEN
        INSERT INTO interactions
        SELECT * FROM jsonb_populate_recordset(NULL::interactions, u->'interactions')
        ON CONFLICT (id) DO UPDATE SET (
            channel, queue, target_ms, case_id, state, agent, queued_at, connected_at, since
        ) = ROW (
            excluded.channel, excluded.queue, excluded.target_ms, excluded.case_id,
            excluded.state, excluded.agent, excluded.queued_at, excluded.connected_at,
            excluded.since
        );
    END IF;
END $$;

-- As before, but a log that is brought in says of each event who did it and when it was recorded.
-- Whoever may bring one in could write anything about anybody, so only a login that owns the
-- tables may, or anybody where no logins are named.
CREATE OR REPLACE FUNCTION append_events(u jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head log_head%ROWTYPE;
    x jsonb;
    who text;
    past boolean := u->>'kind' IN ('import_log', 'settle_log', 'begin_log', 'end_log');
BEGIN
    IF past AND EXISTS (SELECT 1 FROM logins)
        AND NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class AS c
                WHERE c.oid = 'agentdesk.events'::regclass), 'MEMBER') THEN
        RAISE EXCEPTION '%', session_user USING ERRCODE = 'AD002';
    END IF;
    SELECT * INTO head FROM log_head;
    FOR x IN SELECT jsonb_array_elements(u->'events') LOOP
        who := CASE WHEN past OR x->>'actor' = 'system' THEN x->>'actor' ELSE u->>'actor' END;
        head.seq := head.seq + 1;
        head.recorded_at := greatest(
            CASE WHEN past THEN coalesce((x->>'recorded_at')::bigint, (u->>'now')::bigint)
                ELSE (u->>'now')::bigint END,
            head.recorded_at);
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
