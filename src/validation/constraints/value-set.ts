/** The content of a value set: systems are absolute, and codes, filters and other sets are known where they can be looked up. */
import { ABSOLUTE_FORM, SYSTEM_NOT_SET } from './coding.ts';
import { type Fields, isFields, list } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function valueSet({ element, base }: Origin): Rule[] {
  const applies = element.path === 'ValueSet' && base === undefined;
  return applies ? [{ kind: 'value-set', detail: 'compose', check }] : [];
}

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;
/** What may be asked of the concepts of any code system, whatever properties it declares. */
const PROPERTIES = new Set(['concept', 'code', 'display', 'parent', 'child', 'status', 'inactive', 'notSelectable']);

interface Part {
  readonly include: Fields;
  readonly below: string;
  readonly node: Node;
}

function check(node: Node, run: Run): void {
  const { compose } = node.value as Fields;
  if (!isFields(compose)) return;
  for (const kind of ['include', 'exclude']) {
    list(compose[kind]).forEach((include, index) => {
      checkPart({ include, below: `.compose.${kind}[${index}]`, node }, run);
    });
  }
}

function checkPart(part: Part, run: Run): void {
  const { include, below, node } = part;
  const { system, valueSet: sets } = include;
  (Array.isArray(sets) ? sets : []).forEach((canonical, index) => {
    if (typeof canonical === 'string' && !canonical.startsWith('#') && !run.terminology.knows(canonical))
      run.report('definition-not-loaded', node, { canonical }, { below: `${below}.valueSet[${index}]` });
  });
  if (typeof system !== 'string') return;
  if (!ABSOLUTE.test(system)) {
    run.report('coding-system-wrong', node, { found: system, expected: ABSOLUTE_FORM }, { below: `${below}.system` });
    return;
  }
  const definition = run.definition('CodeSystem', system);
  if (definition === undefined && run.terminology.knows(system))
    run.report('coding-system-wrong', node, { found: system, expected: SYSTEM_NOT_SET }, { below: `${below}.system` });
  checkConcepts(system, part, run);
  if (isFields(definition)) checkFilters(definition, part, run);
}

function checkConcepts(system: string, { include, below, node }: Part, run: Run): void {
  const seen = new Set<unknown>();
  list(include['concept']).forEach(({ code, display }, index) => {
    const place = { below: `${below}.concept[${index}]` };
    if (typeof code !== 'string') return;
    if (seen.has(code)) run.report('set-code-twice', node, { code, system }, place);
    seen.add(code);
    if (run.terminology.lookup(system, code).found === 'no-concept')
      run.report('set-code-unknown', node, { code, system }, place);
    else if (typeof display === 'string' && run.terminology.checkDisplay(system, code, display) === 'not-member')
      run.report('set-display', node, { code, system, found: display }, place);
  });
}

function checkFilters(definition: Fields, { include, below, node }: Part, run: Run): void {
  const properties = list(definition['property']).map(({ code }) => code);
  const filters = list(definition['filter']);
  list(include['filter']).forEach(({ property, op }, index) => {
    const place = { below: `${below}.filter[${index}]` };
    const words = { property: String(property), op: String(op), system: String(definition['url']) };
    const declared = filters.find(({ code }) => code === property);
    if (declared === undefined && !properties.includes(property) && !PROPERTIES.has(String(property)))
      run.report('set-filter-unknown', node, words, place);
    const { operator } = declared ?? {};
    if (Array.isArray(operator) && !operator.includes(op)) run.report('set-filter-operator', node, words, place);
  });
}
