/** Reads the rules of a foreign map that leads from a form into resources. */
import type { StructureMapGroupRule, StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import { childOf, jsonName, repeats, typeOf } from '#mapping';
import { readTranslation } from './foreign-codes.ts';
import { type Entry, isConditionValue, lastEntry, namesBelow, pathText } from './foreign-entries.ts';
import { bindList, bindTable, canHoldRows } from './foreign-rows.ts';
import {
  addRule,
  CODE_KEYS,
  codecFor,
  draftOf,
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

export function readToFhir(
  growing: Growing,
  rules: readonly StructureMapGroupRule[],
  { scope, sure = true, path }: { scope: Scope; sure?: boolean; path: string },
): void {
  for (const [at, rule] of rules.entries()) readRule(growing, rule, { scope, sure, path: `${path}.rule[${at}]` });
}

function readRule(
  growing: Growing,
  rule: StructureMapGroupRule,
  outer: { scope: Scope; sure: boolean; path: string },
): void {
  const place = (below: string): MapPlace => ({ rule: rule.name, path: `${outer.path}.${below}` });
  const scope = new Map(outer.scope);
  const [source] = rule.source;
  if (source === undefined) return;
  const from = scope.get(source.context);
  if (from?.side !== 'form') {
    tell(growing, 'map-variable-unknown', place('source[0].context'), source.context);
    return;
  }
  const read = readField(growing, from, source.element, place('source[0].element'));
  if (read === undefined) return;
  if (source.variable !== undefined) scope.set(source.variable, read);
  const sure = outer.sure && source.element === undefined;
  const before = growing.found.length + growing.issues.length;
  const { row } = read;
  for (const [at, target] of (rule.target ?? []).entries())
    readTarget(growing, target, {
      scope,
      sure,
      rule: rule.name,
      place: (below) => place(`target[${at}].${below}`),
      ...(row && { row }),
    });
  if (row !== undefined && row.list === undefined && growing.issues.length === 0)
    tell(growing, 'map-repeats', place('target'), row.table);
  readToFhir(growing, rule.rule ?? [], { scope, sure, path: outer.path });
  const carried = growing.found.length + growing.issues.length > before;
  if (!carried && source.element !== undefined && rule.dependent === undefined)
    tell(growing, 'map-empty', place('target'), source.element);
}

function readField(
  growing: Growing,
  from: FormVariable,
  element: string | undefined,
  place: MapPlace,
): FormVariable | undefined {
  // A deep path is told already; its first step would be another field.
  if (element?.includes('.')) return undefined;
  if (element === undefined) return from;
  const at = childOf(growing.world, from.at, element);
  if (at === undefined) return tell(growing, 'map-element-unknown', place, element);
  const field = from.field === '' ? element : `${from.field}.${element}`;
  if (!repeats(at)) return { side: 'form', at, field, ...(from.row && { row: from.row }) };
  // A table within a row has no place on a form.
  if (from.row !== undefined) return tell(growing, 'map-repeats', place, element);
  const row: RowDraft = { where: {} };
  const rows: FormVariable = { side: 'form', at, field, row };
  bindTable(growing, row, rows);
  return rows;
}

interface TargetScope {
  readonly scope: Map<string, Variable>;
  readonly rule: string;
  /** The rule runs whatever the form says. */
  readonly sure: boolean;
  /** The rule runs for each of these rows. */
  readonly row?: RowDraft;
  place(below: string): MapPlace;
}

function readTarget(growing: Growing, target: StructureMapGroupRuleTarget, within: TargetScope): void {
  const { scope, place } = within;
  const { context = '', element, variable, transform } = target;
  const into = scope.get(context);
  if (into?.side !== 'fhir') {
    tell(growing, 'map-variable-unknown', place('context'), context);
    return;
  }
  if (element === undefined) {
    tell(growing, 'map-transform-unknown', place('transform'), transform ?? context);
    return;
  }
  if (element.includes('.')) return;
  // What is made for each row is an entry of the list of its rows: of anything else it is not said which is meant.
  const isOutside = within.row !== undefined && into.row !== within.row;
  if (isOutside && !(within.row?.list === undefined && canHoldRows(into))) {
    tell(growing, 'map-repeats', place('element'), element);
    return;
  }
  const made = createdResource(growing, into, target, within);
  if (made !== undefined) {
    if (variable !== undefined) scope.set(variable, made);
    return;
  }
  const reached = enter(growing, into, target, within);
  if (reached === undefined) return;
  if (transform === undefined || transform === 'create') {
    if (variable !== undefined) scope.set(variable, reached.variable);
  } else write(growing, target, reached, within);
}

/** `entry.resource = create('Patient')`: a resource of the mapping, named by its variable. */
function createdResource(
  growing: Growing,
  into: FhirVariable,
  { element, transform, parameter = [], variable }: StructureMapGroupRuleTarget,
  { place, sure }: TargetScope,
): FhirVariable | undefined {
  if (into.at.element.path !== 'Bundle.entry' || element !== 'resource' || transform !== 'create') return undefined;
  const type = parameter[0]?.valueString ?? '';
  const at = typeOf(growing.world, type);
  if (at === undefined) return tell(growing, 'map-structure-unknown', place('transform'), type);
  const resource = variable ?? type;
  growing.resources[resource] = draftOf(type, sure);
  return { side: 'fhir', at, resource, steps: [] };
}

interface Reached {
  readonly variable: FhirVariable;
  readonly type: string | undefined;
}

/** One step down; an entry of a list is a fresh one, as in FML. */
function enter(
  growing: Growing,
  into: FhirVariable,
  { element = '', transform, parameter = [], variable }: StructureMapGroupRuleTarget,
  { place, sure, row }: TargetScope,
): Reached | undefined {
  const at = childOf(growing.world, into.at, element);
  const full = pathOf({ context: into.at.element.path ?? '', element });
  if (at === undefined) return tell(growing, 'map-element-unknown', place('element'), full);
  const named = jsonName(at, element, transform === 'create' ? parameter[0]?.valueString : undefined);
  if (named === undefined) return tell(growing, 'map-type-unfit', place('element'), full);
  const { name, type } = named;
  const own = type !== undefined && at.element.path?.endsWith('[x]') ? typeOf(growing.world, type) : at;
  if (row !== undefined && into.row !== row) {
    // The first list that is entered holds the rows; a step on the way to it is not one of them.
    if (!repeats(at)) return tell(growing, 'map-repeats', place('element'), full);
    return { variable: bindList(growing, row, { ...into, at: own ?? at }, { name, as: variable ?? name }), type };
  }
  const { resource, steps } = into;
  const step =
    repeats(at) && resource !== ''
      ? { name, entry: newEntry(into, name, { sure, place: place('element') }) }
      : { name };
  if (step.entry !== undefined) growing.entries.push(step.entry);
  return { variable: { ...into, at: own ?? at, steps: [...steps, step] }, type };
}

function newEntry({ resource, steps }: FhirVariable, name: string, how: Pick<Entry, 'sure' | 'place'>): Entry {
  const below = [namesBelow(steps), name].filter((part) => part !== '').join('.');
  const parent = lastEntry(steps);
  const list = JSON.stringify([resource, steps.map((step) => [step.name, step.entry?.place.path]), name]);
  return { ...how, parent, below, list, resource, conditions: [], leaves: 0 };
}

function write(growing: Growing, target: StructureMapGroupRuleTarget, reached: Reached, within: TargetScope): void {
  const { transform } = target;
  const { place } = within;
  if (reached.variable.resource === '') writeBundle(growing, target, place('element'));
  else if (transform === 'copy') copy(growing, target, reached, within);
  else if (transform === 'reference') refer(growing, target, reached, within);
  else if (transform === 'translate') translate(growing, target, reached, within);
  else tell(growing, 'map-transform-unknown', place('transform'), transform);
}

function refer(
  growing: Growing,
  { parameter = [] }: StructureMapGroupRuleTarget,
  { variable: { resource, steps } }: Reached,
  { scope, place }: TargetScope,
): void {
  const to = scope.get(parameter[0]?.valueId ?? '');
  if (to?.side !== 'fhir' || to.steps.length > 0 || to.resource === '') {
    tell(growing, 'map-parameters', place('parameter[0]'), 'reference');
    return;
  }
  for (const { entry } of steps) if (entry !== undefined) entry.leaves += 1;
  growing.resources[resource]?.references.push(() => [pathText(steps), to.resource]);
}

function translate(
  growing: Growing,
  target: StructureMapGroupRuleTarget,
  { variable, type = '' }: Reached,
  { scope, place, rule }: TargetScope,
): void {
  const translation = readTranslation(growing, target, place('parameter'));
  if (translation === undefined) return;
  const { as = type, map } = translation;
  const form = scope.get(translation.variable);
  const key = CODE_KEYS[type];
  if (form?.side !== 'form' || form.field === '' || as !== type)
    tell(growing, 'map-parameters', place('parameter'), 'translate');
  else if (key === undefined) tell(growing, 'map-type-unfit', place('element'), type);
  else addRule(growing, rule, { at: place('parameter'), form, place: variable, key, codec: 'code', map });
}

function copy(
  growing: Growing,
  { parameter = [] }: StructureMapGroupRuleTarget,
  { variable, type = '' }: Reached,
  within: TargetScope,
): void {
  const { scope, place, rule } = within;
  const [only, ...more] = parameter;
  const codec = codecFor(type);
  if (only === undefined || more.length > 0) tell(growing, 'map-parameters', place('parameter'), 'copy');
  else if (codec === undefined) tell(growing, 'map-type-unfit', place('element'), type);
  else if (only.valueId === undefined) writeConstant(growing, Object.values(only)[0], variable, within);
  else {
    const form = scope.get(only.valueId);
    if (form?.side !== 'form' || form.field === '')
      tell(growing, 'map-variable-unknown', place('parameter[0]'), only.valueId);
    else addRule(growing, rule, { at: place('parameter'), form, place: variable, codec });
  }
}

/** Within an entry it tells the entry from its neighbours; elsewhere it is fixed, unless it hangs on a field. */
function writeConstant(
  growing: Growing,
  value: unknown,
  { resource, steps, row }: FhirVariable,
  { sure, place }: TargetScope,
): void {
  const entry = lastEntry(steps);
  const below = namesBelow(steps);
  if (entry !== undefined && below !== '' && isConditionValue(value)) entry.conditions.push([below, value]);
  else if (entry === undefined && row !== undefined && below !== '') row.where[below] = value;
  else if (entry === undefined && sure) Object.assign(growing.resources[resource]?.fixed ?? {}, { [below]: value });
  else tell(growing, 'map-constant', place('parameter'), String(value));
}

/** Of the Bundle itself only its type can be said. */
function writeBundle(
  growing: Growing,
  { element, transform, parameter = [] }: StructureMapGroupRuleTarget,
  place: MapPlace,
) {
  const type = parameter[0]?.valueString;
  if (element === 'type' && transform === 'copy' && (type === 'collection' || type === 'document'))
    growing.bundle = type;
  else tell(growing, 'map-type-unfit', place, `Bundle ${element}`);
}
