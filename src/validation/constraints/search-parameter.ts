/** A search parameter: it fits the one that it is derived from, its expression can be read, and a composite has its parts. */
import { type Fields, isFields, list } from './fields.ts';
import type { Node } from './node.ts';
import { readFhirPath } from './read-fhirpath.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function searchParameter({ element, base }: Origin): Rule[] {
  const applies = element.path === 'SearchParameter' && base === undefined;
  return applies ? [{ kind: 'search-parameter', detail: 'SearchParameter', check }] : [];
}

function check(node: Node, run: Run): void {
  const { derivedFrom, type, expression, component } = node.value as Fields;
  if (typeof derivedFrom === 'string') checkDerivation(derivedFrom, node, run);
  if (typeof expression === 'string') {
    const reason = readFhirPath(expression, node, run);
    if (reason !== undefined)
      run.report('expression-unreadable', node, { expression, reason }, { below: '.expression', key: 'expression' });
  }
  if (type === 'composite' && list(component).length < 2) run.report('search-components', node, {});
}

function checkDerivation(derivedFrom: string, node: Node, run: Run): void {
  const origin = run.definition('SearchParameter', derivedFrom);
  if (!isFields(origin)) {
    run.report(
      'definition-not-loaded',
      node,
      { canonical: derivedFrom },
      { below: '.derivedFrom', key: 'derivedFrom' },
    );
    return;
  }
  const { type, base, expression } = node.value as Fields;
  const bases = strings(origin['base']);
  for (const found of strings(base))
    if (!bases.some((one) => run.isA(found, one)))
      run.report('search-base', node, { found, expected: bases.join(', '), derivedFrom });
  if (type !== origin['type'])
    run.report('search-type', node, { found: String(type), expected: String(origin['type']), derivedFrom });
  const wanted = partsOf(origin['expression']);
  if (typeof expression === 'string' && !sameParts(partsOf(expression), wanted))
    run.report('search-expression', node, { found: expression, expected: wanted.join(' | '), derivedFrom });
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** The alternatives of an expression, whatever their order. */
const partsOf = (expression: unknown): readonly string[] =>
  typeof expression === 'string'
    ? expression
        .split('|')
        .map((part) => part.trim())
        .sort()
    : [];

const sameParts = (one: readonly string[], other: readonly string[]): boolean => one.join('|') === other.join('|');
