-- Jobs, their items, and the bytes of items that are not yet stored elsewhere. Times are microseconds since 1970, UTC.

CREATE TABLE jobs (
  job INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  request_id TEXT UNIQUE,                 -- of the call that made it
  resume_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  state INTEGER NOT NULL,                 -- JobState of job.h
  more_items INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  start_time INTEGER,
  end_time INTEGER,
  last_number INTEGER NOT NULL DEFAULT 0,    -- of its items
  last_sequence INTEGER NOT NULL DEFAULT 0   -- of its decisions
) STRICT;

-- At most one unfinished job for each piece of work.
CREATE UNIQUE INDEX unfinished_jobs ON jobs (resume_key) WHERE resume_key <> '' AND state IN (1, 2, 3);
CREATE INDEX jobs_by_state ON jobs (state, job);

CREATE TABLE items (
  item INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES jobs (job),
  number INTEGER NOT NULL,
  key TEXT NOT NULL,
  identity TEXT NOT NULL,                 -- items of one identity are worked on in order; empty: none
  description BLOB NOT NULL,              -- what the caller said of the document
  size INTEGER NOT NULL,
  received INTEGER NOT NULL,
  phase INTEGER NOT NULL,                 -- ItemPhase of job.h
  outcome INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',        -- of a dead letter
  result BLOB NOT NULL DEFAULT x'',
  measures INTEGER NOT NULL DEFAULT 0,
  indicators INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  duration INTEGER NOT NULL DEFAULT 0,    -- microseconds
  update_time INTEGER NOT NULL,
  sequence INTEGER,                       -- place in the order of decisions
  UNIQUE (job, key),
  UNIQUE (job, number)
) STRICT;

CREATE INDEX items_by_phase ON items (job, phase, number);
CREATE UNIQUE INDEX items_by_sequence ON items (job, sequence) WHERE sequence IS NOT NULL;

CREATE TABLE chunks (
  chunk INTEGER PRIMARY KEY,
  item INTEGER NOT NULL REFERENCES items (item),
  start INTEGER NOT NULL,                 -- its place in the item
  bytes BLOB NOT NULL,
  UNIQUE (item, start)
) STRICT;
