/** Filters on references. A reference that is masked in the answer must not be found by a search either. */
import { PARENT_PARAMETERS, parseReference, type SearchFilter, type SearchParameter } from '#fhir';
import { valueKey } from './index-values.ts';
import { ownedBy } from './predicate.ts';
import { isUuid } from './row.ts';
import { type Scene, seen, targetSeen, unmasked } from './scene.ts';

export function referenceSql({ parameter, modifier, values }: SearchFilter, alias: string, scene: Scene): string {
  const forms = values.flatMap((value) => (value.type === 'reference' ? formsOf(parameter, value.text) : []));
  if (modifier === 'above' || modifier === 'below') return familySql(parameter, modifier, forms, alias, scene);
  const { bind, permit } = scene;
  const local = forms.flatMap((form) => targetOf(form) ?? []);
  const outside = forms.filter((form) => targetOf(form) === undefined);
  const conditions = local.map(({ type, id, form }) => {
    const found = keys([form], parameter, alias, scene);
    const there = targetSeen(scene, bind(type), bind(id, 'uuid'));
    return `(${found} AND (${ownedBy(permit, alias, bind)} OR ${there}))`;
  });
  if (outside.length > 0) conditions.push(keys(outside, parameter, alias, scene));
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`;
}

/** What is told of a reference beside its target: only where nothing of the row is masked. */
export const relatedSql = unmasked;

const keys = (forms: readonly string[], { code }: SearchParameter, alias: string, { bind }: Scene): string =>
  `${alias}.keys && ${bind(
    forms.map((form) => String(valueKey(code, form))),
    'bigint[]',
  )}`;

function targetOf(form: string): { type: string; id: string; form: string } | undefined {
  const target = parseReference(form);
  return target && isUuid(target.id) ? { ...target, form } : undefined;
}

const formsOf = ({ targets }: SearchParameter, text: string): string[] =>
  text.includes('/') || text.includes(':') ? [text] : targets.map((target) => `${target}/${text}`);

/** `:below`: the target itself and its parts, at any depth; `:above`: it and the wholes that it is part of. */
function familySql(
  parameter: SearchParameter,
  modifier: 'above' | 'below',
  forms: readonly string[],
  alias: string,
  scene: Scene,
): string {
  const { bind } = scene;
  const families = forms.flatMap(targetOf).flatMap((target) => {
    const parent = target && PARENT_PARAMETERS[target.type];
    if (!target || parent === undefined) return [];
    const [first, next, ref] = [scene.alias(), scene.alias(), scene.alias()];
    const whole = `${parent}|=`;
    const step =
      modifier === 'below'
        ? `SELECT ${next}.type, ${next}.id, ${next}.keys, ${next}.refs FROM family JOIN resource ${next} ON ${next}.type = family.type
            AND ${next}.keys @> ARRAY[search_key(${bind(whole)} || family.type || '/' || family.id::text)] WHERE ${seen(scene, next)}`
        : `SELECT ${next}.type, ${next}.id, ${next}.keys, ${next}.refs FROM family, unnest(family.refs) AS ${ref}(ref), resource ${next}
            WHERE family.keys @> ARRAY[search_key(${bind(whole)} || ${ref}.ref)] AND ${next}.type = split_part(${ref}.ref, '/', 1)
              AND ${next}.id = uuid_of(split_part(${ref}.ref, '/', 2)) AND ${seen(scene, next)}`;
    return [
      `${alias}.keys && ARRAY(WITH RECURSIVE family AS (
        SELECT ${first}.type, ${first}.id, ${first}.keys, ${first}.refs FROM resource ${first}
          WHERE ${first}.type = ${bind(target.type)} AND ${first}.id = ${bind(target.id, 'uuid')} AND ${seen(scene, first)}
        UNION ${step})
        SELECT search_key(${bind(`${parameter.code}|=`)} || family.type || '/' || family.id::text) FROM family)`,
    ];
  });
  return families.length === 0 ? 'false' : `(${families.join(' OR ')})`;
}
