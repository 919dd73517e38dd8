-- People who sign in at another issuer: whom an administrator linked to which user, and the sign-ins under way there.

CREATE TABLE auth_user_link (
  issuer    text NOT NULL,
  -- The value of the claim that names the person there.
  subject   text NOT NULL,
  user_id   text NOT NULL REFERENCES auth_user (id) ON DELETE CASCADE,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX auth_user_link_user ON auth_user_link (user_id);

-- Known by the digest of its state, good once, and only in the browser that holds the secret of the other digest.
CREATE TABLE auth_federation (
  id          text PRIMARY KEY,
  browser     text NOT NULL,
  interaction text NOT NULL,
  nonce       text NOT NULL,
  verifier    text NOT NULL,
  -- The person must have signed in there at this moment or later; null where no such moment was asked for.
  fresh_since timestamptz,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX auth_federation_expiry ON auth_federation (expires_at);
