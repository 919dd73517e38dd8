/** Filters on references. A reference that is masked in the answer must not be found by a search either. */
import { PARENT_PARAMETERS, parseReference, type SearchFilter, type SearchParameter } from '#fhir';
import { keysSql } from './exists-in.ts';
import { valueKey } from './index-values.ts';
import { foundByKeys } from './keys-sql.ts';
import { ownedBy } from './owned-by.ts';
import { formsOf } from './reference-forms.ts';
import { isUuid } from './row.ts';
import { type Scene, shownReferences, unmasked } from './scene.ts';
import { looksIntoSections } from './sections.ts';
import { uriFamilySql } from './uri-sql.ts';

export function referenceSql({ parameter, modifier, values }: SearchFilter, alias: string, scene: Scene): string {
  const forms = values.flatMap((value) => (value.type === 'reference' ? formsOf(parameter, value.text) : []));
  const { bind, permit } = scene;
  const local = forms.flatMap((form) => targetOf(form) ?? []);
  const outside = forms.filter((form) => targetOf(form) === undefined);
  const itself = ({ type, id, form }: Target) => {
    const found = keys([form], parameter, alias, scene);
    return `(${found} AND (${ownedBy(permit, alias, bind)} OR ${scene.oneSeen(type, id)}))`;
  };
  if (modifier === 'above' || modifier === 'below') {
    const families = local.map((target) => {
      const parent = PARENT_PARAMETERS[target.type];
      // What has no parts is the whole of its family.
      return parent === undefined
        ? itself(target)
        : familySql(parameter, modifier, { ...target, parent }, alias, scene);
    });
    // A canonical leads to no resource of this house that may be hidden.
    if (outside.length > 0) families.push(uriFamilySql(parameter.code, modifier, outside, alias, bind));
    return families.length === 0 ? 'false' : `(${families.join(' OR ')})`;
  }
  const conditions = local.map(itself);
  if (outside.length > 0) conditions.push(keys(outside, parameter, alias, scene));
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`;
}

/** The condition on the identifier beside a reference: a masked reference is answered without it. */
export function identifierSql(
  parameter: SearchParameter,
  tokens: readonly string[],
  alias: string,
  scene: Scene,
): string {
  const { code } = parameter;
  const named = `${code}:identifier`;
  const foundIn = (column: string, texts: readonly string[]) =>
    keysSql(
      texts.map((text) => valueKey(named, text)),
      column,
      scene.bind,
    );
  // A section is withheld with the first reference in it that is masked: what is shown has them all.
  if (looksIntoSections(parameter)) return foundByKeys(parameter, (column) => foundIn(column, tokens), alias, scene);
  const found = (texts: readonly string[]) => foundIn(`${alias}.keys`, texts);
  const [start, ends] = [
    scene.bind(`${named}|=`),
    scene.bind(
      tokens.map((token) => ` ${token}`),
      'text[]',
    ),
  ];
  const beside = shownReferences(
    scene,
    alias,
    parameter,
    (ref) =>
      `bool_or(${alias}.keys && ARRAY(SELECT search_key(${start} || ${ref} || said) FROM unnest(${ends}) AS said))`,
  );
  const alone = found(tokens.map((token) => ` ${token}`));
  return `(${found(tokens)} AND (${unmasked(scene, alias, parameter)} OR ${alone} OR COALESCE((${beside}), false)))`;
}

/** The condition that a reference under the parameter is answered as it is, or that none is masked. */
export const isToldSql = (parameter: SearchParameter, alias: string, scene: Scene): string =>
  `(${unmasked(scene, alias, parameter)} OR EXISTS (${shownReferences(scene, alias, parameter, () => '1')}))`;

const keys = (forms: readonly string[], parameter: SearchParameter, alias: string, scene: Scene): string => {
  const wanted = forms.map((form) => valueKey(parameter.code, form));
  return foundByKeys(parameter, (column) => keysSql(wanted, column, scene.bind), alias, scene);
};

interface Target {
  readonly type: string;
  readonly id: string;
  readonly form: string;
}

function targetOf(form: string): Target | undefined {
  const target = parseReference(form);
  return target && isUuid(target.id) ? { ...target, form } : undefined;
}

/** `:below`: the target itself and its parts, at any depth; `:above`: it and the wholes that it is part of. */
function familySql(
  parameter: SearchParameter,
  modifier: 'above' | 'below',
  target: Target & { readonly parent: string },
  alias: string,
  scene: Scene,
): string {
  const { bind } = scene;
  const [first, next, ref] = [scene.alias(), scene.alias(), scene.alias()];
  const whole = `${target.parent}|=`;
  const step =
    modifier === 'below'
      ? `SELECT ${next}.type, ${next}.id, ${next}.keys, ${next}.refs FROM family JOIN resource ${next} ON ${next}.type = family.type
          AND ${next}.keys @> ARRAY[search_key(${bind(whole)} || family.type || '/' || family.id::text)] WHERE ${scene.seen(next)}`
      : `SELECT ${next}.type, ${next}.id, ${next}.keys, ${next}.refs FROM family, unnest(family.refs) AS ${ref}(ref), resource ${next}
          WHERE family.keys @> ARRAY[search_key(${bind(whole)} || ${ref}.ref)] AND ${next}.type = split_part(${ref}.ref, '/', 1)
            AND ${next}.id = uuid_of(split_part(${ref}.ref, '/', 2)) AND ${scene.seen(next)}`;
  const keysOfFamily = `ARRAY(WITH RECURSIVE family AS (
    SELECT ${first}.type, ${first}.id, ${first}.keys, ${first}.refs FROM resource ${first}
      WHERE ${first}.type = ${bind(target.type)} AND ${first}.id = ${bind(target.id, 'uuid')} AND ${scene.seen(first)}
    UNION ${step})
    SELECT search_key(${bind(`${parameter.code}|=`)} || family.type || '/' || family.id::text) FROM family)`;
  return foundByKeys(parameter, (column) => `${column} && ${keysOfFamily}`, alias, scene);
}
