-- The people of a permit as rows, so that a statement names their list, however many they are and however many decisions are
-- made about them. A list is never changed: its id is drawn from what it holds. One that nobody used for days is removed.
CREATE TABLE permit_list (id uuid PRIMARY KEY, used timestamptz NOT NULL);
CREATE INDEX permit_list_by_use ON permit_list (used);

-- A decision: the number of its form, whose text stands in the statement, and the values that the form asks for.
CREATE DOMAIN word_list AS text[];
CREATE TABLE permit_formula (
  list uuid NOT NULL,
  number int NOT NULL,
  form int NOT NULL,
  lists word_list[] NOT NULL,
  levels int[] NOT NULL,
  moments timestamptz[] NOT NULL,
  PRIMARY KEY (list, number)
);

CREATE TABLE permit_person (
  list uuid NOT NULL,
  person text COLLATE "C" NOT NULL,
  formula int NOT NULL,
  PRIMARY KEY (list, person)
);
-- They are looked at row by row: unpacking them each time would cost more than the decision.
ALTER TABLE permit_formula ALTER COLUMN lists SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160);
