/** A value that a profile fixes: the instance must have exactly this. */
import { choiceValue } from './choice-key.ts';
import { differsFromFixed, inWords } from './compare.ts';
import type { Origin, Rule } from './shape.ts';

export function fixed({ element, source }: Origin): Rule[] {
  const value = choiceValue(element, 'fixed');
  if (value === undefined) return [];
  return [
    {
      kind: 'fixed',
      detail: value,
      check(node, run) {
        const difference = differsFromFixed(value, node.value);
        if (difference === undefined) return node.name === 'code' ? run.excuse(node.parent?.value) : undefined;
        const { below, expected, found } = difference;
        run.report('fixed-differs', node, { expected: inWords(expected), found: inWords(found), source }, { below });
      },
    },
  ];
}
