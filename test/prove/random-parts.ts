/** What random stores are made of: names, labels, and resources with all of their versions. */
import { createHash } from 'node:crypto';
import { codeSystemUrl } from '../../src/fhir/index.ts';
import type { Dice } from '../consent/random-world.ts';
import type { Json } from './store-rows.ts';

/** A resource as all of its versions, the oldest first; `deleted` when it ended so. */
export interface Drafted {
  readonly versions: readonly Json[];
  readonly custodian: string | null;
  readonly deleted?: boolean;
  readonly members?: readonly string[];
}

export const draft = (resource: Json, custodian: string | null): Drafted => ({ versions: [resource], custodian });

/** The same name is the same id in every world; names of one letter and a number are those of the consent room's world. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

export const OFFICES = ['o1', 'o2', 'o3', 'o4'].map((name) => `Organization/${uuidOf(name)}`);

export const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
export const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

export const FAMILY = { system: codeSystemUrl('jp-chiiki-ikou-category'), code: 'family' };

export const randomLabel = (d: Dice): Json =>
  d.one([
    ...['N', 'N', 'N', 'R', 'V', 'L'].map((code) => ({ system: CONFIDENTIALITY, code })),
    ...['PSY', 'PSY', 'SUD', 'SDV', 'NOPAT'].map((code) => ({ system: ACT, code })),
    FAMILY,
  ]);

export const WORDS = ['面談', '入院', '服薬', 'alpha', 'ベータ'];
const STATUS: Readonly<Record<string, readonly string[]>> = {
  Observation: ['final', 'amended', 'preliminary'],
  CarePlan: ['active', 'draft'],
  Encounter: ['finished', 'in-progress'],
  Procedure: ['completed', 'in-progress'],
};

export const to = (type: string, name: string) => ({ reference: `${type}/${uuidOf(name)}` });
export const patient = (d: Dice) => to('Patient', d.one(['a', 'a', 'b', 'b', 'e']));

/** A reference that says more than where it leads. */
export const telling = (d: Dice, reference: Json): Json => ({
  ...reference,
  ...(d.chance(0.5) ? { display: d.one(WORDS) } : {}),
  ...(d.chance(0.5) ? { identifier: { system: 'urn:refs', value: d.one(['1', '2']) } } : {}),
});
export const staff = (d: Dice) =>
  telling(
    d,
    d.one([to('Practitioner', d.one(['p1', 'p2', 'p3'])), to('PractitionerRole', d.one(['r1', 'r2'])), patient(d)]),
  );

/** What R4 asks of each type, words to be found by, and labels. */
export function dressed(d: Dice, resource: Json): Json {
  const type = String(resource['resourceType']);
  const { meta, ...rest } = resource;
  const labels = Array.from({ length: d.one([0, 1, 1, 2]) }, () => randomLabel(d));
  return {
    ...rest,
    meta: {
      ...meta,
      ...((meta?.security ?? labels).length > 0 ? { security: meta?.security ?? labels } : {}),
      ...(d.chance(0.3) ? { tag: [{ system: 'urn:tags', code: d.one(['t1', 't2']) }] } : {}),
    },
    ...(d.chance(0.7)
      ? {
          text: {
            status: 'generated',
            div: `<div xmlns="http://www.w3.org/1999/xhtml">${d.one(WORDS)} ${d.one(WORDS)}</div>`,
          },
        }
      : {}),
    ...(STATUS[type] && !rest['status'] ? { status: d.one(STATUS[type]) } : {}),
    ...(d.chance(0.4)
      ? {
          identifier: ['Composition', 'Bundle', 'QuestionnaireResponse'].includes(type)
            ? { system: 'urn:i', value: d.one(['1', '2', '3']) }
            : [{ system: 'urn:i', value: d.one(['1', '2', '3']) }],
        }
      : {}),
  };
}

export const made = (resourceType: string, name: string, rest: Json): Json => ({
  resourceType,
  id: uuidOf(name),
  ...rest,
});
