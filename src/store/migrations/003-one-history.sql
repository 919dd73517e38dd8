-- One table holds every version: the current one is that which no transaction has ended. A search walks its pages over the
-- versions that its first page saw, so what was superseded stays searchable for a while.
ALTER TABLE resource RENAME TO resource_before;
ALTER INDEX resource_pkey RENAME TO resource_before_pkey;
ALTER INDEX resource_by_id RENAME TO resource_before_by_id;
ALTER INDEX resource_by_update RENAME TO resource_before_by_update;
ALTER INDEX resource_by_key RENAME TO resource_before_by_key;

-- `dist` is the distribution key: the patient that the resource is about, else the resource itself.
-- `from_tx` and `until_tx` are the transactions that made the version and ended it.
-- `sorts` holds the least and greatest value by search parameter, `texts` the words of coded values; `indexed` is the digest
-- of the search parameters that the index values were drawn by.
-- The columns from `patients` to `custodian` are what a consent decision needs to know of a row, written with it.
CREATE TABLE resource (
  dist uuid NOT NULL,
  type text NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  updated timestamptz NOT NULL,
  deleted boolean NOT NULL,
  from_tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  until_tx xid8,
  content text NOT NULL,
  keys bigint[] NOT NULL,
  sorts jsonb NOT NULL,
  texts jsonb NOT NULL,
  indexed text NOT NULL,
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
  PRIMARY KEY (dist, type, id, version)
);

INSERT INTO resource
  SELECT v.dist, v.type, v.id, v.version, v.updated, v.deleted, '3'::xid8,
    CASE WHEN v.version = max(v.version) OVER (PARTITION BY v.type, v.id) THEN NULL ELSE '3'::xid8 END,
    v.content, v.keys, '{}', '{}', '', v.members, v.patients, v.conf, v.sens, v.handling, v.classes, v.codes,
    v.clinical_start, v.clinical_end, v.authors, v.performers, v.refs, v.custodian
  FROM resource_version v;
UPDATE resource SET keys = '{}' WHERE until_tx IS NOT NULL;

-- INVARIANT: of each resource one version is current.
CREATE UNIQUE INDEX resource_current ON resource (type, id) WHERE until_tx IS NULL;
CREATE INDEX resource_by_id ON resource (id, version);
CREATE INDEX resource_by_update ON resource (type, updated, id);
-- Without a pending list: it would slow every exact lookup to spare a little at each write.
CREATE INDEX resource_by_key ON resource USING gin (keys) WITH (fastupdate = off);
-- What was superseded and is still searchable, for the job that ends that.
CREATE INDEX resource_superseded ON resource (updated) WHERE until_tx IS NOT NULL AND indexed <> '';

DROP TABLE resource_before, resource_version, index_date, index_string, index_quantity;

-- Of each version: times as milliseconds since 1970, quantities as written and in base units.
CREATE TABLE index_date (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL, version int NOT NULL, param text COLLATE "C" NOT NULL,
  low double precision NOT NULL, high double precision NOT NULL
);
CREATE INDEX index_date_of_resource ON index_date (id, version);
CREATE INDEX index_date_by_value ON index_date (type, param, low, high);

CREATE TABLE index_string (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL, version int NOT NULL, param text COLLATE "C" NOT NULL,
  normal text COLLATE "C" NOT NULL, exact text COLLATE "C" NOT NULL
);
CREATE INDEX index_string_of_resource ON index_string (id, version);
-- A text may be longer than an index can hold: its beginning is enough to find it by.
CREATE INDEX index_string_by_value ON index_string (type, param, left(normal, 200) text_pattern_ops);

CREATE TABLE index_quantity (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL, version int NOT NULL, param text COLLATE "C" NOT NULL,
  low double precision NOT NULL, high double precision NOT NULL, system text NOT NULL, code text NOT NULL, unit text NOT NULL,
  base_unit text, base_low double precision, base_high double precision
);
CREATE INDEX index_quantity_of_resource ON index_quantity (id, version);
CREATE INDEX index_quantity_by_value ON index_quantity (type, param, low, high);

-- The parts of a composite that stand together: keys of the exact ones, and at most one value that has an order.
CREATE TABLE index_composite (
  dist uuid NOT NULL, type text NOT NULL, id uuid NOT NULL, version int NOT NULL, param text COLLATE "C" NOT NULL,
  keys bigint[] NOT NULL, low double precision, high double precision, system text, code text, unit text,
  base_unit text, base_low double precision, base_high double precision,
  normal text COLLATE "C", exact text COLLATE "C"
);
CREATE INDEX index_composite_of_resource ON index_composite (id, version);
CREATE INDEX index_composite_by_param ON index_composite (type, param);

-- The key of one exact value, as the gateway reckons it.
CREATE FUNCTION search_key(text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
  $$ SELECT ('x' || encode(substr(sha256(convert_to($1, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint $$;

-- All words of a resource, or of one place in it: what cannot be read has none.
CREATE FUNCTION words_of(content text, narrative boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
BEGIN
  IF narrative THEN
    RETURN replace(replace(replace(replace(replace(regexp_replace(content::jsonb #>> '{text,div}', '<[^>]*>', ' ', 'g'),
      '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&amp;', '&');
  END IF;
  -- Nothing is found across the end of one text and the beginning of the next.
  RETURN (SELECT string_agg(word #>> '{}', E'\x01')
    FROM jsonb_path_query(content::jsonb, 'strict $.**') AS word WHERE jsonb_typeof(word) = 'string');
EXCEPTION WHEN data_exception THEN
  RETURN '';
END $$;

-- How far the index of each type has come to what its search parameters are now.
CREATE TABLE index_state (
  type text PRIMARY KEY,
  parameters text NOT NULL,
  wanted bigint NOT NULL,
  done bigint NOT NULL,
  finished boolean NOT NULL
);

-- An id as it is written in a reference; nothing for what is no UUID and so leads to no resource of this house.
CREATE FUNCTION uuid_of(text) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
  $$ SELECT CASE WHEN $1 ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN $1::uuid END $$;
