/** A resource's own id is a plain value: no extension may replace it. */
import type { Origin, Rule } from './shape.ts';

export function resourceId({ element, base }: Origin): Rule[] {
  if (base !== undefined || element.base?.path !== 'Resource.id') return [];
  return [
    {
      kind: 'resource-id',
      detail: 'Resource.id',
      check(node, run) {
        if (node.extra !== undefined) run.report('extension-on-id', node, {});
      },
    },
  ];
}
