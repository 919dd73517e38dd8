-- Apps beside backends: clients of every kind, launch handles, and what each grant was given for.

ALTER TABLE auth_client
  DROP CONSTRAINT auth_client_check,
  ALTER COLUMN actor DROP NOT NULL,
  ALTER COLUMN purpose DROP NOT NULL,
  ADD COLUMN kind text NOT NULL DEFAULT 'backend' CHECK (kind IN ('backend', 'app')),
  ADD COLUMN authentication text NOT NULL DEFAULT 'private_key_jwt',
  ADD COLUMN secret_digest text,
  ADD COLUMN redirect_uris text[] NOT NULL DEFAULT '{}',
  ADD COLUMN launch_url text,
  ADD COLUMN origins text[] NOT NULL DEFAULT '{}',
  ADD COLUMN launcher boolean NOT NULL DEFAULT false,
  ADD COLUMN dpop boolean NOT NULL DEFAULT false,
  ADD COLUMN certificate_bound boolean NOT NULL DEFAULT false,
  ADD CHECK (kind <> 'backend' OR (actor IS NOT NULL AND purpose IS NOT NULL)),
  ADD CHECK (jwks IS NULL OR jwks_url IS NULL);

-- What an EHR or welfare system has open when it starts an app. Known by its digest, used once.
CREATE TABLE auth_launch (
  id          text PRIMARY KEY,
  client_id   text NOT NULL,
  user_id     text,
  context     jsonb NOT NULL,
  expires_at  timestamptz NOT NULL,
  consumed_at timestamptz
);
CREATE INDEX auth_launch_expiry ON auth_launch (expires_at);

-- Who acts under a grant, in which role, for what purpose, about whom. With the role goes the grant's every token.
CREATE TABLE auth_context (
  grant_id   text PRIMARY KEY,
  user_id    text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  role_id    text NOT NULL REFERENCES auth_role (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  purpose    text NOT NULL,
  reason     text,
  patient    text,
  context    jsonb NOT NULL,
  -- The session with which every token ends; null for a grant that outlives it.
  session    text,
  expires_at timestamptz NOT NULL
);
CREATE INDEX auth_context_expiry ON auth_context (expires_at);
CREATE INDEX auth_context_user ON auth_context (user_id);
CREATE INDEX auth_context_role ON auth_context (role_id);
