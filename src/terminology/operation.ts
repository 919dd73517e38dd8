/** What an operation of R4 is here: a shape of parameters, and an answer over what is loaded. */
import type { Coding, ConceptMap, Parameters, Resource, ValueSet } from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import type { Stamp } from './expand.ts';
import { type Asked, readParameters, type Shape } from './read-parameters.ts';
import { notLoaded, parameterWrong } from './refusals.ts';
import type { Terminology } from './terminology.ts';

export interface Around {
  readonly terminology: Terminology;
  readonly stamp: Stamp;
  /** The canonical of the definition that the operation is called on, `…/ValueSet/x/$expand`. */
  readonly instance?: string | undefined;
}

export interface Operation {
  readonly shape: Shape;
  /** The parameter that a body which is no Parameters stands for, e.g. a ValueSet posted to `$expand`. */
  readonly bare?: string;
  run(parameters: Parameters, around: Around): Resource | Refusal;
}

/** Puts a shape and its answer together, so that the answer gets its parameters checked and typed. */
export function operation<const S extends Shape>(
  shape: S,
  answer: (asked: Asked<S>, around: Around) => Resource | Refusal,
  bare?: string,
): Operation {
  return {
    shape,
    ...(bare === undefined ? {} : { bare }),
    run(parameters, around) {
      const asked = readParameters(parameters, shape);
      return isRefusal(asked) ? asked : answer(asked, around);
    },
  };
}

/** `url|version` of a definition that is named, or that the operation is called on. */
export function canonicalOf(
  url: string | undefined,
  version: string | undefined,
  { instance }: Around,
): string | undefined {
  const named = instance ?? url;
  return named === undefined || version === undefined || named.includes('|') ? named : `${named}|${version}`;
}

interface Canonical {
  readonly resourceType: string;
  readonly version?: string | undefined;
}

/** The definition under a canonical; another version than the one that is named is not it. */
export function loaded<T extends Canonical>(kind: string, canonical: string, found: T | undefined): T | Refusal {
  const version = canonical.split('|', 2)[1];
  return found === undefined || (version !== undefined && found.version !== version)
    ? notLoaded(kind, canonical)
    : found;
}

/** A set that comes with a request may ask for no more than its sender could; a pattern could keep the house busy for ever. */
export function checkInline(resource: ValueSet): Refusal | undefined {
  const { include = [], exclude = [] } = resource.compose ?? {};
  const patterned = [...include, ...exclude].some(({ filter = [] }) => filter.some(({ op }) => op === 'regex'));
  return patterned
    ? parameterWrong(
        'valueSet',
        '送られた値セットでは regex を使えません。',
        'a value set that is sent may not filter by `regex`',
      )
    : undefined;
}

/** The resource of an inline parameter, when it is of the right type. */
export function inlineOf<T extends ValueSet | ConceptMap>(
  name: string,
  type: T['resourceType'],
  given: Resource | undefined,
): T | undefined | Refusal {
  if (given === undefined || given.resourceType === type) return given as T | undefined;
  return parameterWrong(name, `${type} を送ってください。`, `send a \`${type}\`, not a \`${given.resourceType}\``);
}

interface CodeGiven {
  readonly code?: string;
  readonly system?: string | undefined;
  readonly version?: string | undefined;
  readonly display?: string;
  readonly coding?: Coding;
  readonly codeableConcept?: { readonly coding?: readonly Coding[] };
}

/** The codings that a request is about: exactly one of code, coding and codeableConcept. */
export function codingsOf(asked: CodeGiven): readonly Coding[] | Refusal {
  const { code, system, version, display, coding, codeableConcept } = asked;
  if ([code, coding, codeableConcept].filter((one) => one !== undefined).length !== 1)
    return parameterWrong(
      'code',
      'code、coding、codeableConcept のどれか一つを送ってください。',
      'send exactly one of code, coding and codeableConcept',
    );
  if (display !== undefined && code === undefined)
    return parameterWrong('display', 'code と一緒に送ってください。', 'send it together with code');
  const codings: readonly Coding[] =
    code === undefined
      ? coding === undefined
        ? (codeableConcept?.coding ?? [])
        : [coding]
      : [{ code, ...(system ? { system } : {}), ...(version ? { version } : {}), ...(display ? { display } : {}) }];
  const whole = codings.filter((one) => one.system !== undefined && one.code !== undefined);
  if (
    whole.length > 0 &&
    whole.length <= CODINGS_MAX &&
    (codeableConcept !== undefined || whole.length === codings.length)
  )
    return whole;
  return codings.length > CODINGS_MAX
    ? parameterWrong(
        'codeableConcept',
        `coding は ${CODINGS_MAX} 個までです。`,
        `it may have ${CODINGS_MAX} codings at most`,
      )
    : parameterWrong('system', 'コードにはコード体系（system）が必要です。', 'a code needs its system');
}

const CODINGS_MAX = 100;
