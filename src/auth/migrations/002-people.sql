-- The people who sign in, what they may act as, and the one-time codes for a lost device. References to a user are looked
-- at when a transaction ends, so that a backup comes back table by table in any order.

CREATE TABLE auth_user (
  id                   text PRIMARY KEY,
  -- NFKC and lower case, so that one name is one person however it is typed.
  login                text NOT NULL UNIQUE,
  name                 text NOT NULL,
  fhir_user            text NOT NULL,
  password_hash        text NOT NULL,
  password_changed_at  timestamptz NOT NULL,
  must_change_password boolean NOT NULL,
  totp_secret          text,
  -- Handed out, and not yet confirmed by a code.
  totp_pending         text,
  totp_last_step       bigint,
  failures             integer NOT NULL DEFAULT 0,
  locked_until         timestamptz,
  disabled             boolean NOT NULL DEFAULT false,
  created_at           timestamptz NOT NULL
);

CREATE TABLE auth_role (
  id           text PRIMARY KEY,
  user_id      text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  actor        text NOT NULL,
  organization text,
  purposes     text[] NOT NULL,
  name         text NOT NULL,
  created_at   timestamptz NOT NULL
);
CREATE INDEX auth_role_user ON auth_role (user_id);

-- A row is one code that was not used yet.
CREATE TABLE auth_recovery_code (
  user_id text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  digest  text NOT NULL,
  PRIMARY KEY (user_id, digest)
);
