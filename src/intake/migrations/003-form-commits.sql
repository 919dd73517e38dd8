-- Which filled forms were stored, by who sent them, what they had been shown and the bytes: the same form sent twice is stored
-- once. `written` are the versions that came of it; `times` counts how often it was stored, what had come of it being gone.
CREATE TABLE form_commit (
  holder text NOT NULL,
  preview text NOT NULL,
  digest bytea NOT NULL,
  written jsonb NOT NULL,
  times int NOT NULL,
  committed timestamptz NOT NULL,
  PRIMARY KEY (holder, preview, digest)
);
CREATE INDEX form_commit_by_time ON form_commit (committed);
