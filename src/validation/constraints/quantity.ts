/** A quantity by itself: the code system of its unit has the code. */
import { isFields } from './fields.ts';
import type { Origin, Rule } from './shape.ts';

export function quantity({ element, base }: Origin): Rule[] {
  if (element.path !== 'Quantity' || base !== undefined) return [];
  return [
    {
      kind: 'quantity',
      detail: 'unit',
      check(node, run) {
        if (!isFields(node.value)) return;
        const { system, code } = node.value;
        if (typeof system !== 'string' || typeof code !== 'string') return;
        if (run.terminology.lookup(system, code).found === 'no-concept')
          run.report('code-unknown', node, { found: code, system }, { below: '.code', key: 'code' });
      },
    },
  ];
}
