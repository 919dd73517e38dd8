-- Every event with its place in the chain. Only digests are chained, so that an event may be erased after its retention.
CREATE TABLE audit_event (
  number bigint PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  recorded timestamptz NOT NULL,
  kind text NOT NULL,
  patients text[] NOT NULL,
  content text NOT NULL,
  digest bytea NOT NULL,
  chained bytea NOT NULL
);
CREATE INDEX audit_event_by_patient ON audit_event USING gin (patients);
CREATE INDEX audit_event_by_time ON audit_event (recorded);

-- The last link. Its row lock puts events of all processes into one order.
CREATE TABLE audit_head (place boolean PRIMARY KEY DEFAULT true CHECK (place), number bigint NOT NULL, chained bytea NOT NULL);
INSERT INTO audit_head (number, chained) VALUES (0, '\x0000000000000000000000000000000000000000000000000000000000000000');
