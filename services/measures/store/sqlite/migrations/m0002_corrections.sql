-- What people say beside the extraction. Rows are appended; reverted_place and orphaned are all that changes in one.
CREATE TABLE corrections (
  correction     INTEGER NOT NULL PRIMARY KEY,
  document       INTEGER NOT NULL,
  place          INTEGER NOT NULL,  -- of the commit that made it
  reverted_place INTEGER,           -- of the commit that took it back
  revert_time    INTEGER,           -- microseconds since 1970
  orphaned       INTEGER NOT NULL,  -- 1 where it had no effect when the record was last made
  kind           INTEGER NOT NULL,  -- enum CorrectionKind
  target         TEXT NOT NULL,     -- resource name
  record         BLOB NOT NULL      -- Correction without name, state and revert_time
) STRICT;
CREATE INDEX corrections_by_document ON corrections (document, correction);
CREATE INDEX corrections_by_target ON corrections (target);

-- enum ReviewState; what was stored before is unreviewed, and its record says so from now on (appending a field to a
-- serialised message sets it).
ALTER TABLE measure_rows ADD COLUMN review_state INTEGER NOT NULL DEFAULT 1;
ALTER TABLE indicator_rows ADD COLUMN review_state INTEGER NOT NULL DEFAULT 1;
UPDATE measure_rows SET record = CAST(record || x'F00101' AS BLOB);
UPDATE indicator_rows SET record = CAST(record || x'C00201' AS BLOB);
CREATE INDEX measure_rows_by_review ON measure_rows (review_state, name) WHERE to_place = 9223372036854775807 AND review_state <> 1;
CREATE INDEX indicator_rows_by_review ON indicator_rows (review_state, name) WHERE to_place = 9223372036854775807 AND review_state <> 1;
