/** A definition of a type, profile or extension: it fits its base, and each of its elements can be and means something. */
import { elementsOf, rootOf } from './element-lookup.ts';
import { type Fields, isFields, list } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';
import { checkDerivedElement } from './structure-derivation.ts';
import { checkElement } from './structure-element.ts';
import { checkOrder } from './structure-order.ts';
import { checkSlicing } from './structure-slicing.ts';

export function structureDefinition({ element, base }: Origin): Rule[] {
  const applies = element.path === 'StructureDefinition' && base === undefined;
  return applies ? [{ kind: 'structure-definition', detail: 'StructureDefinition', check }] : [];
}

function check(node: Node, run: Run): void {
  const definition = node.value as Fields;
  checkBase(node, run);
  checkContexts(node, run);
  const { baseDefinition, derivation, differential } = definition;
  const base = typeof baseDefinition === 'string' ? elementsOf(baseDefinition, run) : undefined;
  const root = base === undefined || derivation !== 'constraint' ? undefined : rootOf(base);
  for (const part of ['snapshot', 'differential']) {
    const holder = definition[part];
    list(isFields(holder) ? holder['element'] : undefined).forEach((element, index) => {
      checkElement({ element, below: `.${part}.element[${index}]`, node }, run);
    });
  }
  const elements = list(isFields(differential) ? differential['element'] : undefined);
  elements.forEach((element, index) => {
    const place = { element, below: `.differential.element[${index}]`, node };
    if (element['slicing'] !== undefined && root !== undefined) checkSlicing(place, root, run);
    if (root !== undefined) checkDerivedElement(place, root, run);
  });
  if (root !== undefined) checkOrder(elements, root, { node, run });
}

function checkBase(node: Node, run: Run): void {
  const { baseDefinition, derivation, type, kind } = node.value as Fields;
  if (typeof baseDefinition !== 'string') return;
  const base = run.definition('StructureDefinition', baseDefinition);
  if (!isFields(base)) {
    run.report('definition-not-loaded', node, { canonical: baseDefinition }, { below: '.baseDefinition' });
    return;
  }
  const words = { baseDefinition, found: String(type), expected: String(base['type']) };
  if (derivation === undefined) run.report('structure-derivation-missing', node, {});
  else if (derivation === 'constraint' && base['type'] !== type) run.report('structure-base-type', node, words);
  else if (derivation === 'specialization' && base['type'] === type) run.report('structure-base-same', node, words);
  if (derivation === 'constraint' && base['kind'] !== kind) {
    const kinds = { baseDefinition, found: String(kind), expected: String(base['kind']) };
    run.report('structure-base-kind', node, kinds);
  }
}

/** An extension says where it may be used: `Element` is everywhere, and seldom meant. */
function checkContexts(node: Node, run: Run): void {
  const { type, context, derivation } = node.value as Fields;
  if (type !== 'Extension' || derivation !== 'constraint') return;
  list(context).forEach((one, index) => {
    if (one['type'] !== 'element') return;
    const below = `.context[${index}]`;
    if (one['expression'] === 'Element') run.report('structure-context-wide', node, {}, { below });
    else if (typeof one['expression'] === 'string' && one['expression'].endsWith('[x]') === false) {
      const [name = ''] = one['expression'].split('.');
      const known = run.definition('StructureDefinition', `http://hl7.org/fhir/StructureDefinition/${name}`);
      if (/^[A-Za-z]+$/.test(name) && known === undefined)
        run.report('structure-context-unknown', node, { found: one['expression'] }, { below });
    }
  });
}
