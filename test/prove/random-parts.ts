/** What random stores are made of: names, labels, and resources with all of their versions. */
import { createHash } from 'node:crypto';
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

export const randomLabel = (d: Dice): Json =>
  d.one([
    ...['N', 'N', 'N', 'R', 'V', 'L'].map((code) => ({ system: CONFIDENTIALITY, code })),
    ...['PSY', 'PSY', 'SUD', 'SDV', 'NOPAT'].map((code) => ({ system: ACT, code })),
  ]);
