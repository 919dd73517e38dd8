-- What could not be taken in, as it came, until somebody decides. It holds what records hold, and is as closed as they are.
CREATE TABLE dead_letter (
  holder text NOT NULL,
  id uuid NOT NULL,
  client text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('mllp', 'folder', 'rest', 'cli')),
  kind text NOT NULL CHECK (kind IN ('message', 'document', 'form')),
  query text NOT NULL,
  bytes bytea NOT NULL,
  digest bytea NOT NULL,
  corrected bytea,
  issues jsonb NOT NULL,
  received timestamptz NOT NULL,
  latest timestamptz NOT NULL,
  attempts int NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'replayed', 'replaced', 'dismissed')),
  settled timestamptz,
  settled_by text,
  note text,
  PRIMARY KEY (holder, id)
);
-- What comes again in the same way waits once.
CREATE UNIQUE INDEX dead_letter_waiting ON dead_letter (holder, client, kind, query, digest) WHERE state = 'waiting';
CREATE INDEX dead_letter_by_id ON dead_letter (id);
CREATE INDEX dead_letter_by_time ON dead_letter (received);

-- What a sender of messages was answered, so that the same message gets the same answer. `code` is that of MSA-1.
CREATE TABLE message_receipt (
  sender text NOT NULL,
  control_id text NOT NULL,
  digest bytea NOT NULL,
  code text NOT NULL,
  issues jsonb NOT NULL,
  letter uuid,
  received timestamptz NOT NULL,
  PRIMARY KEY (sender, control_id, digest)
);
CREATE INDEX message_receipt_by_time ON message_receipt (received);
CREATE INDEX message_receipt_by_letter ON message_receipt (letter) WHERE letter IS NOT NULL;

-- The files of a watched folder that were dealt with, by their place below it. `written` are the versions that came of one.
CREATE TABLE watched_file (
  client text NOT NULL,
  path text NOT NULL,
  digest bytea NOT NULL,
  size bigint NOT NULL,
  modified double precision NOT NULL,
  state text NOT NULL CHECK (state IN ('stored', 'kept', 'superseded', 'undone')),
  written jsonb NOT NULL,
  letter uuid,
  seen timestamptz NOT NULL,
  PRIMARY KEY (client, path)
);
CREATE INDEX watched_file_by_letter ON watched_file (letter) WHERE letter IS NOT NULL;
