/** A pattern that a profile gives: the instance must have at least this. */
import { choiceValue } from './choice-key.ts';
import { allFromPattern, inWords, placeOf } from './compare.ts';
import type { Origin, Rule } from './shape.ts';

export function pattern({ element, source }: Origin): Rule[] {
  const value = choiceValue(element, 'pattern');
  if (value === undefined) return [];
  return [
    {
      kind: 'pattern',
      detail: value,
      check(node, run) {
        const differences = allFromPattern(value, node.value);
        if (differences.length === 0) return node.type === 'Coding' ? run.excuse(node.value) : undefined;
        for (const { below, expected, found } of differences)
          run.report(
            'pattern-differs',
            node,
            { expected: inWords(expected), found: inWords(found), source },
            { below: placeOf(below) },
          );
      },
    },
  ];
}
