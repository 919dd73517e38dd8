-- Whose audit this is, so that heads of several houses can be told apart; and up to where records were erased, as a hint of
-- where to go on: what may be empty is told by the chain.
CREATE TABLE audit_house (place boolean PRIMARY KEY DEFAULT true CHECK (place), id uuid NOT NULL, erased bigint NOT NULL DEFAULT 0);
INSERT INTO audit_house (id) VALUES (gen_random_uuid());

-- Roots of whole blocks of 1,024 records: what a tree over millions of records is made from.
CREATE TABLE audit_block (block bigint PRIMARY KEY, root bytea NOT NULL);

-- Signed heads of the tree over all records of a moment; and those that partners gave.
CREATE TABLE audit_tree_head (size bigint PRIMARY KEY, made timestamptz NOT NULL, content text NOT NULL);
CREATE TABLE audit_partner_head (
  house uuid NOT NULL,
  size bigint NOT NULL,
  root bytea NOT NULL,
  received timestamptz NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (house, size, root)
);
