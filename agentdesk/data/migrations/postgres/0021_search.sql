-- The index for searching everything: which words stand at which place, without order or text. The
-- words are made by the program (agentdesk/data/search_texts.py), the same for both engines, and
-- come with the rows; what is deleted or changed leaves the index by a trigger.

-- The places: what has a date by its second, eight a second; answers from 2^50 on, customers and
-- their addresses from 2^51 on. "source": 1 message, 2 case, 3 answer, 4 customer, 5 contact point.
CREATE TABLE search_places (
    place bigint PRIMARY KEY,
    source smallint NOT NULL,
    num bigint,
    ref text COLLATE "C",
    owner text COLLATE "C",
    words tsvector NOT NULL
);
CREATE UNIQUE INDEX search_places_num ON search_places (num, source) WHERE num IS NOT NULL;
CREATE UNIQUE INDEX search_places_ref ON search_places (ref, source) WHERE ref IS NOT NULL;
-- What has a date, and what has none: a word of many mails is asked for among the customers too.
-- What is not merged yet is read whole by every search.
CREATE INDEX search_places_dated ON search_places USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 128) WHERE place < 1125899906842624;
CREATE INDEX search_places_undated ON search_places USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 128) WHERE place >= 1125899906842624;

-- Whoever may read the texts may read the index.
DO $$
DECLARE
    reader text;
BEGIN
    FOR reader IN SELECT g.grantee FROM information_schema.role_table_grants AS g
        WHERE g.table_schema = 'agentdesk' AND g.table_name = 'messages'
        AND g.privilege_type = 'SELECT' AND g.grantee <> current_user
    LOOP
        EXECUTE format('GRANT SELECT ON search_places TO %I', reader);
    END LOOP;
END $$;

-- The place of a thing: the first free one of its second, then wherever a crowd leaves room.
CREATE FUNCTION search_place(source integer, num bigint, at bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    first bigint := least(greatest(at, 0), 100000000000000) / 1000 * 8;
    start bigint := CASE source WHEN 3 THEN 1::bigint << 50 ELSE 1::bigint << 51 END;
    spot bigint;
BEGIN
    IF source > 2 THEN
        RETURN (SELECT coalesce(max(x.place) + 1, start) FROM search_places AS x
            WHERE x.place >= start AND x.place < 2 * start);
    END IF;
    FOR spot IN
        SELECT first + (step + CASE source WHEN 1 THEN 0 ELSE 4 END) % 8
        FROM generate_series(0, 7) AS step
        UNION ALL
        SELECT first + (num * 2654435761) % room FROM unnest(ARRAY[64, 512, 4096, 32768, 262144,
            2097152, 16777216, 134217728]::bigint[]) AS room
    LOOP
        IF NOT EXISTS (SELECT 1 FROM search_places AS x WHERE x.place = spot) THEN
            RETURN spot;
        END IF;
    END LOOP;
    RETURN spot;
END $$;

-- Put things into the index. A case stands where its first message does.
CREATE FUNCTION search_put(things jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    x jsonb;
    kind integer;
    n bigint;
    dated bigint;
    of_case bigint;
BEGIN
    FOR x IN SELECT jsonb_array_elements(things) LOOP
        kind := (x->>'source')::integer;
        n := (x->>'num')::bigint;
        DELETE FROM search_places AS s
            WHERE s.source = kind AND (s.num = n OR s.ref = x->>'ref');
        dated := (x->>'at')::bigint;
        IF kind = 2 THEN
            dated := coalesce((SELECT min(m.at) FROM messages AS m WHERE m.case_id = n), 0);
        END IF;
        INSERT INTO search_places (place, source, num, ref, owner, words)
        SELECT search_place(kind, n, dated), kind, n, x->>'ref', x->>'owner',
            array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(x->'words')));
        of_case := (x->>'case_id')::bigint;
        IF kind = 1 AND of_case IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM messages AS m WHERE m.case_id = of_case AND m.id <> n
        ) THEN
            UPDATE search_places AS s SET place = search_place(2, of_case, dated)
                WHERE s.source = 2 AND s.num = of_case;
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION search_gone() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = agentdesk, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'messages' THEN
        DELETE FROM search_places AS s WHERE s.source = 1 AND s.num = OLD.id;
    ELSIF TG_TABLE_NAME = 'case_texts' THEN
        DELETE FROM search_places AS s WHERE s.source = 2 AND s.num = OLD.case_id;
    ELSIF TG_TABLE_NAME = 'answers' THEN
        DELETE FROM search_places AS s WHERE s.source = 3 AND s.ref = OLD.id;
    ELSIF TG_TABLE_NAME = 'customers' THEN
        DELETE FROM search_places AS s WHERE s.source = 4 AND s.ref = OLD.id;
    ELSE
        DELETE FROM search_places AS s
            WHERE s.source = 5 AND s.ref = OLD.kind || ' ' || OLD.value;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER messages_search_gone AFTER DELETE ON messages
    FOR EACH ROW EXECUTE FUNCTION search_gone();
CREATE TRIGGER case_texts_search_gone AFTER DELETE ON case_texts
    FOR EACH ROW EXECUTE FUNCTION search_gone();
CREATE TRIGGER answers_search_gone AFTER DELETE ON answers
    FOR EACH ROW EXECUTE FUNCTION search_gone();
CREATE TRIGGER customers_search_gone AFTER DELETE ON customers
    FOR EACH ROW EXECUTE FUNCTION search_gone();
CREATE TRIGGER contact_points_search_gone AFTER DELETE ON contact_points
    FOR EACH ROW EXECUTE FUNCTION search_gone();
-- A text that is changed by anybody but the program leaves the index, rather than staying in it.
CREATE TRIGGER messages_search_changed AFTER UPDATE ON messages FOR EACH ROW
    WHEN ((OLD.case_id, OLD.direction, OLD.author, OLD.from_name, OLD.from_address, OLD."to", OLD.cc,
        OLD.subject, OLD.body, OLD.fields, OLD.at) IS DISTINCT FROM (NEW.case_id, NEW.direction,
        NEW.author, NEW.from_name, NEW.from_address, NEW."to", NEW.cc, NEW.subject, NEW.body,
        NEW.fields, NEW.at))
    EXECUTE FUNCTION search_gone();
CREATE TRIGGER case_texts_search_changed AFTER UPDATE ON case_texts FOR EACH ROW
    WHEN ((OLD.subject, OLD.summary) IS DISTINCT FROM (NEW.subject, NEW.summary))
    EXECUTE FUNCTION search_gone();
CREATE TRIGGER answers_search_changed AFTER UPDATE ON answers FOR EACH ROW
    WHEN ((OLD.name, OLD.shortcut, OLD.body, OLD.tags)
        IS DISTINCT FROM (NEW.name, NEW.shortcut, NEW.body, NEW.tags))
    EXECUTE FUNCTION search_gone();
CREATE TRIGGER customers_search_changed AFTER UPDATE ON customers FOR EACH ROW
    WHEN ((OLD.name, OLD.preferred_name, OLD.organisation)
        IS DISTINCT FROM (NEW.name, NEW.preferred_name, NEW.organisation))
    EXECUTE FUNCTION search_gone();

ALTER FUNCTION apply_content(jsonb) RENAME TO apply_content_before_search;
CREATE FUNCTION apply_content(u jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM apply_content_before_search(u - 'search');
    IF u ? 'search' THEN
        PERFORM search_put(u->'search');
    END IF;
END $$;

REVOKE ALL ON FUNCTION apply_content(jsonb), search_put(jsonb), search_gone(),
    search_place(integer, bigint, bigint) FROM PUBLIC;
