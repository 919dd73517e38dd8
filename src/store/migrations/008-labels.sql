-- By which version of the rules a row was labelled: of another version than today's, it counts as unlabelled. What was
-- there before is of none. `label_basis` is what its labels rest on besides its content, where that is anything; as text,
-- since labels keep the order in which they came.
ALTER TABLE resource ADD COLUMN labelled text COLLATE "C" NOT NULL DEFAULT 'before';
ALTER TABLE resource ALTER COLUMN labelled SET DEFAULT '';
ALTER TABLE resource ADD COLUMN label_basis json;
-- What other rules labelled is found at once, however much is not.
CREATE INDEX resource_by_labels ON resource (labelled);
