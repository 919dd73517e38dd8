-- Who may ask: registered clients, the server's own keys, and what the authorization server keeps between requests.

CREATE TABLE auth_client (
  id            text PRIMARY KEY,
  name          text NOT NULL,
  jwks          jsonb,
  jwks_url      text,
  scopes        text[] NOT NULL,
  actor         text NOT NULL,
  organization  text,
  purpose       text NOT NULL,
  introspection boolean NOT NULL,
  registered_at timestamptz NOT NULL,
  CHECK ((jwks IS NULL) <> (jwks_url IS NULL))
);

CREATE TABLE auth_key (
  use        text NOT NULL CHECK (use IN ('signing', 'cookie')),
  kid        text NOT NULL,
  secret     jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (use, kid)
);

-- One row for each token, grant, session or used assertion. Tokens are known by their digest only.
CREATE TABLE auth_state (
  model       text NOT NULL,
  id          text NOT NULL,
  payload     jsonb NOT NULL,
  grant_id    text,
  user_code   text,
  uid         text,
  expires_at  timestamptz,
  consumed_at timestamptz,
  PRIMARY KEY (model, id)
);
CREATE INDEX auth_state_grant ON auth_state (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX auth_state_user_code ON auth_state (user_code) WHERE user_code IS NOT NULL;
CREATE INDEX auth_state_uid ON auth_state (uid) WHERE uid IS NOT NULL;
CREATE INDEX auth_state_expiry ON auth_state (expires_at);
