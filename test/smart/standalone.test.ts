import { expect, test } from 'vitest';
import { PERSON_B } from '../gateway.ts';
import { askToken, authorizeUrl, CALLBACK, pkce, smartHouse, walkThrough } from './house.ts';

const house = await smartHouse();

test('a social worker signs in, chooses a person, and the app reads with what was granted', async () => {
  const { verifier, challenge } = pkce();
  const browser = house.browser();
  const first = await browser.open(
    authorizeUrl(house, { challenge, scope: 'openid fhirUser launch/patient offline_access patient/*.rs' }),
  );
  expect(first.html).toContain('サインイン');
  const end = await walkThrough(browser, first, {
    account: house.worker,
    answers: { patient: { patient: PERSON_B } },
  });
  if (!end.url.startsWith(CALLBACK)) throw new Error(end.html);
  const answer = new URL(end.url).searchParams;
  expect(answer.get('state')).toBe('state-of-the-app');
  const granted = await askToken(house, {
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: CALLBACK,
    client_id: 'public-app',
    code_verifier: verifier,
  });
  expect(granted.body).toEqual({});
});
