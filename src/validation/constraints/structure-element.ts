/** An element of a definition by itself: its types, values, bindings and rules agree with each other. */
import { typesOf } from './element-lookup.ts';
import { type Fields, isFields, list } from './fields.ts';
import type { Node } from './node.ts';
import { choiceIn } from './questionnaire.ts';
import { readFhirPath } from './read-fhirpath.ts';
import type { Run } from './shape.ts';

export interface ElementPlace {
  readonly element: Fields;
  /** The path of the element below the definition, e.g. `.differential.element[3]`. */
  readonly below: string;
  readonly node: Node;
}

/** What may be bound to a set of codes. `Extension` and `BackboneElement` stand for the codes in them. */
const BINDABLE = new Set(
  'code Coding CodeableConcept CodeableReference Quantity Duration Age Money Count Distance SimpleQuantity MoneyQuantity string uri url canonical markdown id oid Extension Element BackboneElement'.split(
    ' ',
  ),
);
export const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';

export function checkElement(place: ElementPlace, run: Run): void {
  const { element, below, node } = place;
  const path = String(element['path']);
  if (!path.includes('.') && element['slicing'] !== undefined) {
    run.report('structure-slicing-root', node, { path }, { below });
    run.report('structure-unusable', node, { path, reason: 'slicing' });
  }
  const types = typesOf(element);
  // What has an extension in its stead, and the primitive of a core type, is described by other means.
  const named = types.some((code) => code.startsWith(SYSTEM_TYPE)) ? [] : types;
  if (named.length > 0) {
    checkValue('fixed', named, place, run);
    checkValue('pattern', named, place, run);
    // In a snapshot, a binding may be what is left of a choice that has been narrowed.
    if (
      isFields(element['binding']) &&
      below.startsWith('.differential') &&
      !named.some((code) => BINDABLE.has(code) || code.includes(':'))
    )
      run.report('structure-binding', node, { path, found: named.join(' | ') }, { below });
  }
  checkTypes(place, run);
  checkRules(place, run);
  checkUrl(place, run);
}

/** A fixed value or a pattern is of the one type that the element has. */
export function checkValue(kind: 'fixed' | 'pattern', types: readonly string[], place: ElementPlace, run: Run): void {
  const { element, below, node } = place;
  const [name] = choiceIn(element, kind) ?? [];
  if (name === undefined) return;
  const found = name.slice(kind.length);
  if (
    !types.some((code) => code.toLowerCase() === found.toLowerCase() || code.includes(':')) &&
    !isSpecial(types, found)
  )
    run.report(
      'structure-value-type',
      node,
      { path: String(element['path']), kind, found, expected: types.join(' | ') },
      { below },
    );
}

/** A value of Quantity is also one of its specialisations. */
const isSpecial = (types: readonly string[], found: string): boolean =>
  found === 'Quantity' &&
  types.some((code) => /^(Age|Duration|Count|Distance|SimpleQuantity|MoneyQuantity)$/.test(code));

function checkTypes({ element, below, node }: ElementPlace, run: Run): void {
  list(element['type']).forEach((type, index) => {
    const { code, profile } = type;
    const at = `${below}.type[${index}]`;
    if (typeof code !== 'string') return;
    (Array.isArray(profile) ? profile : []).forEach((canonical, place) => {
      const definition = typeof canonical === 'string' ? run.definition('StructureDefinition', canonical) : undefined;
      if (!isFields(definition) || typeof definition['type'] !== 'string') return;
      const own = definition['type'];
      // A profile may also be meant for a part of a resource, and is then named by its path.
      if (own !== code && code !== 'Element' && !run.isA(own, code) && !String(canonical).includes('#'))
        run.report(
          'structure-type-profile',
          node,
          { canonical: String(canonical), found: own, expected: code },
          { below: `${at}.profile[${place}]` },
        );
    });
  });
}

function checkRules({ element, below, node }: ElementPlace, run: Run): void {
  list(element['constraint']).forEach(({ key, expression }, index) => {
    const reason = typeof expression === 'string' ? readFhirPath(expression, node, run) : undefined;
    if (reason !== undefined)
      run.report(
        'expression-unreadable',
        node,
        { expression: `${key}: ${expression}`, reason },
        { below: `${below}.constraint[${index}]` },
      );
  });
}

/** The URL that an extension fixes for its uses is its own. */
function checkUrl({ element, below, node }: ElementPlace, run: Run): void {
  const { url, type } = node.value as Fields;
  const { path, fixedUri, id } = element;
  if (type !== 'Extension' || path !== 'Extension.url' || (id !== undefined && id !== 'Extension.url')) return;
  if (typeof fixedUri === 'string' && typeof url === 'string' && fixedUri !== url)
    run.report('structure-extension-url', node, { found: fixedUri, expected: url }, { below });
}
