/** Reads the rules of a foreign map that leads from resources into a form. */
import type { StructureMapGroupRule, StructureMapGroupRuleTarget } from '@medplum/fhirtypes';
import { readTranslation } from './foreign-codes.ts';
import {
  addRule,
  CODE_KEYS,
  codecFor,
  type FhirVariable,
  type Growing,
  type Scope,
  tell,
  type Variable,
} from './foreign-scope.ts';
import { pathOf } from './lint-map.ts';
import type { MapPlace } from './map-issue.ts';
import { childOf, jsonName, repeats, typeOf } from './map-world.ts';

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
      ? { value: from, type: undefined }
      : stepTo(growing, from, { element, first: listMode === 'first' }, place('source[0].element'));
  if (read === undefined) return;
  if (variable !== undefined) {
    scope.set(variable, read.value);
    types.set(variable, read.type);
  }
  const before = growing.found.length + growing.issues.length;
  for (const [at, target] of (rule.target ?? []).entries())
    readTarget(growing, target, { scope, types, rule: rule.name, place: (below) => place(`target[${at}].${below}`) });
  readToForm(growing, rule.rule ?? [], { scope, types, path: outer.path });
  const carried = growing.found.length + growing.issues.length > before;
  if (!carried && rule.dependent === undefined) tell(growing, 'map-empty', place('target'), pathOf(source));
}

function stepTo(
  growing: Growing,
  from: FhirVariable,
  { element, first }: { element: string; first: boolean },
  place: MapPlace,
): { value: FhirVariable; type: string | undefined } | undefined {
  if (element.includes('.')) return undefined;
  const at = childOf(growing.world, from.at, element);
  if (at === undefined)
    return tell(growing, 'map-element-unknown', place, pathOf({ context: from.at.element.path ?? '', element }));
  const named = jsonName(at, element);
  if (named === undefined) return tell(growing, 'map-type-unfit', place, at.element.path ?? element);
  if (repeats(at) && !first) return tell(growing, 'map-repeats', place, element);
  const step = { name: `${named.name}${repeats(at) ? '[0]' : ''}` };
  const own = named.type !== undefined && at.element.path?.endsWith('[x]') ? typeOf(growing.world, named.type) : at;
  return { value: { ...from, at: own ?? at, steps: [...from.steps, step] }, type: named.type };
}

interface TargetScope {
  readonly scope: Map<string, Variable>;
  readonly types: Types;
  readonly rule: string;
  place(below: string): MapPlace;
}

function readTarget(growing: Growing, target: StructureMapGroupRuleTarget, within: TargetScope): void {
  const { scope, types, rule, place } = within;
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
  if (repeats(at)) {
    tell(growing, 'map-repeats', place('element'), element);
    return;
  }
  const form = { side: 'form', at, field: into.field === '' ? element : `${into.field}.${element}` } as const;
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
    addRule(growing, rule, { form, place: value, key, codec: 'code', map: translation.map });
  else if (translation === undefined && codec !== undefined) addRule(growing, rule, { form, place: value, codec });
  else tell(growing, 'map-type-unfit', place('parameter'), type ?? value.resource);
}
