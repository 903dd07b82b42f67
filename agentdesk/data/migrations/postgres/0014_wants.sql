-- Answers that agents found wrong or missed: the editors' list. The words are notes of the cases.

CREATE TABLE answer_wants (
    message_id bigint PRIMARY KEY,
    case_id bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    answer text COLLATE "C" NOT NULL,
    by text COLLATE "C" NOT NULL,
    at bigint NOT NULL
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
        EXECUTE format('GRANT SELECT ON answer_wants TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_rows_before_wants;
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_rows_before_wants(u);
    IF u ? '-answer_wants' THEN
        DELETE FROM answer_wants AS t
        USING jsonb_populate_recordset(NULL::answer_wants, u->'-answer_wants') AS g
        WHERE t.message_id = g.message_id;
    END IF;
    IF u ? 'answer_wants' THEN
        INSERT INTO answer_wants
        SELECT * FROM jsonb_populate_recordset(NULL::answer_wants, u->'answer_wants')
        ON CONFLICT (message_id) DO UPDATE SET (
            case_id, command, answer, by, at
        ) = ROW (
            excluded.case_id, excluded.command, excluded.answer, excluded.by, excluded.at
        );
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_rows(jsonb) FROM PUBLIC;
