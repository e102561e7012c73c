-- What a learner does: ticks, notes, time, runs, settings, marks and places.
-- Times are seconds since 1970. This file has been shipped, or will be: never change it.

CREATE TABLE ticks (
  item TEXT NOT NULL PRIMARY KEY,
  ticked INTEGER NOT NULL CHECK (ticked IN (0, 1)),
  time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  id TEXT NOT NULL PRIMARY KEY,
  scope TEXT NOT NULL,
  body TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_scope ON notes (scope, updated);

CREATE TABLE time_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item TEXT NOT NULL,
  started INTEGER NOT NULL,
  seconds INTEGER NOT NULL CHECK (seconds BETWEEN 1 AND 86400),
  source TEXT NOT NULL
) STRICT;
CREATE INDEX time_entries_by_start ON time_entries (started);

CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  experiment TEXT NOT NULL,
  started INTEGER NOT NULL,
  wall_seconds REAL NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'ok', 'cancelled', 'failed', 'interrupted')),
  seed INTEGER NOT NULL,
  dataset TEXT,
  dataset_sha256 TEXT,
  folder TEXT,
  message TEXT,
  params TEXT NOT NULL,
  metrics TEXT NOT NULL,
  note TEXT NOT NULL,
  starred INTEGER NOT NULL CHECK (starred IN (0, 1))
) STRICT;
CREATE INDEX runs_by_start ON runs (started);
CREATE INDEX runs_by_experiment ON runs (experiment, started);

CREATE TABLE run_artifacts (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tags (
  run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
  project TEXT NOT NULL,
  criterion INTEGER NOT NULL CHECK (criterion >= 0),
  mark INTEGER NOT NULL CHECK (mark BETWEEN 0 AND 100),
  PRIMARY KEY (project, criterion)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
  name TEXT NOT NULL PRIMARY KEY,
  page TEXT NOT NULL,
  visited INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
