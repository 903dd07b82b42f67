-- What an answer carries besides its text, its versions, and the questions that found none.

ALTER TABLE answers ADD COLUMN scope TEXT NOT NULL DEFAULT 'all';
ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN team TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN disposition TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN set_tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE answers ADD COLUMN next_state TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN review_on TEXT NOT NULL DEFAULT '';
ALTER TABLE answers ADD COLUMN state TEXT NOT NULL DEFAULT 'validated';
ALTER TABLE answers ADD COLUMN audience TEXT NOT NULL DEFAULT 'agents';
ALTER TABLE answers ADD COLUMN resolves INTEGER NOT NULL DEFAULT 0;
ALTER TABLE answers ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE answers ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE answers ADD COLUMN updated_by TEXT NOT NULL DEFAULT '';
-- Until here every article could be sent to customers, as text and as a link.
UPDATE answers SET audience = 'public' WHERE kind = 'article';

CREATE TABLE answer_versions (
    answer_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (answer_id, version)
) WITHOUT ROWID;

CREATE TABLE unanswered_questions (
    case_id INTEGER NOT NULL,
    query TEXT NOT NULL,
    at INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (case_id, query)
) WITHOUT ROWID;
