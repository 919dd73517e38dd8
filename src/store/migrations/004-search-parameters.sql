-- Search parameters that a region adds. They say nothing about any person.
CREATE TABLE search_parameter (
  id uuid PRIMARY KEY,
  url text NOT NULL UNIQUE,
  version int NOT NULL,
  updated timestamptz NOT NULL,
  content text NOT NULL
);
