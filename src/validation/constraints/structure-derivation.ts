/** An element of a differential against the same element of the base: it may only ask for more. */
import { follow, type Located, typesOf } from './element-lookup.ts';
import { type Fields, isFields, list } from './fields.ts';
import type { Run } from './shape.ts';
import { checkValue, type ElementPlace, SYSTEM_TYPE } from './structure-element.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

export function checkDerivedElement(place: ElementPlace, root: readonly Located[], run: Run): void {
  const { element, node } = place;
  const path = String(element['path']);
  const found = follow(root, path.split('.').slice(1), run);
  if (found === undefined) return;
  const [base] = found;
  if (base === undefined) {
    run.report('structure-path-unknown', node, { path }, { key: 'differential' });
    return;
  }
  // A slice may be asked for less often than its element as a whole.
  if (element['sliceName'] === undefined) checkCount(element, base.element, place, run);
  if (found.length === 1) checkTypes(element, base.element, place, run);
  checkInheritedTypes(place, found, run);
  const strength = strengthOf(element);
  if (strengthOf(base.element) === 'required' && strength !== undefined && strength !== 'required')
    run.report('structure-binding-weaker', node, { path, found: String(strength) }, { key: 'differential' });
}

/** A profile that says nothing of types leaves those of the base, and its values have to be of them. */
function checkInheritedTypes(place: ElementPlace, found: readonly Located[], run: Run): void {
  if (place.element['type'] !== undefined) return;
  const types = found.flatMap(({ element }) => typesOf(element));
  if (types.length === 0 || types.some((code) => code.startsWith(SYSTEM_TYPE))) return;
  checkValue('fixed', types, place, run);
  checkValue('pattern', types, place, run);
}

const strengthOf = ({ binding }: Fields): unknown => (isFields(binding) ? binding['strength'] : undefined);

function checkCount(element: Fields, base: Fields, { node }: ElementPlace, run: Run): void {
  const path = String(element['path']);
  const { min, max } = element;
  if (typeof min === 'number' && typeof base['min'] === 'number' && min < base['min'])
    run.report('structure-min', node, { path, found: min, expected: base['min'] }, { key: 'differential' });
  if (
    typeof max === 'string' &&
    typeof base['max'] === 'string' &&
    times(max) > times(base['max']) &&
    path.includes('.')
  )
    run.report('structure-max', node, { path, found: max, expected: base['max'] }, { key: 'differential' });
}

const times = (max: string): number => (max === '*' ? Number.POSITIVE_INFINITY : Number(max));

function checkTypes(element: Fields, base: Fields, { node }: ElementPlace, run: Run): void {
  const allowed = typesOf(base);
  const path = String(element['path']);
  if (allowed.length === 0 || !path.includes('.')) return;
  for (const type of list(element['type'])) {
    const { code } = type;
    if (typeof code !== 'string') continue;
    // An abstract type stands for everything that is derived from it.
    if (!allowed.some((one) => one === code || run.isA(code, one) || one.startsWith('http://hl7.org/fhirpath/')))
      run.report('structure-type', node, { path, found: code, expected: allowed.join(' | ') }, { key: 'differential' });
    else checkTargets(type, base, { path, node, run });
  }
}

interface World {
  readonly path: string;
  readonly node: ElementPlace['node'];
  readonly run: Run;
}

function checkTargets({ code, targetProfile }: Fields, base: Fields, { path, node, run }: World): void {
  const allowed = targetsOf(list(base['type']).find((one) => one['code'] === code)?.['targetProfile']);
  if (allowed.length === 0 || allowed.includes(`${CORE}Resource`)) return;
  for (const target of targetsOf(targetProfile)) {
    if (allowed.includes(target)) continue;
    const type = typeOf(target, run);
    const types = allowed.map((one) => typeOf(one, run));
    if (type === undefined || types.includes(undefined)) continue;
    if (!types.some((one) => one !== undefined && run.isA(type, one)))
      run.report(
        'structure-type',
        node,
        { path, found: target, expected: allowed.join(' | ') },
        { key: 'differential' },
      );
  }
}

const targetsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

function typeOf(canonical: string, run: Run): string | undefined {
  const definition = run.definition('StructureDefinition', canonical);
  const type = isFields(definition) ? definition['type'] : undefined;
  return typeof type === 'string' ? type : undefined;
}
