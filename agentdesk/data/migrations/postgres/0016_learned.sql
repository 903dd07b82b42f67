-- Customers' own words that an answer settled: they make it easier to find.

CREATE TABLE learned_texts (
    id text COLLATE "C" PRIMARY KEY,
    answer_id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    case_id bigint NOT NULL,
    language text COLLATE "C" NOT NULL,
    text text NOT NULL,
    at bigint NOT NULL
);
CREATE INDEX learned_of_case ON learned_texts (case_id, at);
CREATE INDEX learned_of_customer ON learned_texts (customer_id) WHERE customer_id <> '';

CREATE INDEX answer_uses_of_case ON answer_uses (case_id);

-- Whoever may read the other rows may read these.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'ids'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON learned_texts TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_content(jsonb) RENAME TO apply_content_before_learned;
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_content_before_learned(u);
    IF u ? '-learned_texts' THEN
        DELETE FROM learned_texts AS t
        USING jsonb_populate_recordset(NULL::learned_texts, u->'-learned_texts') AS g
        WHERE t.id = g.id;
    END IF;
    IF u ? 'learned_texts' THEN
        INSERT INTO learned_texts
        SELECT * FROM jsonb_populate_recordset(NULL::learned_texts, u->'learned_texts')
        ON CONFLICT (id) DO UPDATE SET (
            answer_id, customer_id, case_id, language, text, at
        ) = ROW (
            excluded.answer_id, excluded.customer_id, excluded.case_id, excluded.language,
            excluded.text, excluded.at
        );
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_content(jsonb) FROM PUBLIC;
