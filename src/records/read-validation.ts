/** Reads what a $validate asks (R4 §3.2.0.6): a resource, or Parameters that hold it with a mode and profiles. */
import type { Resource } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, refuse } from '#fhir';
import type { Places } from '#validation';

const MODES = ['create', 'update', 'delete', 'profile'] as const;
export type ValidateMode = (typeof MODES)[number];

/** A $validate as it was sent. */
export interface ValidateRequest {
  readonly type: string;
  /** The stored resource that is meant; absent where only a type is. */
  readonly id?: string;
  readonly body?: Resource | undefined;
  /** Where the members of the body stand in its text. */
  readonly positions?: Places | undefined;
  readonly query: URLSearchParams;
}

/** What is to be validated, and as what. */
export interface ValidateAsked {
  readonly resource?: Resource;
  readonly mode?: ValidateMode;
  readonly profiles: readonly string[];
}

/** The question; or 400 `mode-unknown`, `profile-needed`, `parameters-malformed`, `mode-needs-instance`, `resource-needed`. */
export function readValidation({ type, id, body, query }: ValidateRequest): ValidateAsked | Refusal {
  const wraps = body?.resourceType === 'Parameters' && type !== 'Parameters';
  const sent = wraps ? readParameters(body) : { ...(body === undefined ? {} : { resource: body }), profiles: [] };
  if (isRefusal(sent)) return sent;
  const mode = sent.mode ?? query.get('mode') ?? undefined;
  const profiles = [...new Set([...sent.profiles, ...query.getAll('profile')])];
  if (mode !== undefined && !isMode(mode)) return modeUnknown(mode);
  if (mode === 'profile' && profiles.length === 0) return PROFILE_NEEDED;
  if (id === undefined && (mode === 'update' || mode === 'delete')) return modeNeedsInstance(mode);
  if (id === undefined && sent.resource === undefined) return RESOURCE_NEEDED;
  const { resource } = sent;
  return { profiles, ...(resource === undefined ? {} : { resource }), ...(mode === undefined ? {} : { mode }) };
}

const isMode = (mode: string): mode is ValidateMode => (MODES as readonly string[]).includes(mode);

interface Sent {
  readonly resource?: Resource;
  readonly mode?: string;
  readonly profiles: readonly string[];
}

function readParameters(body: Resource): Sent | Refusal {
  const { parameter = [] } = body as { parameter?: unknown };
  if (!Array.isArray(parameter)) return malformed('Parameters.parameter');
  let resource: Resource | undefined;
  let mode: string | undefined;
  const profiles: string[] = [];
  for (const [index, one] of parameter.entries()) {
    const { name, ...value } = (one ?? {}) as Record<string, unknown>;
    const text = value['valueCode'] ?? value['valueUri'] ?? value['valueCanonical'] ?? value['valueString'];
    if (name === 'resource' && isResource(value['resource'])) resource = value['resource'];
    else if (name === 'mode' && typeof text === 'string') mode = text;
    else if (name === 'profile' && typeof text === 'string') profiles.push(text);
    else return malformed(`Parameters.parameter[${index}]`);
  }
  return { profiles, ...(resource === undefined ? {} : { resource }), ...(mode === undefined ? {} : { mode }) };
}

const isResource = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && typeof (value as Resource).resourceType === 'string';

const malformed = (expression: string): Refusal =>
  refuse(400, {
    code: 'parameters-malformed',
    type: 'invalid',
    expression,
    ja: 'Parameters に書けるのは resource（リソース）、mode（valueCode）、profile（valueUri、繰り返し可）だけです。',
    en: 'Parameters may hold `resource` (a resource), `mode` (valueCode) and `profile` (valueUri, repeated) only',
  });

const modeUnknown = (mode: string): Refusal =>
  refuse(400, {
    code: 'mode-unknown',
    type: 'invalid',
    expression: 'mode',
    ja: `mode「${mode}」はありません。使えるもの: ${MODES.join(', ')}`,
    en: `there is no mode \`${mode}\`; use one of ${MODES.join(', ')}`,
  });

const PROFILE_NEEDED: Refusal = refuse(400, {
  code: 'profile-needed',
  type: 'required',
  expression: 'profile',
  ja: 'mode=profile には、照らし合わせるプロファイル（profile）が必要です。',
  en: 'mode `profile` needs a `profile` to validate against',
});

const modeNeedsInstance = (mode: string): Refusal =>
  refuse(400, {
    code: 'mode-needs-instance',
    type: 'invalid',
    expression: 'mode',
    ja: `mode=${mode} は、保存されているリソースに対してだけ使えます。/fhir/型/id/$validate へ送ってください。`,
    en: `mode \`${mode}\` is about a stored resource; send it to /fhir/{type}/{id}/$validate`,
  });

const RESOURCE_NEEDED: Refusal = refuse(400, {
  code: 'resource-needed',
  type: 'required',
  expression: 'resource',
  ja: '検証するリソースがありません。本文にそのまま、または Parameters の resource として送ってください。',
  en: 'there is no resource to validate; send it as the body, or as `resource` in Parameters',
});
