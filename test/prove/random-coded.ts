/** What is asked by sets of codes, by what lies above and below, and by the type of an identifier; and what stores hold for it. */
import { type Dice, dice } from '../consent/random-world.ts';
import type { Asking } from './asking.ts';
import { counted } from './random-search.ts';
import type { Json, Version } from './store-rows.ts';

const V3 = 'http://terminology.hl7.org/CodeSystem/v3-';
const V2_IDENTIFIER = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const SOURCES = ['http://a.example', 'http://a.example/b', 'http://a.example/b/c', 'http://ab.example', 'urn:x:y'];
const PROTOCOLS = ['http://p.example/one|1', 'http://p.example/one|1.2', 'http://p.example/one/two', 'urn:p'];
const FOLLOWING = ['CarePlan', 'Communication', 'Procedure'];

/** The same versions with sources, protocols, and typed identifiers on some of them: each seed decides by itself. */
export function withCodes(seed: number, versions: readonly Version[]): Version[] {
  const d = dice(seed * 13 + 5);
  return versions.map((version) => ({ ...version, resource: coded(d, version.resource) }));
}

function coded(d: Dice, resource: Json): Json {
  const { identifier, meta, ...rest } = resource;
  const type = String(resource['resourceType']);
  const source = d.maybe(0.4, () => d.one(SOURCES));
  const typed = d.maybe(0.6, () => ({ coding: [{ system: V2_IDENTIFIER, code: d.one(['MR', 'PRN']) }] }));
  const protocol = d.maybe(0.5, () => d.one(PROTOCOLS));
  return {
    ...rest,
    meta: { ...meta, ...(source && { source }) },
    ...(identifier && { identifier: Array.isArray(identifier) ? identifier.map(dressed) : dressed(identifier) }),
    ...(protocol && FOLLOWING.includes(type) && { [d.one(['instantiatesUri', 'instantiatesCanonical'])]: [protocol] }),
    ...(type === 'Encounter' && { class: { system: `${V3}ActCode`, code: d.one(['IMP', 'ACUTE', 'AMB']) } }),
  };

  function dressed(one: Json): Json {
    return typed ? { ...one, type: typed } : one;
  }
}

type Condition = readonly [key: string, value: string];

/** For each type what it is asked by, and how others are asked by it. */
const ASKED: Readonly<Record<string, { by: (d: Dice) => Condition; through: readonly [type: string, key: string][] }>> =
  {
    Observation: {
      by: (d) =>
        d.one<Condition>([
          [`category:${setAsked(d)}`, 'http://hl7.org/fhir/ValueSet/observation-category'],
          [`status:${setAsked(d)}`, 'http://hl7.org/fhir/ValueSet/observation-status'],
          [`category:${d.one(FAMILY)}`, 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory'],
        ]),
      through: [
        ['DiagnosticReport', 'result:Observation.'],
        ['Observation', 'has-member:Observation.'],
        ['Encounter', '_has:Observation:encounter:'],
        ['Patient', '_has:Observation:patient:'],
      ],
    },
    Encounter: {
      by: (d) =>
        d.one<Condition>([
          [`class:${setAsked(d)}`, 'http://terminology.hl7.org/ValueSet/v3-ActEncounterCode'],
          [`class:${d.one(FAMILY)}`, `${V3}ActCode|${d.one(['IMP', 'ACUTE', 'AMB'])}`],
        ]),
      through: [
        ['Condition', 'encounter:Encounter.'],
        ['Composition', 'encounter:Encounter.'],
        ['Patient', '_has:Encounter:patient:'],
      ],
    },
    ...Object.fromEntries(
      ['CarePlan', 'Communication', 'Procedure'].map((type) => [
        type,
        {
          by: (d: Dice): Condition => [
            `${d.one(['instantiates-uri', 'instantiates-canonical'])}:${d.one(FAMILY)}`,
            d.one(PROTOCOLS),
          ],
          through: [
            ['Task', `focus:${type}.`],
            ['Patient', `_has:${type}:patient:`],
          ] as const,
        },
      ]),
    ),
    Patient: {
      by: (d) => [`gender:${setAsked(d)}`, 'http://hl7.org/fhir/ValueSet/administrative-gender'],
      through: [
        ['Observation', 'patient.'],
        ['Group', 'member:Patient.'],
        ['Task', 'patient.'],
      ],
    },
  };
const FAMILY = ['above', 'below'];
const setAsked = (d: Dice) => d.one(['in', 'not-in']);

const anyType = (d: Dice): Condition =>
  d.one<Condition>([
    [d.one(['_source', '_source:below', '_source:above']), d.one(SOURCES)],
    ['identifier:of-type', `${V2_IDENTIFIER}|${d.one(['MR', 'PRN'])}|${d.one(['1', '2', '3'])}`],
    [`_security:${setAsked(d)}`, 'http://terminology.hl7.org/ValueSet/v3-ConfidentialityClassification'],
    [`_security:${d.one(FAMILY)}`, `${V3}Confidentiality|${d.one(['N', 'R', 'V'])}`],
  ]);

/** A search by one such condition: plain, through a chain, or through what refers. */
export function codedReading(d: Dice): Asking {
  const type = d.one(Object.keys(ASKED));
  const { by, through } = ASKED[type] as (typeof ASKED)[string];
  const [key, value] = d.one([by, by, anyType])(d);
  const [path, prefix] = d.chance(0.5) ? [type, ''] : d.one(through);
  return { method: 'GET', path: `/${path}`, query: [[`${prefix}${key}`, value], ...counted(d)], walk: true };
}
