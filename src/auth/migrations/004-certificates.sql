-- Certificates by which a client proves itself in the TLS connection, as PEM.

ALTER TABLE auth_client ADD COLUMN certificates text[] NOT NULL DEFAULT '{}';
