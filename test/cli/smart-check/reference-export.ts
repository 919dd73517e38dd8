/** The bulk export of the reference server: one patient, ready at the second look. */
import { type Call, type Reply, type State, secret } from './reference-server.ts';

const NOT_FOUND = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };

export function answerExport(state: State, { method, url, headers }: Call): Reply {
  const { breaks, base, exports } = state;
  const token = state.access.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
  const id = url.searchParams.get('job');
  const isFile = url.searchParams.has('file');
  if (!token && !(isFile && breaks('72 open'))) return { status: breaks('69') ? 403 : 401 };
  if (isFile)
    return {
      status: 200,
      headers: { 'Content-Type': 'application/fhir+ndjson' },
      body: `{"resourceType":"${breaks('72') ? 'Person' : 'Patient'}","id":"p1"}\n`,
    };
  if (id === null) {
    if (breaks('73') && url.searchParams.has('_since')) return { status: 400 };
    const job = secret();
    exports.set(job, 0);
    return { status: 202, headers: breaks('70') ? {} : { 'Content-Location': `${base}/$export?job=${job}` } };
  }
  const looks = exports.get(id);
  if (looks === undefined) return { status: 404, body: NOT_FOUND };
  if (method === 'DELETE') {
    if (!breaks('74')) exports.delete(id);
    return { status: 202 };
  }
  exports.set(id, looks + 1);
  if (looks === 0) return { status: 202, headers: breaks('71 silent') ? {} : { 'Retry-After': '1' } };
  const output = [{ type: 'Patient', url: `${base}/$export?file=1` }];
  return {
    status: 200,
    body: {
      ...(breaks('71') ? {} : { transactionTime: '2026-04-01T00:00:00Z' }),
      request: url.href,
      requiresAccessToken: true,
      output,
      error: [],
    },
  };
}
