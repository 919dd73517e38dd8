/** The search parameters that a server declares: each is of the type, and for the resource, that its definition says. */
import { type Fields, isFields, list } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function capabilityStatement({ element, base }: Origin): Rule[] {
  const applies = element.path === 'CapabilityStatement' && base === undefined;
  return applies ? [{ kind: 'capability-statement', detail: 'searchParam', check }] : [];
}

function check(node: Node, run: Run): void {
  const { rest } = node.value as Fields;
  list(rest).forEach((one, restIndex) => {
    list(one['resource']).forEach((resource, index) => {
      checkParameters(resource, `.rest[${restIndex}].resource[${index}]`, { node, run });
    });
    checkParameters(one, `.rest[${restIndex}]`, { node, run });
  });
}

function checkParameters(holder: Fields, above: string, { node, run }: { node: Node; run: Run }): void {
  list(holder['searchParam']).forEach(({ definition, type }, index) => {
    const defined = typeof definition === 'string' ? run.definition('SearchParameter', definition) : undefined;
    if (!isFields(defined) || typeof type !== 'string' || defined['type'] === type) return;
    const words = { canonical: String(definition), expected: String(defined['type']), found: type };
    run.report('capability-search-type', node, words, { below: `${above}.searchParam[${index}]` });
  });
}
