-- Local entries of codelists.
CREATE TABLE codelist_entries (
  codelist  INTEGER NOT NULL,  -- enum Codelist
  code      TEXT NOT NULL,
  dimension TEXT NOT NULL,     -- of units, for filters; else empty
  record    BLOB NOT NULL,     -- CodelistEntry
  PRIMARY KEY (codelist, code)
) STRICT, WITHOUT ROWID;

-- The changes of entries in the feed; their rows in commits have 0 as document.
CREATE TABLE codelist_changes (
  place   INTEGER NOT NULL PRIMARY KEY,
  deleted INTEGER NOT NULL,
  record  BLOB NOT NULL        -- CodelistEntry as it is after the change, or was before it was removed
) STRICT;
