-- Writing a unit of work, in one call: check, lock, number, chain, apply, ring. It runs with its
-- owner's rights, so that a person's role needs no right to any table, and checks who is asking.

-- May the session that asks act as this person? A login that owns the tables may act for anybody
-- where the set-up allows it, and may always load a set-up, or nobody could repair one.
CREATE FUNCTION may_act(actor text, kind text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN actor IN ('system', 'customer')
        OR EXISTS (SELECT 1 FROM logins AS l WHERE l.id = actor AND l.login = session_user)
        OR NOT EXISTS (SELECT 1 FROM logins)
        OR (pg_has_role(session_user, (SELECT c.relowner FROM pg_class AS c
                WHERE c.oid = 'agentdesk.events'::regclass), 'MEMBER')
            AND (kind = 'load_setup' OR (SELECT s.allow_as FROM store AS s)));
END $$;

-- Take over the logins that a new set-up names.
CREATE FUNCTION take_setup(body jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM logins;
    INSERT INTO logins SELECT p->>'id', coalesce(p->>'login', p->>'id')
        FROM jsonb_array_elements(body->'people') AS p;
    UPDATE store SET allow_as = coalesce((body->>'allow_as')::boolean, false);
END $$;

-- One piece of an attachment; written before the append lock, because it may be large. Touching a
-- piece that is there keeps a unit that sweeps from taking it away meanwhile.
CREATE FUNCTION put_blob(sha text, number integer, bytes bytea) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
    INSERT INTO blobs VALUES (sha, number, bytes)
    ON CONFLICT (sha256, piece) DO UPDATE SET piece = excluded.piece
$$;

-- Append the unit's events after the newest entry, each chained to the one before.
CREATE FUNCTION append_events(u jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head log_head%ROWTYPE;
    x jsonb;
BEGIN
    SELECT * INTO head FROM log_head;
    FOR x IN SELECT jsonb_array_elements(u->'events') LOOP
        head.seq := head.seq + 1;
        head.recorded_at := greatest((u->>'now')::bigint, head.recorded_at);
        head.hash := encode(sha256(convert_to(head.hash || E'\n' || head.seq || E'\n' || (x->>'kind')
            || E'\n' || (x->>'v') || E'\n' || (x->>'at') || E'\n' || head.recorded_at || E'\n'
            || (u->>'actor') || E'\n' || (u->>'command_id') || E'\n' || (x->>'body'), 'UTF8')), 'hex');
        INSERT INTO events VALUES (head.seq, x->>'kind', (x->>'v')::integer, x->>'body',
            (x->>'at')::bigint, head.recorded_at, u->>'actor', u->>'command_id',
            (x->>'case_id')::bigint, head.hash);
    END LOOP;
    UPDATE log_head SET seq = head.seq, recorded_at = head.recorded_at, hash = head.hash;
    RETURN head.seq;
END $$;

-- Write a unit. Errors of our own: AD001 another schema, AD002 not this person, and 40001 when
-- what the decision rested on has changed since it was read.
CREATE FUNCTION unit_write(u jsonb) RETURNS bigint LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
DECLARE
    first bigint;
    last bigint;
BEGIN
    IF (SELECT s.schema_version FROM store AS s) <> (u->>'schema')::integer THEN
        RAISE EXCEPTION 'schema %', (SELECT s.schema_version FROM store AS s)
            USING ERRCODE = 'AD001';
    END IF;
    IF NOT may_act(u->>'actor', u->>'kind') THEN
        RAISE EXCEPTION '%', session_user USING ERRCODE = 'AD002';
    END IF;
    LOCK TABLE append_lock IN EXCLUSIVE MODE;
    IF (SELECT coalesce(max(s.version), 0) FROM setups AS s) <> (u->>'setup')::bigint THEN
        RAISE EXCEPTION 'the set-up has changed meanwhile' USING ERRCODE = '40001';
    END IF;
    IF u ? 'find' AND find_digest(u->'find') <> u->>'digest' THEN
        RAISE EXCEPTION 'what was looked up has changed meanwhile' USING ERRCODE = '40001';
    END IF;
    first := (SELECT h.seq + 1 FROM log_head AS h);
    last := first - 1;
    IF jsonb_array_length(u->'events') > 0 THEN
        last := append_events(u);
    END IF;
    INSERT INTO commands VALUES (u->>'command_id', u->>'kind', u->>'actor', (u->>'now')::bigint,
        u->>'cases', (u->>'undo_until')::bigint, u->>'label', u->>'result', first, last);
    PERFORM apply_rows(u->'rows');
    IF u ? 'content' THEN
        PERFORM apply_content(u->'content');
    END IF;
    IF u->'events' @> '[{"kind": "customer.erased"}]' THEN
        -- What somebody was writing to a customer goes with the customer.
        DELETE FROM drafts WHERE case_id IN (
            SELECT c.id FROM jsonb_array_elements(u->'events') AS e
            JOIN cases AS c ON c.customer_id = (e->>'body')::jsonb->>'customer_id'
            WHERE e->>'kind' = 'customer.erased');
    END IF;
    PERFORM pg_notify('agentdesk_log', last::text);
    RETURN last;
END $$;

-- Nobody but those who are granted it (agentdesk/data/postgres/grant.py).
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA agentdesk FROM PUBLIC;
