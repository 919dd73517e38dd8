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

/** What a conditional create is answered with: 201 where it made the resource, 200 where it was there, and its id. */
export interface Keyed {
  readonly status: number;
  readonly id: string | undefined;
}

/** A conditional create of one key, sent as fast as a client can; rejects when the gateway goes away. */
export function createKey(url: string, token: string, key: string): Promise<Keyed> {
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
      const id = /Observation\/([^/]+)/.exec(response.headers.location ?? '')?.[1];
      response.once('end', () => resolve({ status: response.statusCode ?? 0, id }));
      response.resume();
    });
    sending.once('error', reject);
    sending.end(body);
  });
}

/** Every key that begins with `race-`, and the ids under which it is stored. */
export const STORED_KEYS = `SELECT content::jsonb #>> '{identifier,0,value}' AS key, array_agg(DISTINCT id::text) AS ids
  FROM resource WHERE type = 'Observation' AND content LIKE '%"race-%' GROUP BY 1`;
