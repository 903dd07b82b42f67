-- The index for searching everything. It follows what people wrote: a trigger a table. The words
-- are made by a function of ours (agentdesk/data/sqlite/search_words.py), and the index keeps no
-- text, only which words stand where.

-- The places of the index: what has a date by its second, eight a second; answers from 2^50 on,
-- customers and their addresses from 2^51 on. "source": 1 message, 2 case, 3 answer, 4 customer,
-- 5 contact point.
CREATE TABLE search_places (
    place INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    num INTEGER,
    ref TEXT,
    owner TEXT
);
CREATE UNIQUE INDEX search_places_num ON search_places (num, source) WHERE num IS NOT NULL;
CREATE UNIQUE INDEX search_places_ref ON search_places (ref, source) WHERE ref IS NOT NULL;

CREATE VIRTUAL TABLE search_index USING fts5 (
    words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars ':'"
);
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search_index, row);

-- Every word there is: what a word that was only begun may become.
CREATE TABLE search_words (word TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE VIEW search_in AS
SELECT 0 AS source, 0 AS num, '' AS ref, '' AS owner, 0 AS at, '' AS words;

CREATE TRIGGER search_in_put INSTEAD OF INSERT ON search_in BEGIN
    INSERT INTO search_places (place, source, num, ref, owner)
    SELECT
        CASE
            WHEN NEW.source <= 2 THEN (
                SELECT spot FROM (
                    SELECT first + value AS spot
                    FROM (SELECT min(max(0, NEW.at), 100000000000000) / 1000 * 8 AS first)
                    CROSS JOIN json_each(
                        CASE NEW.source WHEN 1 THEN '[0, 1, 2, 3, 4, 5, 6, 7]'
                        ELSE '[4, 5, 6, 7, 0, 1, 2, 3]' END
                    )
                    UNION ALL
                    SELECT first + (NEW.num * 2654435761) % value
                    FROM (SELECT min(max(0, NEW.at), 100000000000000) / 1000 * 8 AS first)
                    CROSS JOIN json_each(
                        '[64, 512, 4096, 32768, 262144, 2097152, 16777216, 134217728]'
                    )
                )
                WHERE NOT EXISTS (SELECT 1 FROM search_places AS x WHERE x.place = spot)
                LIMIT 1
            )
            ELSE (
                -- One step down the index: the greatest of a join would be looked for among all.
                SELECT coalesce((
                    SELECT x.place FROM search_places AS x
                    WHERE x.place >= 1 << power AND x.place < 2 << power
                    ORDER BY x.place DESC LIMIT 1
                ) + 1, 1 << power)
                FROM (SELECT CASE NEW.source WHEN 3 THEN 50 ELSE 51 END AS power)
            )
        END,
        NEW.source, NEW.num, NEW.ref, NEW.owner;
    INSERT INTO search_index (rowid, words) SELECT place, NEW.words FROM search_places
    WHERE (num = NEW.num OR ref = NEW.ref) AND source = NEW.source;
    INSERT INTO search_words (word)
    SELECT value FROM json_each('["' || replace(NEW.words, ' ', '","') || '"]')
    WHERE value NOT GLOB ':[ck]*' AND NOT EXISTS (SELECT 1 FROM search_words WHERE word = value);
END;

-- What goes away: its words as they were.
CREATE VIEW search_out AS SELECT 0 AS source, 0 AS num, '' AS ref, '' AS words;

CREATE TRIGGER search_out_put INSTEAD OF INSERT ON search_out BEGIN
    INSERT INTO search_index (search_index, rowid, words)
    SELECT 'delete', place, NEW.words FROM search_places
    WHERE (num = NEW.num OR ref = NEW.ref) AND source = NEW.source;
    DELETE FROM search_places WHERE (num = NEW.num OR ref = NEW.ref) AND source = NEW.source;
END;
CREATE TRIGGER messages_search_new AFTER INSERT ON messages BEGIN
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        1, NEW.id, NULL, NULL,
        NEW.at,
        search_words(
            1, NEW.case_id, NEW.direction, NEW.author, NEW.from_name, NEW.from_address,
            NEW."to", NEW.cc, NEW.subject, NEW.body, NEW.fields
        )
    );
    -- A case stands where its first message does.
    INSERT INTO search_out (source, num, ref, words)
    SELECT 2, t.case_id, NULL, search_words(2, t.case_id, t.subject, t.summary)
    FROM case_texts AS t
    WHERE t.case_id = NEW.case_id AND NOT EXISTS (
        SELECT 1 FROM messages AS m WHERE m.case_id = NEW.case_id AND m.id <> NEW.id
    );
    INSERT INTO search_in (source, num, ref, owner, at, words)
    SELECT 2, t.case_id, NULL, NULL, NEW.at, search_words(2, t.case_id, t.subject, t.summary)
    FROM case_texts AS t
    WHERE t.case_id = NEW.case_id AND NOT EXISTS (
        SELECT 1 FROM messages AS m WHERE m.case_id = NEW.case_id AND m.id <> NEW.id
    );
END;

CREATE TRIGGER messages_search_changed AFTER UPDATE ON messages
WHEN OLD.case_id IS NOT NEW.case_id
    OR OLD.direction IS NOT NEW.direction
    OR OLD.author IS NOT NEW.author
    OR OLD.from_name IS NOT NEW.from_name
    OR OLD.from_address IS NOT NEW.from_address
    OR OLD."to" IS NOT NEW."to"
    OR OLD.cc IS NOT NEW.cc
    OR OLD.subject IS NOT NEW.subject
    OR OLD.body IS NOT NEW.body
    OR OLD.fields IS NOT NEW.fields
    OR OLD.at IS NOT NEW.at
BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        1, OLD.id, NULL,
        search_words(
            1, OLD.case_id, OLD.direction, OLD.author, OLD.from_name, OLD.from_address,
            OLD."to", OLD.cc, OLD.subject, OLD.body, OLD.fields
        )
    );
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        1, NEW.id, NULL, NULL,
        NEW.at,
        search_words(
            1, NEW.case_id, NEW.direction, NEW.author, NEW.from_name, NEW.from_address,
            NEW."to", NEW.cc, NEW.subject, NEW.body, NEW.fields
        )
    );
    -- A case stands where its first message does.
    INSERT INTO search_out (source, num, ref, words)
    SELECT 2, t.case_id, NULL, search_words(2, t.case_id, t.subject, t.summary)
    FROM case_texts AS t
    WHERE t.case_id = NEW.case_id AND NOT EXISTS (
        SELECT 1 FROM messages AS m WHERE m.case_id = NEW.case_id AND m.id <> NEW.id
    );
    INSERT INTO search_in (source, num, ref, owner, at, words)
    SELECT 2, t.case_id, NULL, NULL, NEW.at, search_words(2, t.case_id, t.subject, t.summary)
    FROM case_texts AS t
    WHERE t.case_id = NEW.case_id AND NOT EXISTS (
        SELECT 1 FROM messages AS m WHERE m.case_id = NEW.case_id AND m.id <> NEW.id
    );
END;

CREATE TRIGGER messages_search_gone AFTER DELETE ON messages BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        1, OLD.id, NULL,
        search_words(
            1, OLD.case_id, OLD.direction, OLD.author, OLD.from_name, OLD.from_address,
            OLD."to", OLD.cc, OLD.subject, OLD.body, OLD.fields
        )
    );
END;

CREATE TRIGGER case_texts_search_new AFTER INSERT ON case_texts BEGIN
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        2, NEW.case_id, NULL, NULL,
        (SELECT coalesce(min(at), 0) FROM messages WHERE case_id = NEW.case_id),
        search_words(
            2, NEW.case_id, NEW.subject, NEW.summary
        )
    );
END;

CREATE TRIGGER case_texts_search_changed AFTER UPDATE ON case_texts
WHEN OLD.case_id IS NOT NEW.case_id
    OR OLD.subject IS NOT NEW.subject
    OR OLD.summary IS NOT NEW.summary
BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        2, OLD.case_id, NULL,
        search_words(
            2, OLD.case_id, OLD.subject, OLD.summary
        )
    );
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        2, NEW.case_id, NULL, NULL,
        (SELECT coalesce(min(at), 0) FROM messages WHERE case_id = NEW.case_id),
        search_words(
            2, NEW.case_id, NEW.subject, NEW.summary
        )
    );
END;

CREATE TRIGGER case_texts_search_gone AFTER DELETE ON case_texts BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        2, OLD.case_id, NULL,
        search_words(
            2, OLD.case_id, OLD.subject, OLD.summary
        )
    );
END;

CREATE TRIGGER answers_search_new AFTER INSERT ON answers BEGIN
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        3, NULL, NEW.id, NULL,
        NULL,
        search_words(
            3, NEW.name, NEW.shortcut, NEW.body, NEW.tags
        )
    );
END;

CREATE TRIGGER answers_search_changed AFTER UPDATE ON answers
WHEN OLD.name IS NOT NEW.name
    OR OLD.shortcut IS NOT NEW.shortcut
    OR OLD.body IS NOT NEW.body
    OR OLD.tags IS NOT NEW.tags
BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        3, NULL, OLD.id,
        search_words(
            3, OLD.name, OLD.shortcut, OLD.body, OLD.tags
        )
    );
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        3, NULL, NEW.id, NULL,
        NULL,
        search_words(
            3, NEW.name, NEW.shortcut, NEW.body, NEW.tags
        )
    );
END;

CREATE TRIGGER answers_search_gone AFTER DELETE ON answers BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        3, NULL, OLD.id,
        search_words(
            3, OLD.name, OLD.shortcut, OLD.body, OLD.tags
        )
    );
END;

CREATE TRIGGER customers_search_new AFTER INSERT ON customers BEGIN
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        4, NULL, NEW.id, NEW.id,
        NULL,
        search_words(
            4, NEW.name, NEW.preferred_name, NEW.organisation
        )
    );
END;

CREATE TRIGGER customers_search_changed AFTER UPDATE ON customers
WHEN OLD.name IS NOT NEW.name
    OR OLD.preferred_name IS NOT NEW.preferred_name
    OR OLD.organisation IS NOT NEW.organisation
BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        4, NULL, OLD.id,
        search_words(
            4, OLD.name, OLD.preferred_name, OLD.organisation
        )
    );
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        4, NULL, NEW.id, NEW.id,
        NULL,
        search_words(
            4, NEW.name, NEW.preferred_name, NEW.organisation
        )
    );
END;

CREATE TRIGGER customers_search_gone AFTER DELETE ON customers BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        4, NULL, OLD.id,
        search_words(
            4, OLD.name, OLD.preferred_name, OLD.organisation
        )
    );
END;

CREATE TRIGGER contact_points_search_new AFTER INSERT ON contact_points BEGIN
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        5, NULL, NEW.kind || ' ' || NEW.value, NEW.customer_id,
        NULL,
        search_words(
            5, NEW.value
        )
    );
END;

CREATE TRIGGER contact_points_search_changed AFTER UPDATE ON contact_points
WHEN OLD.value IS NOT NEW.value
    OR OLD.customer_id IS NOT NEW.customer_id
BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        5, NULL, OLD.kind || ' ' || OLD.value,
        search_words(
            5, OLD.value
        )
    );
    INSERT INTO search_in (source, num, ref, owner, at, words) VALUES (
        5, NULL, NEW.kind || ' ' || NEW.value, NEW.customer_id,
        NULL,
        search_words(
            5, NEW.value
        )
    );
END;

CREATE TRIGGER contact_points_search_gone AFTER DELETE ON contact_points BEGIN
    INSERT INTO search_out (source, num, ref, words) VALUES (
        5, NULL, OLD.kind || ' ' || OLD.value,
        search_words(
            5, OLD.value
        )
    );
END;
