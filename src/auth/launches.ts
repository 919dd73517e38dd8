/** Launch handles: what an EHR or welfare system has open when it starts an app. Each is good for one app, once. */
import { randomBytes } from 'node:crypto';
import type { Sql } from '#database';
import {
  compileSchema,
  type Issue,
  isRefusal,
  type Refusal,
  refuse,
  refuseAll,
  type SchemaFault,
  schemaFaults,
} from '#fhir';
import { findClient } from './clients.ts';
import { digestOf } from './digest.ts';
import { FHIR_ID } from './people/fhir-forms.ts';
import { findNamed } from './people/user.ts';

/** What is open, in the words of SMART's launch context. */
export interface LaunchContext {
  /** Ids of the Patient and Encounter. */
  readonly patient?: string;
  readonly encounter?: string;
  readonly intent?: string;
  /** Other resources, such as the CarePlan of the 地域連携パス; never a Patient or an Encounter. */
  readonly fhirContext?: readonly { readonly reference: string; readonly role?: string }[];
  readonly need_patient_banner?: boolean;
  readonly smart_style_url?: string;
}

/** A launch as it is announced. */
export interface LaunchRequest extends LaunchContext {
  /** The app that is to be started. */
  readonly client: string;
  /** The person at the screen, by login or id; absent: whoever signs in. */
  readonly user?: string;
}

/** What the system then opens in the browser. */
export interface Launch {
  readonly launch: string;
  /** The app's launch URL with `iss` and `launch`. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** A handle that was used to begin an authorization. */
export interface StartedLaunch {
  readonly user: string | null;
  readonly context: LaunchContext;
}

const HANDLE_BYTES = 32;
const HANDLE_AGE_SECONDS_MAX = 300;
/** Neither NUL nor half a character, which no database keeps. */
const text = {
  type: 'string',
  pattern: '^[^\\u0000-\\u001f\\ud800-\\udfff]+$',
  form: { ja: '改行などの制御文字のない、空でない文字列', en: 'a text without control characters, and not empty' },
};

const conforms = compileSchema<LaunchRequest>({
  type: 'object',
  additionalProperties: false,
  required: ['client'],
  properties: {
    client: { ...text, maxLength: 64 },
    user: { ...text, maxLength: 64 },
    patient: FHIR_ID,
    encounter: FHIR_ID,
    intent: { ...text, maxLength: 200 },
    fhirContext: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['reference'],
        properties: {
          reference: {
            type: 'string',
            pattern: '^(?!Patient/|Encounter/)[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}$',
            form: {
              ja: '「CarePlan/ID」の形（Patient と Encounter は patient と encounter に）',
              en: 'a reference such as `CarePlan/id`; a Patient or an Encounter is said in `patient` or `encounter`',
            },
          },
          role: {
            type: 'string',
            pattern: '^(https?://|urn:)[!-~]+$',
            maxLength: 500,
            form: {
              ja: 'http(s):// か urn: で始まる URI',
              en: 'a URI that begins with `https://`, `http://` or `urn:`',
            },
          },
        },
      },
    },
    need_patient_banner: { type: 'boolean' },
    smart_style_url: {
      type: 'string',
      pattern: '^https?://[!-~]+$',
      maxLength: 2000,
      form: { ja: 'http(s):// で始まる URL', en: 'a URL that begins with `https://` or `http://`' },
    },
  },
});

/** Refuses what is not among the records, or does not belong together. */
export type CheckLaunch = (context: LaunchContext) => Promise<Refusal | undefined>;

interface Announcing {
  readonly now: Date;
  readonly fhirBase: string;
  readonly check: CheckLaunch;
}

/** Announces a launch; refuses with 422 what is not understood or does not hold, or a client that is no app with a launch URL. */
export async function announceLaunch(
  sql: Sql,
  input: unknown,
  { now, fhirBase, check }: Announcing,
): Promise<Launch | Refusal> {
  if (!conforms(input)) return refuseAll(422, schemaFaults(conforms).map(launchIssue));
  const { client: clientId, user, ...context } = input;
  const url = await launchUrlOf(sql, clientId);
  if (isRefusal(url)) return url;
  const refused = await check(context);
  if (refused !== undefined) return refused;
  // Whether there is such a user is not told: nobody else goes on with the launch.
  const known = user === undefined ? undefined : await findNamed(sql, user);
  const launch = randomBytes(HANDLE_BYTES).toString('base64url');
  const expiresAt = new Date(now.getTime() + HANDLE_AGE_SECONDS_MAX * 1000);
  await sql.query('INSERT INTO auth_launch (id, client_id, user_id, context, expires_at) VALUES ($1, $2, $3, $4, $5)', [
    digestOf(launch),
    clientId,
    known?.id ?? user ?? null,
    JSON.stringify(context),
    expiresAt,
  ]);
  url.searchParams.set('iss', fhirBase);
  url.searchParams.set('launch', launch);
  return { launch, url: url.href, expiresAt };
}

/** Uses a handle to begin an authorization: true once, and for its own app only. */
export async function beginLaunch(sql: Sql, launch: string, clientId: string, now: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE auth_launch SET consumed_at = $3
      WHERE id = $1 AND client_id = $2 AND consumed_at IS NULL AND expires_at > $3`,
    [digestOf(launch), clientId, now],
  );
  return rowCount === 1;
}

/** What a handle stood for, once an authorization began with it. */
export async function startedLaunch(sql: Sql, launch: string, clientId: string): Promise<StartedLaunch | undefined> {
  const { rows } = await sql.query<StartedLaunch>(
    `SELECT user_id AS "user", context FROM auth_launch
      WHERE id = $1 AND client_id = $2 AND consumed_at IS NOT NULL`,
    [digestOf(launch), clientId],
  );
  return rows[0];
}

async function launchUrlOf(sql: Sql, clientId: string): Promise<URL | Refusal> {
  const url = URL.parse((await findClient(sql, clientId))?.launchUrl ?? '');
  return (
    url ??
    refuse(422, {
      type: 'invalid',
      code: 'launch-client',
      ja: `「${clientId}」は、launchUrl を登録したアプリではありません。`,
      en: `\`${clientId}\` is no registered app with a \`launchUrl\``,
      expression: '/client',
    })
  );
}

/** A fault in what is said of a launch, at its place. */
export const launchIssue = ({ pointer, ja, en }: Omit<SchemaFault, 'path'>): Issue => ({
  severity: 'error',
  type: 'invalid',
  code: 'launch-invalid',
  ja: `起動の内容の「${pointer}」が正しくありません: ${ja}。`,
  en: `\`${pointer}\` of the launch: ${en}`,
  expression: pointer,
});
