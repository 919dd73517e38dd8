/** The longest text that an element allows. */
import type { Origin, Rule } from './shape.ts';

export function maxLength({ element, base }: Origin): Rule[] {
  const max = element.maxLength;
  if (max === undefined || max === base?.maxLength) return [];
  return [
    {
      kind: 'max-length',
      detail: max,
      check(node, run) {
        if (typeof node.value !== 'string' || node.value.length <= max) return;
        // Characters, not UTF-16 units: a rare kanji counts once.
        const found = [...node.value].length;
        if (found > max) run.report('value-too-long', node, { max, found });
      },
    },
  ];
}
