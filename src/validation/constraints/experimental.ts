/** A resource that calls itself experimental, where only what is meant for use is wanted. */
import { isFields } from './fields.ts';
import type { Origin, Rule } from './shape.ts';

export function experimental({ element, base }: Origin): Rule[] {
  if (base !== undefined || element.path?.endsWith('.experimental') !== true) return [];
  return [
    {
      kind: 'experimental',
      detail: element.path,
      check({ value, parent }, run) {
        if (value !== true || run.policy.experimental === 'allowed') return;
        if (parent !== undefined && isFields(parent.value))
          run.report('content-experimental', parent, {}, { key: 'experimental' });
      },
    },
  ];
}
