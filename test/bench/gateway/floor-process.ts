/** The floor: what the same HTTP server and the same PostgreSQL do with one prepared statement, and nothing else. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { serveParent } from './child.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });

/** The same rows as in the house, plainly indexed. */
const TABLES = `DROP TABLE IF EXISTS floor_resource, floor_observation;
  CREATE TABLE floor_resource AS SELECT id, content FROM resource WHERE until_tx IS NULL AND NOT deleted;
  ALTER TABLE floor_resource ADD PRIMARY KEY (id);
  CREATE TABLE floor_observation AS
    SELECT id, content, dist AS patient, content::jsonb #>> '{code,coding,0,code}' AS code,
      content::jsonb ->> 'effectiveDateTime' AS day
    FROM resource WHERE type = 'Observation' AND until_tx IS NULL AND NOT deleted;
  CREATE INDEX ON floor_observation (patient, code, day);
  ANALYZE floor_resource; ANALYZE floor_observation`;

const server = createServer((request, response) => {
  void answer(request).then(
    (text) => response.setHeader('Content-Type', 'application/fhir+json').end(text),
    () => response.writeHead(500).end(),
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

serveParent<object>(
  async () => {
    await pool.query(TABLES);
    return { url };
  },
  async () => {
    server.close();
    server.closeAllConnections();
    await pool.end();
  },
);

async function answer(request: IncomingMessage): Promise<string> {
  if (request.method === 'POST') return create(await bodyOf(request));
  const [path = '', query] = (request.url ?? '').split('?');
  return query === undefined ? read(path.split('/').at(-1) ?? '') : search(new URLSearchParams(query));
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

async function create(body: string): Promise<string> {
  const id = randomUUID();
  const content = JSON.stringify({ ...JSON.parse(body), id });
  await pool.query({
    name: 'c',
    text: 'INSERT INTO floor_resource (id, content) VALUES ($1, $2)',
    values: [id, content],
  });
  return content;
}

async function read(id: string): Promise<string> {
  const statement = { name: 'r', text: 'SELECT content FROM floor_resource WHERE id = $1', values: [id] };
  const { rows } = await pool.query<{ content: string }>(statement);
  return rows[0]?.content ?? '';
}

async function search(query: URLSearchParams): Promise<string> {
  const text = 'SELECT content FROM floor_observation WHERE patient = $1 AND code = $2 AND day >= $3 AND day < $4';
  const [, code] = (query.get('code') ?? '').split('|');
  const [from, to] = query.getAll('date').map((day) => day.slice(2));
  const { rows } = await pool.query<{ content: string }>({
    name: 's',
    text,
    values: [query.get('patient'), code, from, to],
  });
  return `{"resourceType":"Bundle","type":"searchset","entry":[${rows.map(({ content }) => `{"resource":${content}}`).join(',')}]}`;
}
