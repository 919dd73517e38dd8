/** Reads the rules of a foreign map that leads from resources into a form. */
import type { StructureMapGroupRule, StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import { childOf, jsonName, repeats, typeOf } from '#mapping';
import { readTranslation } from './foreign-codes.ts';
import { bindList, bindTable, canHoldRows } from './foreign-rows.ts';
import {
  addRule,
  CODE_KEYS,
  codecFor,
  type FhirVariable,
  type FormVariable,
  type Growing,
  type RowDraft,
  type Scope,
  tell,
  type Variable,
} from './foreign-scope.ts';
import { pathOf } from './lint-map.ts';
import type { MapPlace } from './map-issue.ts';

/** Values by the variable that holds them, with their type. */
type Types = ReadonlyMap<string, string | undefined>;

export function readToForm(
  growing: Growing,
  rules: readonly StructureMapGroupRule[],
  { scope, types = new Map(), path }: { scope: Scope; types?: Types; path: string },
): void {
  for (const [at, rule] of rules.entries()) readRule(growing, rule, { scope, types, path: `${path}.rule[${at}]` });
}

function readRule(
  growing: Growing,
  rule: StructureMapGroupRule,
  outer: { scope: Scope; types: Types; path: string },
): void {
  const place = (below: string): MapPlace => ({ rule: rule.name, path: `${outer.path}.${below}` });
  const [scope, types] = [new Map(outer.scope), new Map(outer.types)];
  const [source] = rule.source;
  if (source === undefined) return;
  const from = scope.get(source.context);
  if (from?.side !== 'fhir') {
    tell(growing, 'map-variable-unknown', place('source[0].context'), source.context);
    return;
  }
  const { element, variable, listMode } = source;
  const read =
    element === undefined
      ? { value: from, type: undefined, isList: false }
      : stepTo(growing, from, { element, first: listMode === 'first', as: variable }, place('source[0].element'));
  if (read === undefined) return;
  if (variable !== undefined) {
    scope.set(variable, read.value);
    types.set(variable, read.type);
  }
  const before = growing.found.length + growing.issues.length;
  const row = read.isList ? read.value.row : undefined;
  for (const [at, target] of (rule.target ?? []).entries())
    readTarget(growing, target, {
      scope,
      types,
      rule: rule.name,
      place: (below) => place(`target[${at}].${below}`),
      ...(row && { row }),
    });
  readToForm(growing, rule.rule ?? [], { scope, types, path: outer.path });
  if (row !== undefined && row.table === undefined) tell(growing, 'map-repeats', place('target'), pathOf(source));
  const carried = growing.found.length + growing.issues.length > before;
  if (!carried && rule.dependent === undefined) tell(growing, 'map-empty', place('target'), pathOf(source));
}

function stepTo(
  growing: Growing,
  from: FhirVariable,
  { element, first, as }: { element: string; first: boolean; as: string | undefined },
  place: MapPlace,
): { value: FhirVariable; type: string | undefined; isList?: boolean } | undefined {
  if (element.includes('.')) return undefined;
  const at = childOf(growing.world, from.at, element);
  if (at === undefined)
    return tell(growing, 'map-element-unknown', place, pathOf({ context: from.at.element.path ?? '', element }));
  const named = jsonName(at, element);
  if (named === undefined) return tell(growing, 'map-type-unfit', place, at.element.path ?? element);
  if (repeats(at) && !first) {
    if (!canHoldRows(from)) return tell(growing, 'map-repeats', place, element);
    // Every entry is a row of the form; which, is said by what the rule writes.
    const row: RowDraft = { where: {} };
    const value = bindList(growing, row, { ...from, at }, { name: named.name, as: as ?? named.name });
    return { value, type: named.type, isList: true };
  }
  const step = { name: `${named.name}${repeats(at) ? '[0]' : ''}` };
  const own = named.type !== undefined && at.element.path?.endsWith('[x]') ? typeOf(growing.world, named.type) : at;
  return { value: { ...from, at: own ?? at, steps: [...from.steps, step] }, type: named.type };
}

interface TargetScope {
  readonly scope: Map<string, Variable>;
  readonly types: Types;
  readonly rule: string;
  /** The rule runs for each of these rows. */
  readonly row?: RowDraft;
  place(below: string): MapPlace;
}

function readTarget(growing: Growing, target: StructureMapGroupRuleTarget, within: TargetScope): void {
  const { scope, types, rule, place, row } = within;
  const { context = '', element = '', transform, parameter = [], variable } = target;
  const into = scope.get(context);
  if (into?.side !== 'form') {
    tell(growing, 'map-variable-unknown', place('context'), context);
    return;
  }
  if (element.includes('.')) return;
  const at = childOf(growing.world, into.at, element);
  if (at === undefined || element === '') {
    tell(growing, 'map-element-unknown', place('element'), pathOf({ context, element }));
    return;
  }
  const field = into.field === '' ? element : `${into.field}.${element}`;
  const inRow = repeats(at) ? row : into.row;
  const form: FormVariable = { side: 'form', at, field, ...(inRow && { row: inRow }) };
  // A list of the form takes the rows of one list, and a row has no list of its own.
  if (repeats(at) && (row === undefined || into.row !== undefined || (row.table ?? field) !== field)) {
    tell(growing, 'map-repeats', place('element'), element);
    return;
  }
  if (repeats(at) && row !== undefined && row.table === undefined) bindTable(growing, row, form);
  if (transform === undefined) {
    if (variable !== undefined) scope.set(variable, form);
    return;
  }
  if (transform !== 'copy' && transform !== 'translate') {
    tell(growing, 'map-transform-unknown', place('transform'), transform);
    return;
  }
  const translation = transform === 'translate' ? readTranslation(growing, target, place('parameter')) : undefined;
  if (transform === 'translate' && translation === undefined) return;
  const name = translation?.variable ?? parameter[0]?.valueId ?? '';
  const value = scope.get(name);
  if (value?.side !== 'fhir' || value.steps.length === 0) {
    tell(
      growing,
      transform === 'copy' && name === '' ? 'map-parameters' : 'map-variable-unknown',
      place('parameter'),
      name || transform,
    );
    return;
  }
  const type = types.get(name);
  const key = CODE_KEYS[type ?? ''];
  const codec = codecFor(type);
  if (translation !== undefined && key !== undefined)
    addRule(growing, rule, { at: place('parameter'), form, place: value, key, codec: 'code', map: translation.map });
  else if (translation === undefined && codec !== undefined)
    addRule(growing, rule, { at: place('parameter'), form, place: value, codec });
  else tell(growing, 'map-type-unfit', place('parameter'), type ?? value.resource);
}
