-- The days on which a measure had a status, of measures for which people entered transitions; of all others it is that of
-- their row, since the publish date of their document.
CREATE TABLE measure_statuses (
  row    INTEGER NOT NULL,  -- of measure_rows
  since  TEXT NOT NULL,     -- first day, YYYY-MM-DD; empty where not known
  until  TEXT NOT NULL,     -- first day no longer; 9999-12-31 for the present one
  status INTEGER NOT NULL,  -- enum MeasureStatus
  PRIMARY KEY (row, since)
) STRICT, WITHOUT ROWID;

-- Ties between measures, by their names: whether both are there is asked anew by every read. Rows are appended; being
-- removed is all that changes in one, and none is ever deleted.
CREATE TABLE measure_links (
  link          INTEGER NOT NULL PRIMARY KEY,
  from_place    INTEGER NOT NULL,  -- of the commit that made it
  to_place      INTEGER NOT NULL,  -- of the commit that removed it, or the largest integer
  kind          INTEGER NOT NULL,  -- enum LinkKind
  from_document INTEGER NOT NULL,
  from_name     TEXT NOT NULL,     -- of the later measure
  to_document   INTEGER NOT NULL,
  to_name       TEXT NOT NULL,     -- of the earlier one
  record        BLOB NOT NULL      -- MeasureLink without name and state
) STRICT;
CREATE UNIQUE INDEX measure_links_by_ends ON measure_links (from_name, to_name, kind) WHERE to_place = 9223372036854775807;
CREATE INDEX measure_links_by_from ON measure_links (from_name);
CREATE INDEX measure_links_by_to ON measure_links (to_name);
CREATE INDEX measure_links_by_documents ON measure_links (from_document, link);
CREATE INDEX measure_links_by_to_documents ON measure_links (to_document, link);

-- As documents, measures and indicators: shadowed where a query asks about another place.
CREATE VIEW links AS SELECT * FROM measure_links WHERE to_place = 9223372036854775807;
