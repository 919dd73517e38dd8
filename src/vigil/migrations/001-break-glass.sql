-- One review for each person whose record was opened in an emergency, and each session in which it was: what was looked at
-- later in the same session joins it while it is open. `patient` is empty where somebody looked without naming anyone.
CREATE TABLE break_glass_review (
  patient text NOT NULL,
  id uuid NOT NULL,
  session text NOT NULL,
  opened timestamptz NOT NULL,
  latest timestamptz NOT NULL,
  due timestamptz NOT NULL,
  requests int NOT NULL,
  client text NOT NULL,
  actor text NOT NULL,
  organization text,
  user_id text,
  reason text NOT NULL,
  categories text[] NOT NULL,
  outcome text CHECK (outcome IN ('justified', 'not-justified')),
  note text,
  reviewed timestamptz,
  reviewer text,
  PRIMARY KEY (patient, id)
);
CREATE UNIQUE INDEX break_glass_review_open ON break_glass_review (patient, session) WHERE outcome IS NULL;
CREATE INDEX break_glass_review_by_id ON break_glass_review (id);
CREATE INDEX break_glass_review_by_time ON break_glass_review (opened);

-- Each request of a review, by the id of its entry in the audit.
CREATE TABLE break_glass_look (
  patient text NOT NULL,
  entry uuid NOT NULL,
  review uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (patient, entry)
);
CREATE INDEX break_glass_look_by_entry ON break_glass_look (entry);

-- What still has to leave the house: ids and times, nothing of anybody.
CREATE TABLE break_glass_alarm (
  review uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('opened', 'overdue')),
  due timestamptz NOT NULL,
  raised timestamptz NOT NULL,
  next_try timestamptz NOT NULL,
  sent timestamptz,
  PRIMARY KEY (review, kind)
);
CREATE INDEX break_glass_alarm_waiting ON break_glass_alarm (next_try) WHERE sent IS NULL;
