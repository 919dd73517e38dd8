/** One request made ready: who the requester stands for, the one purpose, the moment. */
import { isRefusal, type Refusal, refuse } from '#fhir';
import { ACT_REASON } from './codes.ts';
import type { Action, Context, Request } from './context.ts';
import { closureOfRequester, refusableOf } from './directory.ts';
import { isObject, textOf } from './json.ts';
import { spanOf } from './time.ts';

export interface Viewing {
  readonly actor: string | undefined;
  /** Empty when the requester stands for nobody: such a one meets no permit, mandate or default. */
  readonly closure: ReadonlySet<string>;
  /** What a refusal may name to mean them: this, the organization for which they ask, and whom they say that they belong to. */
  readonly refusable: ReadonlySet<string>;
  readonly purposes: readonly string[];
  readonly purpose: string;
  readonly action: Action;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly breakGlassReason: string | undefined;
  readonly legalBasis: string | undefined;
}

export const ACTIONS: readonly string[] = ['access', 'collect', 'use', 'disclose', 'correct'] satisfies Action[];

/** Checks a request of unknown shape: 400 for an unknown action, a date without a time, a purpose that is no text. */
export function readRequest(request: unknown): Request | Refusal {
  if (!isObject(request)) return malformed('request', request);
  const { action, time, purpose } = request;
  if (typeof action !== 'string' || !ACTIONS.includes(action)) return malformed('request.action', action);
  if (typeof time !== 'string' || !time.includes('T') || !spanOf(time)) return malformed('request.time', time);
  if (!isPurpose(purpose)) return malformed('request.purpose', purpose);
  return request as unknown as Request;
}

const isPurpose = (purpose: unknown): boolean => [purpose ?? []].flat().every((one) => typeof one === 'string');

function malformed(place: string, found: unknown): Refusal {
  const shown = JSON.stringify(found) ?? 'nothing';
  return refuse(400, {
    code: 'consent-request-malformed',
    type: 'invalid',
    ja: `判断の依頼の \`${place}\` が読めません: \`${shown}\``,
    en: `\`${place}\` of the request cannot be read: \`${shown}\``,
    expression: place,
  });
}

/** Makes a request ready. Throws when it was not read by {@link readRequest}: that is a defect of the caller. */
export function viewingOf(request: Request, context: Context): Viewing {
  const checked = readRequest(request);
  const at = spanOf(request.time)?.start;
  if (isRefusal(checked) || at === undefined) throw new RangeError('a request was decided on before it was read');
  // No code holds a space: what does is a list of several.
  const listed = [request.purpose ?? []].flat().flatMap((purpose) => purpose.split(/[\s,]+/));
  const purposes = listed.filter((code) => code !== '').map((code) => code.replace(`${ACT_REASON}|`, ''));
  const actor = textOf(request.actor);
  const closure = standingFor(actor, context, at);
  return {
    actor,
    at,
    closure,
    refusable: new Set([...closure, ...refusableOf([actor, textOf(request.organization)], context.directory, at)]),
    purposes,
    purpose: purposes[0] ?? '',
    action: request.action,
    breakGlassReason: textOf(request.btg?.reason),
    legalBasis: textOf(request.legalBasis),
  };
}

const RELATIVE = 'RelatedPerson';

/** Rules may mean every relative: one who is registered later is one too. No consent can, for it names who is there. */
function standingFor(actor: string | undefined, { directory }: Context, at: number): ReadonlySet<string> {
  const closure = closureOfRequester(actor, directory, at);
  return actor?.startsWith(`${RELATIVE}/`) ? new Set([...closure, RELATIVE]) : closure;
}
