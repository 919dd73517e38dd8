-- What was found wrong with a version that was stored all the same, beside it: the resource itself stays as it came.
CREATE TABLE finding (
  dist uuid NOT NULL,
  type text NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  issues jsonb NOT NULL,
  PRIMARY KEY (dist, type, id, version)
);
