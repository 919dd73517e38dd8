/** A composite filter: parts that must stand together in one place of the resource. */
import { parseReference, type SearchComponent, type SearchParameter, type SearchValue } from '#fhir';
import type { Bindings } from './bindings.ts';
import { hasOrder, partKey, valueKey } from './index-values.ts';
import { quantityCondition, spanCondition } from './ordered-sql.ts';
import { ownedBy } from './owned-by.ts';
import { formsOf } from './reference-forms.ts';
import { isUuid } from './row.ts';
import type { Scene } from './scene.ts';
import { likeStart, normalise } from './strings.ts';
import { tokenForm } from './tokens.ts';

type Composite = Extract<SearchValue, { type: 'composite' }>;

export function compositeSql(parameter: SearchParameter, value: SearchValue, alias: string, scene: Scene): string {
  if (value.type !== 'composite') return 'false';
  const forms = formsOfParts(parameter.components, value.parts);
  if (forms.length === 0) return 'false';
  return `(${forms.map((parts) => oneSql(parameter, parts, alias, scene)).join(' OR ')})`;
}

/** The parts with each reference in each form that it may be found under. */
function formsOfParts(components: readonly SearchComponent[], parts: Composite['parts']): Composite['parts'][] {
  let forms: Composite['parts'][] = [[]];
  for (const [index, part] of parts.entries()) {
    const own = components[index]?.parameter;
    const texts = part.type === 'reference' && own ? formsOf(own, part.text) : [];
    const each = part.type === 'reference' ? texts.map((text) => ({ ...part, text })) : [part];
    forms = forms.flatMap((before) => each.map((one) => [...before, one]));
  }
  return forms;
}

function oneSql(
  { code, components }: SearchParameter,
  values: Composite['parts'],
  alias: string,
  scene: Scene,
): string {
  const { bind } = scene;
  const parts = values.map((part, index) => partSql(code, part, index, bind));
  const together = `EXISTS (SELECT 1 FROM index_composite i WHERE i.id = ${alias}.id AND i.version = ${alias}.version
    AND i.type = ${alias}.type AND i.param = ${bind(code)} AND ${togetherSql(components, parts)})`;
  // The parts are parameters of their own too: by an exact one the rows are found quickly.
  const narrowed = components.flatMap(({ parameter: own }, index) => {
    const part = values[index];
    return part?.type === 'token' ? [`${alias}.keys && ${keyOf(own.code, tokenForm(part), bind)}`] : [];
  });
  const seen = values.flatMap((part) => (part.type === 'reference' ? targetSql(part.text, alias, scene) : []));
  return `(${[...narrowed, together, ...seen].join(' AND ')})`;
}

/** The parts as one row holds them; where several have an order, as the rows of one place do. */
function togetherSql(components: readonly SearchComponent[], parts: readonly string[]): string {
  const ordered = parts.flatMap((sql, index) =>
    isOrdered(components, index) ? [`(i.part = ${index} AND ${sql})`] : [],
  );
  if (ordered.length < 2) return parts.join(' AND ');
  const exact = parts.filter((_, index) => !isOrdered(components, index));
  return `${[...exact, `(${ordered.join(' OR ')})`].join(' AND ')}
    GROUP BY i.place HAVING count(DISTINCT i.part) = ${ordered.length}`;
}

const isOrdered = (components: readonly SearchComponent[], index: number): boolean => {
  const component = components[index];
  return component !== undefined && hasOrder(component);
};

/** A part that is masked in the answer is no part. */
function targetSql(text: string, alias: string, scene: Scene): string[] {
  const target = parseReference(text);
  if (target === undefined) return [];
  const there = isUuid(target.id)
    ? scene.targetSeen(scene.bind(target.type), scene.bind(target.id, 'uuid'), [target.type])
    : 'false';
  return [`(${ownedBy(scene.permit, alias, scene.bind)} OR ${there})`];
}

const keyOf = (param: string, text: string, bind: Bindings): string =>
  bind([String(valueKey(param, text))], 'bigint[]');

function partSql(code: string, part: SearchValue, index: number, bind: Bindings): string {
  switch (part.type) {
    case 'token':
      return `i.keys && ${keyOf(code, partKey(index, tokenForm(part)), bind)}`;
    case 'reference':
    case 'uri':
      return `i.keys && ${keyOf(code, partKey(index, part.text), bind)}`;
    case 'date':
      return spanCondition(part, 'i.low', 'i.high', bind);
    case 'string':
      return likeStart('i', normalise(part.text), bind);
    default:
      return `(${quantityCondition(part, bind)})`;
  }
}
