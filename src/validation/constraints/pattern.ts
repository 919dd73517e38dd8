/** A pattern that a profile gives: the instance must have at least this. */
import { choiceValue } from './choice-key.ts';
import { differsFromPattern, inWords } from './compare.ts';
import type { Origin, Rule } from './shape.ts';

export function pattern({ element, source }: Origin): Rule[] {
  const value = choiceValue(element, 'pattern');
  if (value === undefined) return [];
  return [
    {
      kind: 'pattern',
      detail: value,
      check(node, run) {
        const difference = differsFromPattern(value, node.value);
        if (difference === undefined) return node.type === 'Coding' ? run.excuse(node.value) : undefined;
        const { below, expected, found } = difference;
        run.report('pattern-differs', node, { expected: inWords(expected), found: inWords(found), source }, { below });
      },
    },
  ];
}
