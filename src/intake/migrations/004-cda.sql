-- CDA documents are kept too where they cannot be taken in.
ALTER TABLE dead_letter DROP CONSTRAINT dead_letter_kind_check;
ALTER TABLE dead_letter ADD CONSTRAINT dead_letter_kind_check CHECK (kind IN ('message', 'document', 'form', 'records', 'cda'));
