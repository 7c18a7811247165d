-- Full text search over current measures (common/search). A segment holds the postings of a range of rows of
-- measure_rows; ranges of segments never overlap. Nothing in a segment is changed: rows that are no longer current are
-- listed in search_dead until a merge leaves them out.
CREATE TABLE search_segments (
  segment     INTEGER NOT NULL PRIMARY KEY,
  first_row   INTEGER NOT NULL,
  last_row    INTEGER NOT NULL,
  rows        INTEGER NOT NULL,
  tokens      INTEGER NOT NULL,  -- lengths of all rows
  bytes       INTEGER NOT NULL,  -- of all blocks
  dead_rows   INTEGER NOT NULL,
  dead_tokens INTEGER NOT NULL
) STRICT;

CREATE TABLE search_postings (
  segment    INTEGER NOT NULL,
  first_term INTEGER NOT NULL,
  part       INTEGER NOT NULL,  -- number of the block in its segment
  data       BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_postings_by_term ON search_postings (segment, first_term, part);

-- How many tokens each row has in each field.
CREATE TABLE search_rows (
  segment   INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  data      BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_rows_by_row ON search_rows (segment, first_row);

CREATE TABLE search_dead (
  row INTEGER NOT NULL PRIMARY KEY
) STRICT;

-- What was stored before is indexed when the store is next opened: current rows above this one are missing.
INSERT INTO store_info (key, value) VALUES ('search_missing_after', '0');
