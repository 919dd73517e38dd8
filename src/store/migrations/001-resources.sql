-- One row per resource. `dist` is the distribution key: the patient that the resource is about, else the resource itself.
-- The columns from `patients` to `custodian` are what a consent decision needs to know of a row, written with it.
CREATE TABLE resource (
  dist uuid NOT NULL,
  type text NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  updated timestamptz NOT NULL,
  deleted boolean NOT NULL,
  content text NOT NULL,
  keys bigint[] NOT NULL,
  members text[] NOT NULL,
  patients text[] NOT NULL,
  conf smallint,
  sens text[] NOT NULL,
  handling text[] NOT NULL,
  classes text[] NOT NULL,
  codes text[] NOT NULL,
  clinical_start timestamptz,
  clinical_end timestamptz,
  authors text[] NOT NULL,
  performers text[] NOT NULL,
  refs text[] NOT NULL,
  custodian text,
  PRIMARY KEY (dist, type, id)
);
CREATE INDEX resource_by_id ON resource (type, id);
CREATE INDEX resource_by_update ON resource (type, updated, id);
-- Without a pending list: it would slow every exact lookup to spare a little at each write.
CREATE INDEX resource_by_key ON resource USING gin (keys) WITH (fastupdate = off);

CREATE TABLE resource_version (LIKE resource, PRIMARY KEY (dist, type, id, version));
CREATE INDEX resource_version_by_id ON resource_version (type, id, version);

CREATE TABLE index_date (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL,
  param text NOT NULL, low timestamptz NOT NULL, high timestamptz NOT NULL
);
CREATE INDEX index_date_of_resource ON index_date (dist, type, id);
CREATE INDEX index_date_by_patient ON index_date (dist, param, low, high);
CREATE INDEX index_date_by_value ON index_date (type, param, low, high);

CREATE TABLE index_string (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL,
  param text NOT NULL, normal text COLLATE "C" NOT NULL, exact text COLLATE "C" NOT NULL
);
CREATE INDEX index_string_of_resource ON index_string (dist, type, id);
CREATE INDEX index_string_by_value ON index_string (type, param, normal);

CREATE TABLE index_quantity (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL,
  param text NOT NULL, low double precision NOT NULL, high double precision NOT NULL, system text NOT NULL, code text NOT NULL, unit text NOT NULL
);
CREATE INDEX index_quantity_of_resource ON index_quantity (dist, type, id);
CREATE INDEX index_quantity_by_value ON index_quantity (type, param, low, high);

-- What the house knows of itself: whether it is a sandbox, the secret that signs cursors, the epoch of the directory.
CREATE TABLE house (name text PRIMARY KEY, value text NOT NULL);
