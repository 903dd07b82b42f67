-- Which answers the messages of ours were made of: how often each was used is counted from it.

CREATE TABLE answer_uses (
    message_id bigint PRIMARY KEY,
    case_id bigint NOT NULL,
    command text COLLATE "C" NOT NULL,
    answers text NOT NULL
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
        EXECUTE format('GRANT SELECT ON answer_uses TO %I', reader);
    END LOOP;
END $$;

ALTER FUNCTION apply_rows(jsonb) RENAME TO apply_rows_before_answers;
CREATE FUNCTION apply_rows(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_rows_before_answers(u);
    IF u ? 'answer_uses' THEN
        INSERT INTO answer_uses
        SELECT * FROM jsonb_populate_recordset(NULL::answer_uses, u->'answer_uses')
        ON CONFLICT (message_id) DO UPDATE SET (
            case_id, command, answers
        ) = ROW (
            excluded.case_id, excluded.command, excluded.answers
        );
    END IF;
    IF u ? '-answer_uses' THEN
        DELETE FROM answer_uses AS t
        USING jsonb_populate_recordset(NULL::answer_uses, u->'-answer_uses') AS g
        WHERE t.message_id = g.message_id;
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_rows(jsonb) FROM PUBLIC;
