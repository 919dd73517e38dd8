/** The consent's part of the condition that a row meets: who holds it, whom it names, and what these permit. */
import type { Permit } from '#consent';
import type { Bindings } from './bindings.ts';
import { boundValues, formulaSql, type LabelledRow } from './formula-sql.ts';
import { ownedBy, showsOwnOnly } from './owned-by.ts';
import { listedValues, listOf } from './permit-list.ts';
import { isKept } from './permit-lists.ts';

/** The condition on a row that is no document. */
export function visibleAsItself(permit: Permit, alias: string, bind: Bindings, types?: readonly string[]): string {
  const own = ownedBy(permit, alias, bind);
  const mayBeAboutNobody = types?.some((type) => permit.nonPatientTypes.includes(type)) !== false;
  const nonPatient = mayBeAboutNobody ? `${alias}.type = ANY(${bind(permit.nonPatientTypes, 'text[]')})` : 'false';
  if (showsOwnOnly(permit))
    return mayBeAboutNobody ? `(${own} OR (cardinality(${alias}.patients) = 0 AND ${nonPatient}))` : own;
  let labels: string | undefined;
  const row: LabelledRow = {
    alias,
    labels: () => {
      labels ??= bind(permit.labels, 'text');
      return labels;
    },
  };
  const about = isKept(permit) ? listed(permit, row, bind) : told(permit, row, bind);
  return `(${own} OR CASE cardinality(${alias}.patients) WHEN 0 THEN ${nonPatient} ELSE ${about} END)`;
}

/** The condition that everybody permits whom the row names, by the list that the database holds of the permit. */
function listed(permit: Permit, row: LabelledRow, bind: Bindings): string {
  const { id, forms } = listOf(permit);
  const { alias } = row;
  const list = bind(id, 'uuid');
  const formula = `${alias}_formula`;
  const ways = forms.map((form, n) => `WHEN ${n} THEN ${formulaSql(form, row, listedValues(formula))}`);
  const permits = `(SELECT CASE ${formula}.form ${ways.join(' ')} ELSE false END FROM permit_formula ${formula}
    WHERE ${formula}.list = ${list} AND ${formula}.number = p.formula)`;
  const others = formulaSql(permit.others, row, boundValues(bind));
  const unlisted = `CASE WHEN ${others} THEN cardinality(${alias}.patients) - count(*) ELSE 0 END`;
  const permitting = `count(*) FILTER (WHERE ${permits})${others === 'false' ? '' : ` + ${unlisted}`}`;
  const all = `(SELECT ${permitting} FROM permit_person p WHERE p.list = ${list} AND p.person = ANY(${alias}.patients)) = cardinality(${alias}.patients)`;
  // A list that is not there tells nothing of anybody: nobody counts as one of the others for that.
  return others === 'false' ? `(${all})` : `((SELECT true FROM permit_list WHERE id = ${list}) IS TRUE AND ${all})`;
}

/** The same, where the statement tells of everybody itself. */
function told(permit: Permit, row: LabelledRow, bind: Bindings): string {
  const values = boundValues(bind);
  const ways = permit.groups.map(
    ({ patients, formula }) =>
      `WHEN named.patient = ANY(${bind(patients, 'text[]')}) THEN ${formulaSql(formula, row, values)}`,
  );
  const others = formulaSql(permit.others, row, values);
  if (ways.length === 0 && others === 'true') return 'true';
  const permits = ways.length === 0 ? others : `CASE ${ways.join(' ')} ELSE ${others} END`;
  return `NOT EXISTS (SELECT 1 FROM unnest(${row.alias}.patients) AS named(patient) WHERE NOT ${permits})`;
}
