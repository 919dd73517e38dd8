-- The bytes that a stored CDA document was last made of, as a digest: the same bytes again are the same document, however
-- the rules read them by then. `document` is the id of its Bundle.
CREATE TABLE cda_receipt (
  holder text NOT NULL,
  document text NOT NULL,
  digest bytea NOT NULL,
  PRIMARY KEY (holder, document)
);
