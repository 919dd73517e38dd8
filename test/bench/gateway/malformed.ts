/** What is sent wrong to every endpoint of the authorization server, each with how long its answer takes. */

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const ASSERTION =
  'client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=';
const LONG = 'x'.repeat(50_000);

const BODIES: readonly string[] = [
  '',
  'grant_type=not_a_grant_type',
  'grant_type=client_credentials',
  'grant_type=client_credentials&client_id=nobody',
  'grant_type=client_credentials&grant_type=client_credentials',
  `grant_type=client_credentials&${ASSERTION}x.y.z`,
  `grant_type=client_credentials&${ASSERTION}${LONG}`,
  'grant_type=authorization_code&code=x&client_id=bench-secret&redirect_uri=x',
  'grant_type=refresh_token&refresh_token=x',
  'token=x',
  'token=x&token=y',
  `token=${LONG}`,
  '%00%ff=%ff',
];
const PATHS = [
  '/oauth/token',
  '/oauth/token/introspection',
  '/oauth/token/revocation',
  '/oauth/authorize',
  '/oauth/launch',
];
const HEADERS: readonly Record<string, string>[] = [
  FORM,
  { 'Content-Type': 'application/json' },
  { ...FORM, Authorization: 'Basic !!!' },
  { ...FORM, Authorization: `Basic ${Buffer.from('bench-secret:wrong').toString('base64')}` },
  { ...FORM, Authorization: 'Bearer x' },
];

/** Milliseconds of each answer, one after the other; throws where one is no refusal. */
export async function malformedTimes(url: string): Promise<number[]> {
  const times: number[] = [];
  for (const path of PATHS) {
    for (const headers of HEADERS) {
      for (const body of BODIES) {
        const begun = performance.now();
        const response = await fetch(`${url}${path}`, { method: 'POST', headers, body, redirect: 'manual' });
        await response.arrayBuffer();
        times.push(performance.now() - begun);
        if (response.status >= 500 || response.status === 200)
          throw new Error(`${path} ${body.slice(0, 80)}: ${response.status}`);
      }
    }
  }
  return times;
}
