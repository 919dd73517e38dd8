/** A reach as a condition on resource rows: whole types, and of the others the rows of a patient or those that a search would find. */
import { isWhole, type Permit, type Reach, type Slice } from '#consent';
import { filtersIn, type SearchCondition } from '#fhir';
import { aboutSql } from './about-sql.ts';
import type { Bindings } from './bindings.ts';
import { conditionSql } from './condition-sql.ts';
import { ownedBy } from './owned-by.ts';
import { isUuid } from './row.ts';
import type { Scene } from './scene.ts';
import { visibleAsItself } from './visible-as-itself.ts';

/**
 * How the conditions of slices are asked. `indexed`: of versions that have an index, which the marks of deletions and what
 * was superseded long ago have not; `current`: of current versions only; `later`: not here, but of the content by who reads.
 */
export type Conditions = 'indexed' | 'current' | 'later';

export interface Reaching {
  readonly permit: Permit;
  readonly bind: Bindings;
  readonly conditions: Conditions;
  /** The row is of one of these. */
  readonly types?: readonly string[] | undefined;
  /** The condition that a document is about a patient, where the row may be one. */
  readonly ofPatient?: ((alias: string, patient: string, bind: Bindings) => string) | undefined;
  /** True where the row is what a condition of the reach refers to: of such a one no reference is asked. */
  readonly asTarget?: boolean;
}

export function reachSql(reach: Reach, alias: string, reaching: Reaching): string {
  const { types, bind } = reaching;
  if (reach === '*' || (types && holdsWhole(reach, types))) return 'true';
  const { whole, parts } = planOf(reach);
  const isAsked = (list: readonly string[]) => types === undefined || list.some((type) => types.includes(type));
  const narrowed = parts.filter((part) => isAsked(part.types));
  const ofWhole = () => `${alias}.type = ANY(${bind(whole, 'text[]')})`;
  if (narrowed.length === 0) return ofWhole();
  const ways = narrowed.map((part) => {
    const slices = part.slices.map((slice) => sliceSql(slice, alias, reaching, part.types.includes('Patient')));
    return `(${alias}.type = ANY(${bind(part.types, 'text[]')}) AND (${slices.join(' OR ')}))`;
  });
  return `(${[...(isAsked(whole) ? [ofWhole()] : []), ...ways].join(' OR ')})`;
}

/** Whether every row of these types is in reach. */
export const holdsWhole = (reach: Reach, types: readonly string[]): boolean =>
  reach === '*' || types.every((type) => planOf(reach).whole.includes(type));

interface Plan {
  readonly whole: readonly string[];
  /** Types of which the same rows are in reach. */
  readonly parts: readonly { readonly types: readonly string[]; readonly slices: readonly Slice[] }[];
}

// The same lists for the same reach: what is bound twice is sent once.
const plans = new WeakMap<Exclude<Reach, '*'>, Plan>();

function planOf(reach: Exclude<Reach, '*'>): Plan {
  const known = plans.get(reach);
  if (known) return known;
  const entries = Object.entries(reach);
  const narrowed = entries.filter(([, slices]) => !slices.some(isWhole) && slices.length > 0);
  const alike = Map.groupBy(narrowed, ([type, slices]) => `${type === 'Patient'} ${formOf(slices)}`);
  const made: Plan = {
    whole: entries.filter(([, slices]) => slices.some(isWhole)).map(([type]) => type),
    parts: [...alike.values()].map((list) => ({ types: list.map(([type]) => type), slices: list[0]?.[1] ?? [] })),
  };
  plans.set(reach, made);
  return made;
}

/** What of the slices their SQL depends on: a parameter that all types have is the same for each. */
const formOf = (slices: readonly Slice[]): string =>
  JSON.stringify(slices, (key, value: unknown) => (key === 'expression' || key === 'url' ? undefined : value));

function sliceSql({ patient, condition }: Slice, alias: string, reaching: Reaching, ofPatients: boolean): string {
  const parts = [
    ...(patient === undefined ? [] : [patientSql(patient, alias, reaching, ofPatients)]),
    ...(condition === undefined ? [] : [slicedSql(condition, alias, reaching)]),
  ];
  return parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;
}

/** What names the person, or nobody where that may be; a person's own record is the one with the person's id. */
function patientSql(
  patient: string,
  alias: string,
  { permit, bind, ofPatient }: Reaching,
  ofPatients: boolean,
): string {
  const id = patient.replace('Patient/', '');
  if (ofPatients) return isUuid(id) ? `${alias}.id = ${bind(id, 'uuid')}` : 'false';
  const named = `(${alias}.patients @> ARRAY[${bind(patient, 'text')}] OR (cardinality(${alias}.patients) = 0
    AND ${alias}.type = ANY(${bind(permit.nonPatientTypes, 'text[]')})))`;
  if (ofPatient === undefined) return named;
  return `CASE WHEN cardinality(${alias}.members) > 0 THEN ${ofPatient(alias, patient, bind)} ELSE ${named} END`;
}

/** The condition that a document is about a patient: a part names the patient, and none names others only. */
export function namesInAllParts(alias: string, patient: string, bind: Bindings): string {
  const part = `${alias}_part`;
  return `(SELECT COALESCE(bool_or(${part}.patients @> ARRAY[${bind(patient, 'text')}]), false)
      AND bool_and(cardinality(${part}.patients) = 0 OR ${part}.patients @> ARRAY[${bind(patient, 'text')}])
    FROM unnest(${alias}.members) AS told(ref) JOIN resource ${part} ON ${part}.type = split_part(told.ref, '/', 1)
      AND ${part}.id = split_part(told.ref, '/', 2)::uuid AND ${part}.version = split_part(told.ref, '/', 4)::int)`;
}

function slicedSql(condition: SearchCondition, alias: string, reaching: Reaching): string {
  const { conditions, asTarget = false } = reaching;
  if (conditions === 'later') return 'true';
  if (asTarget && filtersIn(condition).some(({ parameter }) => parameter.type === 'reference')) return 'false';
  const met = conditionSql(condition, alias, sceneOf(alias, reaching));
  const current = conditions === 'current' ? `${alias}.until_tx IS NULL AND ` : '';
  return `(${current}${alias}.indexed <> '' AND ${met})`;
}

/**
 * What a reference of the condition leads to must be there for the caller, or a scope would find by what is masked. Its own
 * reach is asked without references, so that none leads round in a circle.
 */
function sceneOf(alias: string, { permit, bind }: Reaching): Scene {
  let aliases = 0;
  const another = () => {
    aliases += 1;
    return `${alias}_r${aliases}`;
  };
  const targetSeen: Scene['targetSeen'] = (type, id, types) => {
    const target = another();
    const there = (name: string) =>
      `${visibleAsItself(permit, name, bind)} AND ${reachSql(permit.referable, name, { permit, bind, conditions: 'current', asTarget: true })}`;
    return `EXISTS (SELECT 1 FROM resource ${target} WHERE ${target}.type = ${type} AND ${target}.id = ${id}
        AND ${target}.until_tx IS NULL AND NOT ${target}.deleted AND ${there(target)} AND ${aboutSql(permit, target, bind, { types, there })})`;
  };
  return {
    permit,
    snapshot: undefined,
    bind,
    alias: another,
    seen: () => {
      throw new Error('defect: the condition of a scope leads to other resources');
    },
    // By sections a scope reaches what the caller's organization holds: of others they may be withheld.
    withholdsNothing: (name) => `(${name}.sections IS NULL OR ${ownedBy(permit, name, bind)})`,
    inSections: (name) => `(${name}.type <> 'Composition' OR ${ownedBy(permit, name, bind)})`,
    ofSections: () => {
      throw new Error('defect: the condition of a scope has an order');
    },
    targetSeen,
    oneSeen: (type, id) => targetSeen(bind(type), bind(id, 'uuid'), [type]),
  };
}
