-- Jobs of several kinds and with a limit of their own; items that know how often the service died with them.

ALTER TABLE jobs ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;           -- JobKind of job.h
ALTER TABLE jobs ADD COLUMN max_in_flight INTEGER NOT NULL DEFAULT 0;  -- 0: as many as the service allows

-- Times the item was handed out and neither decided nor given back: while it is under way, and after a crash.
ALTER TABLE items ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
