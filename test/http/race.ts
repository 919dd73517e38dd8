/** Conditional creates of many keys, sent as fast as a client can, and how many of each were made. */
import { Agent, request } from 'node:http';
import { PERSON_B } from '../gateway.ts';

const KEYS = 'https://hospital.example/keys';

const keyed = (value: string) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: '暮らしの様子' },
  identifier: [{ system: KEYS, value }],
  subject: { reference: `Patient/${PERSON_B}` },
  effectiveDateTime: '2026-11-01',
});

export const RACE_AGENT = new Agent({ keepAlive: true, maxSockets: 64 });

/** The status of a conditional create of one key, sent as fast as a client can; rejects when the gateway goes away. */
export function createKey(url: string, token: string, key: string): Promise<number> {
  const body = JSON.stringify(keyed(key));
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/fhir+json',
    'Content-Length': Buffer.byteLength(body),
    'If-None-Exist': `identifier=${KEYS}|${key}`,
    Prefer: 'return=minimal',
  };
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const options = { agent: RACE_AGENT, port, host: '127.0.0.1', method: 'POST', path: '/fhir/Observation', headers };
    const sending = request(options, (response) => {
      response.once('error', reject);
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

/** How many keys that begin with `race-` are stored how many times, as `copies: keys`. */
export const COPIES = `SELECT copies::int, count(*)::int AS keys FROM (
  SELECT content::jsonb #>> '{identifier,0,value}' AS key, count(*) AS copies
    FROM resource WHERE type = 'Observation' AND content LIKE '%"race-%' GROUP BY 1) AS made GROUP BY copies`;
