-- Incidents, complaints, goodwill, surveys, consent, identities folded into one; acts in groups.
-- Rows first, folded from the log; then content, erasable.

CREATE TABLE incidents (
    case_id bigint NOT NULL,
    declared_at bigint NOT NULL,
    ended_at bigint,
    answered_at bigint,
    answers bigint NOT NULL,
    PRIMARY KEY (case_id)
);

CREATE TABLE complaints (
    case_id bigint NOT NULL,
    category text COLLATE "C" NOT NULL,
    severity bigint NOT NULL,
    about text COLLATE "C",
    investigator text COLLATE "C",
    calendar text COLLATE "C",
    opened_at bigint NOT NULL,
    ack_due_at bigint NOT NULL,
    acknowledged_at bigint,
    decide_due_at bigint NOT NULL,
    decided_at bigint,
    decided_by text COLLATE "C",
    outcome text COLLATE "C",
    redress text COLLATE "C",
    cents bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    external boolean NOT NULL,
    closed_at bigint,
    late text NOT NULL,
    PRIMARY KEY (case_id)
);

CREATE TABLE goodwill (
    case_id bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    by text COLLATE "C" NOT NULL,
    form text COLLATE "C" NOT NULL,
    cents bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (case_id, command)
);

CREATE TABLE surveys (
    case_id bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    survey text COLLATE "C" NOT NULL,
    score bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (case_id, command, survey)
);

CREATE TABLE consents (
    customer_id text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    given boolean NOT NULL,
    source text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (customer_id, purpose, channel)
);

CREATE TABLE merged_customers (
    id text COLLATE "C" NOT NULL,
    "into" text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE incident_texts (
    case_id bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    answer text COLLATE "C" NOT NULL,
    PRIMARY KEY (case_id)
);

CREATE TABLE complaint_texts (
    case_id bigint NOT NULL,
    remedy text COLLATE "C" NOT NULL,
    response text COLLATE "C" NOT NULL,
    external text COLLATE "C" NOT NULL,
    PRIMARY KEY (case_id)
);

CREATE TABLE consent_texts (
    customer_id text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    wording text COLLATE "C" NOT NULL,
    PRIMARY KEY (customer_id, purpose, channel, at)
);

CREATE TABLE moved_contacts (
    kind text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    came_from text NOT NULL,
    PRIMARY KEY (kind, value)
);

-- The open incidents, for linking; the cases of one; a customer's complaints by their cases.
CREATE INDEX incidents_open ON incidents (declared_at) WHERE ended_at IS NULL;
CREATE INDEX cases_incident ON cases (incident, customer_id) WHERE incident IS NOT NULL;
CREATE INDEX complaints_open ON complaints (opened_at) WHERE closed_at IS NULL;
CREATE INDEX complaints_all ON complaints (opened_at);
-- What somebody granted within thirty days.
CREATE INDEX goodwill_by ON goodwill (by, at);
CREATE INDEX merged_customers_into ON merged_customers ("into");
-- The people of an organisation.
CREATE INDEX customers_organisation ON customers (lower(organisation)) WHERE organisation <> '';
-- The parts of one act.
ALTER TABLE commands ADD COLUMN group_id TEXT COLLATE "C";
CREATE INDEX commands_group ON commands (group_id, last_seq) WHERE group_id IS NOT NULL;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_rows_before_care;
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_rows_before_care(u);
    IF u ? '-incidents' THEN
        DELETE FROM incidents AS t
        USING jsonb_populate_recordset(NULL::incidents, u->'-incidents') AS g
        WHERE t.case_id = g.case_id;
    END IF;
    IF u ? '-complaints' THEN
        DELETE FROM complaints AS t
        USING jsonb_populate_recordset(NULL::complaints, u->'-complaints') AS g
        WHERE t.case_id = g.case_id;
    END IF;
    IF u ? '-goodwill' THEN
        DELETE FROM goodwill AS t
        USING jsonb_populate_recordset(NULL::goodwill, u->'-goodwill') AS g
        WHERE t.case_id = g.case_id AND t.command = g.command;
    END IF;
    IF u ? '-surveys' THEN
        DELETE FROM surveys AS t
        USING jsonb_populate_recordset(NULL::surveys, u->'-surveys') AS g
        WHERE t.case_id = g.case_id AND t.command = g.command AND t.survey = g.survey;
    END IF;
    IF u ? '-consents' THEN
        DELETE FROM consents AS t
        USING jsonb_populate_recordset(NULL::consents, u->'-consents') AS g
        WHERE t.customer_id = g.customer_id AND t.purpose = g.purpose AND t.channel = g.channel;
    END IF;
    IF u ? '-merged_customers' THEN
        DELETE FROM merged_customers AS t
        USING jsonb_populate_recordset(NULL::merged_customers, u->'-merged_customers') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? 'incidents' THEN
        INSERT INTO incidents
        SELECT * FROM jsonb_populate_recordset(NULL::incidents, u->'incidents')
        ON CONFLICT (case_id) DO UPDATE SET (
            declared_at, ended_at, answered_at, answers
        ) = ROW (
            excluded.declared_at, excluded.ended_at, excluded.answered_at, excluded.answers
        );
    END IF;
    IF u ? 'complaints' THEN
        INSERT INTO complaints
        SELECT * FROM jsonb_populate_recordset(NULL::complaints, u->'complaints')
        ON CONFLICT (case_id) DO UPDATE SET (
            category, severity, about, investigator, calendar, opened_at, ack_due_at,
            acknowledged_at, decide_due_at, decided_at, decided_by, outcome, redress, cents,
            currency, external, closed_at, late
        ) = ROW (
            excluded.category, excluded.severity, excluded.about, excluded.investigator,
            excluded.calendar, excluded.opened_at, excluded.ack_due_at,
            excluded.acknowledged_at, excluded.decide_due_at, excluded.decided_at,
            excluded.decided_by, excluded.outcome, excluded.redress, excluded.cents,
            excluded.currency, excluded.external, excluded.closed_at, excluded.late
        );
    END IF;
    IF u ? 'goodwill' THEN
        INSERT INTO goodwill
        SELECT * FROM jsonb_populate_recordset(NULL::goodwill, u->'goodwill')
        ON CONFLICT (case_id, command) DO UPDATE SET (
            by, form, cents, currency, at
        ) = ROW (
            excluded.by, excluded.form, excluded.cents, excluded.currency, excluded.at
        );
    END IF;
    IF u ? 'surveys' THEN
        INSERT INTO surveys
        SELECT * FROM jsonb_populate_recordset(NULL::surveys, u->'surveys')
        ON CONFLICT (case_id, command, survey) DO UPDATE SET (
            score, at
        ) = ROW (
            excluded.score, excluded.at
        );
    END IF;
    IF u ? 'consents' THEN
        INSERT INTO consents
        SELECT * FROM jsonb_populate_recordset(NULL::consents, u->'consents')
        ON CONFLICT (customer_id, purpose, channel) DO UPDATE SET (
            given, source, at
        ) = ROW (
            excluded.given, excluded.source, excluded.at
        );
    END IF;
    IF u ? 'merged_customers' THEN
        INSERT INTO merged_customers
        SELECT * FROM jsonb_populate_recordset(NULL::merged_customers, u->'merged_customers')
        ON CONFLICT (id) DO UPDATE SET (
            "into", at
        ) = ROW (
            excluded."into", excluded.at
        );
    END IF;
END $$;

ALTER FUNCTION apply_content(jsonb) RENAME TO apply_content_before_care;
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_content_before_care(u);
    IF u ? '-incident_texts' THEN
        DELETE FROM incident_texts AS t
        USING jsonb_populate_recordset(NULL::incident_texts, u->'-incident_texts') AS g
        WHERE t.case_id = g.case_id;
    END IF;
    IF u ? '-complaint_texts' THEN
        DELETE FROM complaint_texts AS t
        USING jsonb_populate_recordset(NULL::complaint_texts, u->'-complaint_texts') AS g
        WHERE t.case_id = g.case_id;
    END IF;
    IF u ? '-consent_texts' THEN
        DELETE FROM consent_texts AS t
        USING jsonb_populate_recordset(NULL::consent_texts, u->'-consent_texts') AS g
        WHERE t.customer_id = g.customer_id AND t.purpose = g.purpose AND t.channel = g.channel AND t.at = g.at;
    END IF;
    IF u ? '-moved_contacts' THEN
        DELETE FROM moved_contacts AS t
        USING jsonb_populate_recordset(NULL::moved_contacts, u->'-moved_contacts') AS g
        WHERE t.kind = g.kind AND t.value = g.value;
    END IF;
    IF u ? 'incident_texts' THEN
        INSERT INTO incident_texts
        SELECT * FROM jsonb_populate_recordset(NULL::incident_texts, u->'incident_texts')
        ON CONFLICT (case_id) DO UPDATE SET (
            title, answer
        ) = ROW (
            excluded.title, excluded.answer
        );
    END IF;
    IF u ? 'complaint_texts' THEN
        INSERT INTO complaint_texts
        SELECT * FROM jsonb_populate_recordset(NULL::complaint_texts, u->'complaint_texts')
        ON CONFLICT (case_id) DO UPDATE SET (
            remedy, response, external
        ) = ROW (
            excluded.remedy, excluded.response, excluded.external
        );
    END IF;
    IF u ? 'consent_texts' THEN
        INSERT INTO consent_texts
        SELECT * FROM jsonb_populate_recordset(NULL::consent_texts, u->'consent_texts')
        ON CONFLICT (customer_id, purpose, channel, at) DO UPDATE SET wording = excluded.wording;
    END IF;
    IF u ? 'moved_contacts' THEN
        INSERT INTO moved_contacts
        SELECT * FROM jsonb_populate_recordset(NULL::moved_contacts, u->'moved_contacts')
        ON CONFLICT (kind, value) DO UPDATE SET came_from = excluded.came_from;
    END IF;
END $$;

-- Everything that one decision needs, locked, each row with its table's name.
CREATE OR REPLACE FUNCTION unit_load(q jsonb) RETURNS TABLE (t text, r json) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
DECLARE
    loaded bigint[] := '{}';
    wanted text[] := '{}';
    open_of text[] := '{}';
    whole text[] := '{}';
    staff text[] := '{}';
    everyone text[];
    facts text[] := '{}';
    picked bigint;
BEGIN
    -- What is not asked for is not in the question; each of these would cost a query.
    IF q ? 'cases' THEN
        loaded := ARRAY(SELECT x::bigint FROM jsonb_array_elements(q->'cases') AS x);
    END IF;
    IF q ? 'customers' THEN
        wanted := ARRAY(SELECT jsonb_array_elements_text(q->'customers'));
    END IF;
    IF q ? 'open_of' THEN
        open_of := ARRAY(SELECT jsonb_array_elements_text(q->'open_of'));
    END IF;
    IF q ? 'agents' THEN
        staff := ARRAY(SELECT jsonb_array_elements_text(q->'agents'));
    END IF;
    IF q ? 'cases_of' THEN
        whole := ARRAY(SELECT jsonb_array_elements_text(q->'cases_of'));
    END IF;
    everyone := wanted || open_of || whole;
    IF cardinality(everyone) > 0 THEN
        PERFORM 1 FROM customer_facts AS f WHERE f.id = ANY (everyone) ORDER BY f.id FOR UPDATE;
    END IF;
    IF cardinality(open_of) > 0 THEN
        loaded := loaded || ARRAY(SELECT c.id FROM cases AS c
            WHERE c.customer_id = ANY (open_of) AND c.state NOT IN ('resolved', 'closed'));
    END IF;
    IF cardinality(whole) > 0 THEN
        loaded := loaded || ARRAY(SELECT c.id FROM cases AS c WHERE c.customer_id = ANY (whole));
    END IF;
    IF q ? 'active' THEN
        loaded := loaded || ARRAY(SELECT c.id FROM cases AS c
            WHERE c.state IN ('new', 'open', 'waiting_customer', 'waiting_third_party'));
    END IF;
    IF cardinality(loaded) > 0 THEN
        PERFORM 1 FROM cases AS c WHERE c.id = ANY (loaded) ORDER BY c.id FOR UPDATE;
    END IF;
    IF q ? 'next_for' THEN
        picked := lock_next(q->>'next_for', ARRAY(SELECT jsonb_array_elements_text(q->'lanes')));
        IF picked IS NOT NULL THEN
            loaded := loaded || picked;
            RETURN QUERY SELECT 'picked', to_json(picked);
        END IF;
    END IF;

    -- Only now, behind the locks: whoever repeats a command waits here for the first to commit.
    RETURN QUERY SELECT 'done', row_to_json(c) FROM commands AS c
        WHERE c.command_id = q->>'command_id';
    IF FOUND THEN
        RETURN;
    END IF;

    IF cardinality(loaded) > 0 THEN
        staff := staff || ARRAY(SELECT DISTINCT c.owner FROM cases AS c
            WHERE c.id = ANY (loaded) AND c.owner IS NOT NULL);
        facts := ARRAY(SELECT DISTINCT c.customer_id FROM cases AS c
            WHERE c.id = ANY (loaded) AND c.customer_id IS NOT NULL);
    END IF;
    IF cardinality(staff) > 0 THEN
        PERFORM 1 FROM agents AS a WHERE a.id = ANY (staff) ORDER BY a.id FOR UPDATE;
    END IF;
    IF q ? 'held' THEN
        RETURN QUERY SELECT 'held_mail', row_to_json(h) FROM held_mail AS h
            WHERE h.id = (q->>'held')::bigint FOR UPDATE;
    END IF;
    IF q ? 'new' THEN
        INSERT INTO id_locks SELECT k FROM jsonb_array_elements_text(q->'new') AS k
            WHERE NOT EXISTS (SELECT 1 FROM id_locks AS i WHERE i.name = k)
            ON CONFLICT DO NOTHING;
        PERFORM 1 FROM id_locks AS i WHERE q->'new' ? i.name ORDER BY i.name FOR UPDATE;
    END IF;

    RETURN QUERY
        SELECT 'setup', to_json(coalesce(max(s.version), 0)) FROM setups AS s
        UNION ALL SELECT 'ids', row_to_json(i) FROM ids AS i
        UNION ALL SELECT 'agents', row_to_json(a) FROM agents AS a WHERE a.id = ANY (staff)
        UNION ALL SELECT 'loads', row_to_json(l) FROM loads AS l WHERE l.agent = ANY (staff)
        UNION ALL SELECT 'timers', row_to_json(x) FROM timers AS x
            WHERE x.case_id = 0
              AND x.kind = ANY (ARRAY(SELECT 'wrap_up.' || s FROM unnest(staff) AS s));
    IF q ? 'undone' THEN
        RETURN QUERY SELECT 'undone', row_to_json(u) FROM undone AS u
            WHERE u.command = q->>'undone';
    END IF;
    IF cardinality(loaded) > 0 THEN
        RETURN QUERY
            SELECT 'cases', row_to_json(x) FROM cases AS x WHERE x.id = ANY (loaded)
            UNION ALL SELECT 'clocks', row_to_json(x) FROM clocks AS x
                WHERE x.case_id = ANY (loaded)
            UNION ALL SELECT 'timers', row_to_json(x) FROM timers AS x
                WHERE x.case_id = ANY (loaded)
            UNION ALL SELECT 'sends', row_to_json(x) FROM sends AS x
                WHERE x.case_id = ANY (loaded)
            UNION ALL SELECT 'promises', row_to_json(x) FROM promises AS x
                WHERE x.case_id = ANY (loaded);
        IF q ? 'care' THEN
            RETURN QUERY
                SELECT 'incidents', row_to_json(x) FROM incidents AS x
                    WHERE x.case_id = ANY (loaded)
                UNION ALL SELECT 'complaints', row_to_json(x) FROM complaints AS x
                    WHERE x.case_id = ANY (loaded)
                UNION ALL SELECT 'goodwill', row_to_json(x) FROM goodwill AS x
                    WHERE x.case_id = ANY (loaded)
                UNION ALL SELECT 'incident_texts', row_to_json(x) FROM incident_texts AS x
                    WHERE x.case_id = ANY (loaded)
                UNION ALL SELECT 'complaint_texts', row_to_json(x) FROM complaint_texts AS x
                    WHERE x.case_id = ANY (loaded);
        END IF;
        IF q ? 'texts' THEN
            RETURN QUERY SELECT 'case_texts', row_to_json(x) FROM case_texts AS x
                WHERE x.case_id = ANY (loaded);
        END IF;
        IF q ? 'history' THEN
            RETURN QUERY SELECT 'events', row_to_json(e) FROM events AS e
                WHERE e.case_id = ANY (loaded) ORDER BY e.seq;
        END IF;
    END IF;
    facts := facts || everyone;
    IF cardinality(facts) > 0 THEN
        RETURN QUERY SELECT 'customer_facts', row_to_json(f) FROM customer_facts AS f
            WHERE f.id = ANY (facts);
    END IF;
    IF cardinality(wanted) > 0 THEN
        RETURN QUERY SELECT 'entitlements', row_to_json(e) FROM entitlements AS e
            WHERE e.customer_id = ANY (wanted) ORDER BY e.id;
        RETURN QUERY SELECT 'customers', row_to_json(c) FROM customers AS c
            WHERE c.id = ANY (wanted);
    END IF;
    IF cardinality(wanted) > 0 THEN
        RETURN QUERY SELECT 'merged_customers', row_to_json(m) FROM merged_customers AS m
            WHERE m.id = ANY (wanted);
    END IF;
    IF q ? 'contacts_of' THEN
        RETURN QUERY
            SELECT 'contacts', row_to_json(p) FROM contact_points AS p
                WHERE p.customer_id IN (SELECT jsonb_array_elements_text(q->'contacts_of'))
            UNION ALL SELECT 'moved', row_to_json(m) FROM contact_points AS p
                JOIN moved_contacts AS m ON m.kind = p.kind AND m.value = p.value
                WHERE p.customer_id IN (SELECT jsonb_array_elements_text(q->'contacts_of'));
    END IF;
    IF q ? 'goodwill_of' THEN
        -- Nobody grants more often than that within thirty days.
        RETURN QUERY SELECT 'goodwill', row_to_json(g) FROM (
            SELECT * FROM goodwill AS x WHERE x.by = q->>'goodwill_of'
            ORDER BY x.at DESC LIMIT 1000) AS g;
    END IF;
    IF q ? 'messages_of' THEN
        RETURN QUERY SELECT 'messages', row_to_json(m) FROM messages AS m
            WHERE m.case_id IN (SELECT x::bigint FROM jsonb_array_elements(q->'messages_of') AS x)
            ORDER BY m.at, m.id;
    END IF;
END $$;

-- Write a unit. Errors of our own: AD001 another schema, AD002 not this person, and 40001 when
-- what the decision rested on has changed since it was read.
CREATE OR REPLACE FUNCTION unit_write(u jsonb) RETURNS bigint LANGUAGE plpgsql VOLATILE
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
        u->>'cases', (u->>'undo_until')::bigint, u->>'label', u->>'result', first, last,
        u->>'group');
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


CREATE VIEW agentdesk_board.incidents AS SELECT * FROM incidents;
CREATE VIEW agentdesk_board.complaints AS SELECT * FROM complaints;
CREATE VIEW agentdesk_board.goodwill AS SELECT * FROM goodwill;
CREATE VIEW agentdesk_board.surveys AS SELECT * FROM surveys;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA agentdesk FROM PUBLIC;
-- Whoever may read the tables of the steps before may read these.
DO $grant$
DECLARE
    who record;
    name text;
BEGIN
    FOR who IN SELECT DISTINCT a.grantee::regrole::text AS role FROM pg_class AS c,
        LATERAL aclexplode(c.relacl) AS a
        WHERE c.oid = 'agentdesk.cases'::regclass AND a.grantee NOT IN (0, c.relowner)
          AND a.privilege_type = 'SELECT'
    LOOP
        FOREACH name IN ARRAY ARRAY['incidents', 'complaints', 'goodwill', 'surveys', 'consents',
            'merged_customers', 'incident_texts', 'complaint_texts', 'consent_texts', 'moved_contacts'] LOOP
            EXECUTE format('GRANT SELECT ON agentdesk.%I TO %s', name, who.role);
        END LOOP;
    END LOOP;
    FOR who IN SELECT DISTINCT a.grantee::regrole::text AS role FROM pg_class AS c,
        LATERAL aclexplode(c.relacl) AS a
        WHERE c.oid = 'agentdesk_board.cases'::regclass AND a.grantee NOT IN (0, c.relowner)
          AND a.privilege_type = 'SELECT'
    LOOP
        FOREACH name IN ARRAY ARRAY['incidents', 'complaints', 'goodwill', 'surveys'] LOOP
            EXECUTE format('GRANT SELECT ON agentdesk_board.%I TO %s', name, who.role);
        END LOOP;
    END LOOP;
END $grant$;
