CREATE INDEX commits_by_document ON commits (document, revision);

CREATE INDEX commits_by_time ON commits (commit_time);

CREATE INDEX corrections_by_document ON corrections (document, correction);

CREATE INDEX corrections_by_target ON corrections (target);

CREATE INDEX document_rows_by_date ON document_rows (publish_date, name) WHERE to_place = 9223372036854775807;

CREATE UNIQUE INDEX document_rows_by_document ON document_rows (document, from_place);

CREATE UNIQUE INDEX document_rows_by_name ON document_rows (name, from_place);

CREATE INDEX document_rows_by_region ON document_rows (region_code, name) WHERE to_place = 9223372036854775807;

CREATE INDEX document_rows_by_text ON document_rows (text_sha256) WHERE to_place = 9223372036854775807;

CREATE INDEX extractions_by_document ON extractions (document);

CREATE INDEX indicator_rows_by_document ON indicator_rows (document, measure, ordinal);

CREATE UNIQUE INDEX indicator_rows_by_name ON indicator_rows (name, from_place);

CREATE INDEX indicator_rows_by_review ON indicator_rows (review_state, name) WHERE to_place = 9223372036854775807 AND review_state <> 1;

CREATE INDEX indicator_rows_by_unit ON indicator_rows (unit, value) WHERE to_place = 9223372036854775807;

CREATE INDEX measure_links_by_documents ON measure_links (from_document, link);

CREATE UNIQUE INDEX measure_links_by_ends ON measure_links (from_name, to_name, kind) WHERE to_place = 9223372036854775807;

CREATE INDEX measure_links_by_from ON measure_links (from_name);

CREATE INDEX measure_links_by_to ON measure_links (to_name);

CREATE INDEX measure_links_by_to_documents ON measure_links (to_document, link);

CREATE INDEX measure_rows_by_document ON measure_rows (document, ordinal);

CREATE UNIQUE INDEX measure_rows_by_name ON measure_rows (name, from_place);

CREATE INDEX measure_rows_by_review ON measure_rows (review_state, name) WHERE to_place = 9223372036854775807 AND review_state <> 1;

CREATE INDEX measure_rows_by_topic ON measure_rows (topic, name) WHERE to_place = 9223372036854775807;

CREATE INDEX requests_by_time ON requests (commit_time);

CREATE UNIQUE INDEX search_postings_by_term ON search_postings (segment, first_term, part);

CREATE UNIQUE INDEX search_rows_by_row ON search_rows (segment, first_row);

CREATE TABLE codelist_changes (
  place   INTEGER NOT NULL PRIMARY KEY,
  deleted INTEGER NOT NULL,
  record  BLOB NOT NULL        -- CodelistEntry as it is after the change, or was before it was removed
) STRICT;

CREATE TABLE codelist_entries (
  codelist  INTEGER NOT NULL,  -- enum Codelist
  code      TEXT NOT NULL,
  dimension TEXT NOT NULL,     -- of units, for filters; else empty
  record    BLOB NOT NULL,     -- CodelistEntry
  PRIMARY KEY (codelist, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE commits (
  place       INTEGER NOT NULL PRIMARY KEY,
  commit_time INTEGER NOT NULL,  -- microseconds since 1970, rises with place
  document    INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  cause       INTEGER NOT NULL,  -- enum ChangeCause
  author      TEXT NOT NULL,
  reason      TEXT NOT NULL
) STRICT;

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

CREATE TABLE document_ids (
  document INTEGER NOT NULL PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE  -- documents/{document}
) STRICT;

CREATE TABLE document_labels (
  row   INTEGER NOT NULL,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (row, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_relations (
  extraction INTEGER NOT NULL,
  ordinal    INTEGER NOT NULL,
  type       INTEGER NOT NULL,  -- enum Relation
  number     TEXT NOT NULL,     -- 发文字号, empty where none is given
  title      TEXT NOT NULL,     -- without 《》, empty where only the number is named
  PRIMARY KEY (extraction, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_rows (
  row               INTEGER NOT NULL PRIMARY KEY,
  document          INTEGER NOT NULL,
  from_place        INTEGER NOT NULL,
  to_place          INTEGER NOT NULL,
  name              TEXT NOT NULL,
  revision          INTEGER NOT NULL,
  etag              TEXT NOT NULL,
  extraction        INTEGER NOT NULL,
  create_time       INTEGER NOT NULL,
  update_time       INTEGER NOT NULL,
  delete_time       INTEGER,           -- NULL for a living document
  duplicate_of      TEXT NOT NULL,     -- empty for the representative of its cluster
  measure_count     INTEGER NOT NULL,
  indicator_count   INTEGER NOT NULL,
  title             TEXT NOT NULL,
  issuer            TEXT NOT NULL,
  publish_date      TEXT NOT NULL,
  document_number   TEXT NOT NULL,
  document_type     TEXT NOT NULL,
  region_name       TEXT NOT NULL,
  region_code       TEXT NOT NULL,
  validity          INTEGER NOT NULL,
  effective_date    TEXT NOT NULL,
  repeal_date       TEXT NOT NULL,
  secrecy_mark      TEXT NOT NULL,
  openness_mark     TEXT NOT NULL,
  source_uri        TEXT NOT NULL,
  source_sha256     TEXT NOT NULL,
  media_type        TEXT NOT NULL,
  text_sha256       TEXT NOT NULL,
  text_length       INTEGER NOT NULL,
  extractor_version TEXT NOT NULL,
  record            BLOB NOT NULL      -- Document without text and without what the columns above hold for the store
) STRICT;

CREATE TABLE extractions (
  extraction        INTEGER NOT NULL PRIMARY KEY,
  document          INTEGER NOT NULL,
  text_sha256       TEXT NOT NULL,
  extractor_version TEXT NOT NULL,
  structure         BLOB NOT NULL,  -- sections and entities
  facts             BLOB NOT NULL   -- document fields, measures and indicators, without the text of the document
) STRICT;

CREATE TABLE indicator_rows (
  row          INTEGER NOT NULL PRIMARY KEY,
  document     INTEGER NOT NULL,
  from_place   INTEGER NOT NULL,
  to_place     INTEGER NOT NULL,
  name         TEXT NOT NULL,
  ordinal      INTEGER NOT NULL,
  measure      INTEGER NOT NULL,  -- ordinal of its measure, -1 for none
  digest       BLOB NOT NULL,
  value        BLOB,              -- decimals as order-preserving keys, NULL where absent
  from_value   BLOB,
  lower_bound  BLOB,
  upper_bound  BLOB,
  unit         TEXT NOT NULL,
  dimension    TEXT NOT NULL,     -- of the unit; empty where there is no unit
  qualifier    INTEGER NOT NULL,
  kind         INTEGER NOT NULL,
  target       INTEGER NOT NULL,
  subject      TEXT NOT NULL,
  period_start TEXT NOT NULL,
  period_end   TEXT NOT NULL,
  part_of      INTEGER NOT NULL,
  restates     INTEGER NOT NULL,
  confidence   INTEGER NOT NULL,
  text         TEXT NOT NULL,
  record       BLOB NOT NULL
, review_state INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE measure_elements (
  row   INTEGER NOT NULL,
  field INTEGER NOT NULL,  -- field number in the proto message
  value TEXT NOT NULL,
  PRIMARY KEY (row, field, value)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE measure_rows (
  row        INTEGER NOT NULL PRIMARY KEY,
  document   INTEGER NOT NULL,
  from_place INTEGER NOT NULL,
  to_place   INTEGER NOT NULL,
  name       TEXT NOT NULL,
  ordinal    INTEGER NOT NULL,  -- the index by which indicators refer to it
  digest     BLOB NOT NULL,     -- canonical digest of the record
  label      TEXT NOT NULL,
  heading    TEXT NOT NULL,
  part       INTEGER NOT NULL,
  topic      TEXT NOT NULL,
  status     INTEGER NOT NULL,
  record     BLOB NOT NULL,     -- Measure without text
  text       TEXT NOT NULL      -- last: a long text must not stand between a reader and the record
, review_state INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE measure_statuses (
  row    INTEGER NOT NULL,  -- of measure_rows
  since  TEXT NOT NULL,     -- first day, YYYY-MM-DD; empty where not known
  until  TEXT NOT NULL,     -- first day no longer; 9999-12-31 for the present one
  status INTEGER NOT NULL,  -- enum MeasureStatus
  PRIMARY KEY (row, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_results (
  request_id          TEXT NOT NULL REFERENCES requests (request_id) ON DELETE CASCADE,
  item                INTEGER NOT NULL,
  name                TEXT NOT NULL,
  outcome             INTEGER NOT NULL,
  revision            INTEGER NOT NULL,
  etag                TEXT NOT NULL,
  extraction_outdated INTEGER NOT NULL,
  duplicate_of        TEXT NOT NULL,
  PRIMARY KEY (request_id, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  request_id  TEXT NOT NULL PRIMARY KEY,
  digest      BLOB NOT NULL,     -- of the request: another request may not use the same id
  place       INTEGER NOT NULL,  -- position of the answer
  commit_time INTEGER NOT NULL
) STRICT;

CREATE TABLE search_dead (
  row INTEGER NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE search_postings (
  segment    INTEGER NOT NULL,
  first_term INTEGER NOT NULL,
  part       INTEGER NOT NULL,  -- number of the block in its segment
  data       BLOB NOT NULL
) STRICT;

CREATE TABLE search_rows (
  segment   INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  data      BLOB NOT NULL
) STRICT;

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

CREATE TABLE sources (
  sha256 TEXT NOT NULL PRIMARY KEY,
  bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE store_info (
  key   TEXT NOT NULL PRIMARY KEY,  -- store_id, epoch, change_horizon
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE texts (
  sha256 TEXT NOT NULL PRIMARY KEY,
  text   TEXT NOT NULL
) STRICT;

CREATE VIEW documents AS SELECT * FROM document_rows WHERE to_place = 9223372036854775807;

CREATE VIEW indicators AS SELECT * FROM indicator_rows WHERE to_place = 9223372036854775807;

CREATE VIEW links AS SELECT * FROM measure_links WHERE to_place = 9223372036854775807;

CREATE VIEW measures AS SELECT * FROM measure_rows WHERE to_place = 9223372036854775807;

