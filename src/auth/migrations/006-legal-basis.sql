-- The legal duty in which a backend asks, such as a report of abuse: what a statutory rule of the region may ask for.

ALTER TABLE auth_client ADD COLUMN legal_basis text;
