-- The words' indexes say nothing about the place, so that a range of places can be joined with them:
-- an index is not joined with a condition that implies its own.

DROP INDEX search_places_dated, search_places_undated;
CREATE INDEX search_places_dated ON search_places USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 128) WHERE source <= 2;
CREATE INDEX search_places_undated ON search_places USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 128) WHERE source > 2;
