-- What an answer carries besides its text, its versions, and the questions that found none.

ALTER TABLE answers
    ADD COLUMN scope text COLLATE "C" NOT NULL DEFAULT 'all',
    ADD COLUMN owner text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN team text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN disposition text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN set_tags text NOT NULL DEFAULT '[]',
    ADD COLUMN next_state text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN review_on text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN state text COLLATE "C" NOT NULL DEFAULT 'validated',
    ADD COLUMN audience text COLLATE "C" NOT NULL DEFAULT 'agents',
    ADD COLUMN resolves bigint NOT NULL DEFAULT 0,
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN updated_at bigint NOT NULL DEFAULT 0,
    ADD COLUMN updated_by text COLLATE "C" NOT NULL DEFAULT '';
-- Until here every article could be sent to customers, as text and as a link.
UPDATE answers SET audience = 'public' WHERE kind = 'article';

CREATE TABLE answer_versions (
    answer_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    by text COLLATE "C" NOT NULL,
    answer text COLLATE "C" NOT NULL,
    PRIMARY KEY (answer_id, version)
);

CREATE TABLE unanswered_questions (
    case_id bigint NOT NULL,
    query text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    by text COLLATE "C" NOT NULL,
    PRIMARY KEY (case_id, query)
);

-- Whoever may read the other content may read this.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'answers'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON answer_versions, unanswered_questions TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_content(jsonb) RENAME TO apply_content_before_answers;
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_content_before_answers(u - 'answers');
    IF u ? 'answers' THEN
        INSERT INTO answers
        SELECT * FROM jsonb_populate_recordset(NULL::answers, u->'answers')
        ON CONFLICT (id) DO UPDATE SET (
            kind, name, shortcut, body, language, tags, uses, scope, owner, team, disposition,
            set_tags, next_state, review_on, state, audience, resolves, version, updated_at,
            updated_by
        ) = ROW (
            excluded.kind, excluded.name, excluded.shortcut, excluded.body, excluded.language,
            excluded.tags, excluded.uses, excluded.scope, excluded.owner, excluded.team,
            excluded.disposition, excluded.set_tags, excluded.next_state, excluded.review_on,
            excluded.state, excluded.audience, excluded.resolves, excluded.version,
            excluded.updated_at, excluded.updated_by
        );
    END IF;
    IF u ? '-answer_versions' THEN
        DELETE FROM answer_versions AS t
        USING jsonb_populate_recordset(NULL::answer_versions, u->'-answer_versions') AS g
        WHERE (t.answer_id, t.version) = (g.answer_id, g.version);
    END IF;
    IF u ? 'answer_versions' THEN
        INSERT INTO answer_versions
        SELECT * FROM jsonb_populate_recordset(NULL::answer_versions, u->'answer_versions')
        ON CONFLICT (answer_id, version) DO UPDATE SET (
            at, by, answer
        ) = ROW (
            excluded.at, excluded.by, excluded.answer
        );
    END IF;
    IF u ? '-unanswered_questions' THEN
        DELETE FROM unanswered_questions AS t
        USING jsonb_populate_recordset(NULL::unanswered_questions, u->'-unanswered_questions') AS g
        WHERE (t.case_id, t.query) = (g.case_id, g.query);
    END IF;
    IF u ? 'unanswered_questions' THEN
        INSERT INTO unanswered_questions
        SELECT * FROM jsonb_populate_recordset(NULL::unanswered_questions, u->'unanswered_questions')
        ON CONFLICT (case_id, query) DO UPDATE SET (
            at, by
        ) = ROW (
            excluded.at, excluded.by
        );
    END IF;
END $$;

-- As before, and which version of an answer was read: two editors of one answer come one after
-- the other.
ALTER FUNCTION find_digest(jsonb) RENAME TO find_digest_before_answers;
CREATE FUNCTION find_digest(q jsonb) RETURNS text LANGUAGE sql VOLATILE
SET search_path = agentdesk, pg_temp AS $$
    SELECT find_digest_before_answers(q) || coalesce(
        (SELECT string_agg(a.id || ' ' || a.version, E'\n' ORDER BY a.id)
         FROM answers AS a WHERE q->'answers' ? a.id), '')
$$;

CREATE OR REPLACE FUNCTION unit_find(q jsonb) RETURNS TABLE (t text, r json) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT 'done', row_to_json(c) FROM commands AS c
        WHERE c.command_id = q->>'command_id';
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT 'setup', to_json(coalesce(max(s.version), 0)) FROM setups AS s;
    RETURN QUERY SELECT 'lane', to_json(l.lane) FROM lanes AS l
        WHERE l.bucket = 'waiting' AND l.n > 0 ORDER BY l.lane;
    IF q ? 'find' THEN
        q := q->'find';
        RETURN QUERY SELECT 'digest', to_json(find_digest(q));
        RETURN QUERY SELECT 'contact_points', row_to_json(p)
            FROM jsonb_array_elements(q->'addresses') AS a
            JOIN contact_points AS p ON p.kind = a->>0 AND p.value = a->>1;
        RETURN QUERY SELECT 'rfc', row_to_json(m)
            FROM messages AS m
            WHERE m.rfc_id IN (SELECT jsonb_array_elements_text(q->'rfc_ids'))
            ORDER BY m.id DESC;
        RETURN QUERY SELECT 'message', row_to_json(m)
            FROM messages AS m
            WHERE m.id IN (SELECT x::bigint FROM jsonb_array_elements(q->'message_ids') AS x);
        RETURN QUERY SELECT 'held', row_to_json(m)
            FROM messages AS m WHERE m.held_id = (q->>'held_id')::bigint ORDER BY m.id LIMIT 1;
        RETURN QUERY SELECT 'command', row_to_json(c)
            FROM commands AS c WHERE c.command_id = find_command(q);
        RETURN QUERY SELECT 'answers', row_to_json(a)
            FROM answers AS a WHERE q->'answers' ? a.id;
        RETURN QUERY SELECT 'used_answer', to_json(i)
            FROM jsonb_array_elements_text(q->'used_answers') AS i
            WHERE EXISTS (SELECT 1 FROM answer_uses AS u
                          WHERE strpos(',' || u.answers || ',', ',' || i || ',') > 0);
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_content(jsonb), find_digest(jsonb) FROM PUBLIC;
