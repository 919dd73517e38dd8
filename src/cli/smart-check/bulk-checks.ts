/** Bulk export (68–74), where the CapabilityStatement offers it, as the backend of the config. */
import { setTimeout as sleep } from 'node:timers/promises';
import { backendToken } from './backend.ts';
import type { Check } from './check.ts';
import { type Answer, type Members, membersOf, send } from './client/http.ts';
import { bearer, type Context, FHIR, offeredBySystem, offeredTypes } from './context.ts';
import { blocked, CheckFailed, expect, expectStatus, isText, Skipped } from './expect.ts';

const POLLS_MAX = 60;
const POLL_SECONDS_MAX = 10;
const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
const NAMES = /^(export|patient-export)$/;

export const bulkChecks: readonly Check[] = [
  {
    number: 68,
    ja: 'CapabilityStatement に $export がある',
    en: 'the CapabilityStatement lists $export',
    spec: 'BD',
    run: async (context) => {
      await exportAddress(context);
      return undefined;
    },
  },
  {
    number: 69,
    ja: 'トークンなしの $export は 401 である',
    en: '$export without a token is 401',
    spec: 'BD',
    run: async (context) => {
      expectStatus(await send(await exportAddress(context), { headers: ASYNC }), 401);
      return undefined;
    },
  },
  {
    number: 70,
    ja: 'Prefer: respond-async の $export は 202 と Content-Location を返す',
    en: '$export with Prefer: respond-async is 202 with Content-Location',
    spec: 'BD',
    run: async (context) => {
      const answer = await kickedOff(context);
      expectStatus(answer, 202);
      expect(isText(answer.headers.get('content-location')), 'Content-Location', 'none', answer);
      return undefined;
    },
  },
  {
    number: 71,
    ja: '状態は 202 のあと 200 となり、transactionTime・request・requiresAccessToken・output・error を持つ',
    en: 'the status is 202, then 200 with transactionTime, request, requiresAccessToken, output and error',
    spec: 'BD',
    run: async (context) => {
      const { answer, waited } = await finished(context);
      expect(waited?.headers.get('retry-after') !== null, 'Retry-After', 'none', waited);
      expectStatus(answer, 200);
      const { transactionTime, request, requiresAccessToken, output, error } = answer.body as Record<string, unknown>;
      const types = [
        typeof transactionTime,
        typeof request,
        typeof requiresAccessToken,
        Array.isArray(output),
        Array.isArray(error),
      ];
      const wanted = ['string', 'string', 'boolean', true, true];
      expect(JSON.stringify(types) === JSON.stringify(wanted), wanted.join(', '), types.join(', '), answer);
      return undefined;
    },
  },
  {
    number: 72,
    ja: '出力には type と url があり、正しい NDJSON で、トークンなしでは断られる',
    en: 'outputs have type and url, are valid NDJSON, and are refused without a token',
    spec: 'BD',
    run: runOutputs,
  },
  {
    number: 73,
    ja: '_outputFormat（3通り）と _since を受け付ける',
    en: '_outputFormat in its three forms and _since are taken',
    spec: 'BD',
    run: async (context) => {
      for (const query of [
        ...FORMATS.map((format) => ({ _outputFormat: format })),
        { _since: '2020-01-01T00:00:00Z' },
      ]) {
        const answer = await kickOff(context, query);
        expectStatus(answer, 202);
        await cancel(context, answer);
      }
      return undefined;
    },
  },
  {
    number: 74,
    ja: '状態の DELETE は 202、そのあとの GET は 404 と OperationOutcome である',
    en: 'DELETE of the status is 202; a later GET is 404 with an OperationOutcome',
    spec: 'BD',
    run: async (context) => {
      const answer = await kickOff(context);
      expectStatus(await cancel(context, answer), 202);
      const gone = await send(statusAddress(answer), { headers: { ...FHIR, ...bearer(await backendToken(context)) } });
      expectStatus(gone, 404);
      expect(gone.body['resourceType'] === 'OperationOutcome', 'an OperationOutcome', gone.body['resourceType'], gone);
      return undefined;
    },
  },
];

const ASYNC = { ...FHIR, Prefer: 'respond-async' };

/** Where to export: of the whole system, else of all patients. */
async function exportAddress(context: Context): Promise<string> {
  if ((await offeredBySystem(context)).some((name) => NAMES.test(name))) return `${context.base}/$export`;
  const patients = (await offeredTypes(context)).find(({ type }) => type === 'Patient');
  if (patients?.operations.some((name) => NAMES.test(name))) return `${context.base}/Patient/$export`;
  throw new Skipped('提供されていません', 'not offered');
}

async function kickOff(context: Context, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const address = await exportAddress(context);
  if (!context.config.clients.backend)
    throw new Skipped('設定に `clients.backend` がありません', 'the config has no `clients.backend`');
  const headers = { ...ASYNC, ...bearer(await backendToken(context)) };
  return send(`${address}?${new URLSearchParams({ _type: 'Patient', ...query })}`, { headers });
}

const kickedOff = (context: Context): Promise<Answer> => context.once('export', () => kickOff(context));

function statusAddress({ status, headers, request }: Answer): string {
  const location = headers.get('content-location');
  if (status !== 202 || !location) throw blocked('70');
  return new URL(location, request.url).href;
}

async function cancel(context: Context, answer: Answer): Promise<Answer> {
  const headers = { ...FHIR, ...bearer(await backendToken(context)) };
  return send(statusAddress(answer), { method: 'DELETE', headers });
}

/** The status once it is no longer 202, and one of the answers before that. */
const finished = (context: Context): Promise<{ answer: Answer; waited: Answer | undefined }> =>
  context.once('export finished', async () => {
    const url = statusAddress(await kickedOff(context));
    const headers = { Accept: 'application/json', ...bearer(await backendToken(context)) };
    let answer = await send(url, { headers });
    const waited = answer.status === 202 ? answer : undefined;
    for (let polls = 0; answer.status === 202 && polls < POLLS_MAX; polls += 1) {
      const seconds = Number(answer.headers.get('retry-after'));
      await sleep(Math.min(seconds > 0 ? seconds : 1, POLL_SECONDS_MAX) * 1000);
      answer = await send(url, { headers });
    }
    return { answer, waited };
  });

async function runOutputs(context: Context): Promise<undefined> {
  const { answer } = await finished(context);
  const { output, requiresAccessToken } = answer.body as Record<string, unknown>;
  if (!Array.isArray(output)) throw blocked('71');
  if (output.length === 0) throw new CheckFailed('an output', 'none', answer);
  for (const { type, url } of output.map(membersOf)) {
    expect(isText(type) && isText(url), 'type and url', { type, url }, answer);
    const headers = { Accept: 'application/fhir+ndjson' };
    const file = await send(url, {
      headers: { ...headers, ...(requiresAccessToken ? bearer(await backendToken(context)) : {}) },
    });
    expectStatus(file, 200);
    const lines = file.text.split('\n').filter((line) => line !== '');
    const wrong = lines.find((line) => lineOf(line)['resourceType'] !== type);
    expect(wrong === undefined, `lines of JSON, each a ${type}`, wrong, file);
    if (requiresAccessToken) expectStatus(await send(url, { headers }), 401, 403);
  }
}

function lineOf(line: string): Members {
  try {
    return membersOf(JSON.parse(line));
  } catch {
    return {};
  }
}
