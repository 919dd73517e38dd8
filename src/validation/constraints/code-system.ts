/** The content of a code system: properties are declared and of their type, and its count and its value set are about itself. */
import { type Fields, isFields, list, NESTING_MAX } from './fields.ts';
import type { Node } from './node.ts';
import { choiceIn } from './questionnaire.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function codeSystem({ element, base }: Origin): Rule[] {
  const applies = element.path === 'CodeSystem' && base === undefined;
  return applies ? [{ kind: 'code-system', detail: 'concept', check }] : [];
}

/** Properties that FHIR itself defines, and that need not be declared. */
const STANDARD = new Set([
  'status',
  'inactive',
  'deprecated',
  'deprecationDate',
  'effectiveDate',
  'parent',
  'child',
  'notSelectable',
  'retirementDate',
  'synonym',
  'comment',
  'itemWeight',
]);

interface Contents {
  readonly node: Node;
  readonly run: Run;
  readonly declared: ReadonlyMap<unknown, unknown>;
  /** The codes of the supplemented system; undefined where this is no supplement, or it is not loaded. */
  readonly supplements: string | undefined;
  count: number;
}

function check(node: Node, run: Run): void {
  const { property, concept, content, count, supplements } = node.value as Fields;
  const contents: Contents = {
    node,
    run,
    declared: new Map(list(property).map(({ code, type }) => [code, type])),
    supplements: typeof supplements === 'string' ? supplements : undefined,
    count: 0,
  };
  checkConcepts(list(concept), '', contents);
  if (content === 'complete' && typeof count === 'number' && count !== contents.count)
    run.report('system-count', node, { expected: count, found: contents.count }, { below: '.count', key: 'count' });
  if (content === 'not-present' && contents.count > 0)
    run.report('system-content', node, { content, found: contents.count }, { below: '.content', key: 'content' });
  if (typeof supplements === 'string' && content !== 'supplement')
    run.report('system-supplement', node, { found: String(content) }, { below: '.content', key: 'content' });
  checkValueSet(node, run);
}

function checkConcepts(concepts: readonly Fields[], above: string, contents: Contents, depth = 0): void {
  if (depth > NESTING_MAX) return;
  concepts.forEach((concept, index) => {
    const below = `${above}.concept[${index}]`;
    contents.count++;
    checkProperties(concept, below, contents);
    const { node, run, supplements } = contents;
    const { code } = concept;
    if (
      supplements !== undefined &&
      typeof code === 'string' &&
      run.terminology.lookup(supplements, code).found === 'no-concept'
    )
      run.report('set-code-unknown', node, { code, system: supplements }, { below });
    checkConcepts(list(concept['concept']), below, contents, depth + 1);
  });
}

function checkProperties(concept: Fields, below: string, { node, run, declared }: Contents): void {
  list(concept['property']).forEach((property, index) => {
    const { code } = property;
    const place = { below: `${below}.property[${index}]` };
    const type = declared.get(code);
    if (typeof code !== 'string') return;
    if (type === undefined) {
      if (!STANDARD.has(code)) run.report('system-property-unknown', node, { code }, place);
      return;
    }
    const found = choiceIn(property, 'value')?.[0].slice('value'.length);
    if (found !== undefined && found.toLowerCase() !== String(type).toLowerCase())
      run.report('system-property-type', node, { code, found, expected: String(type) }, place);
  });
}

/** The set of all codes, where it is loaded, holds this whole system and nothing else. */
function checkValueSet(node: Node, run: Run): void {
  const { valueSet, url } = node.value as Fields;
  const set = typeof valueSet === 'string' ? run.definition('ValueSet', valueSet) : undefined;
  if (!isFields(set) || !isFields(set['compose'])) return;
  const { include, exclude } = set['compose'];
  const [only, ...more] = list(include);
  const isWhole =
    only !== undefined &&
    more.length === 0 &&
    only['system'] === url &&
    exclude === undefined &&
    only['concept'] === undefined &&
    only['filter'] === undefined &&
    only['valueSet'] === undefined;
  if (!isWhole)
    run.report('system-value-set', node, { valueSet: String(valueSet) }, { below: '.valueSet', key: 'valueSet' });
}
