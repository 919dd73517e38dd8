/** A value that a profile fixes: the instance must have exactly this. */
import { choiceValue } from './choice-key.ts';
import { allFromFixed, inWords, placeOf } from './compare.ts';
import type { Origin, Rule } from './shape.ts';

export function fixed({ element, source }: Origin): Rule[] {
  const value = choiceValue(element, 'fixed');
  if (value === undefined) return [];
  return [
    {
      kind: 'fixed',
      detail: value,
      check(node, run) {
        const differences = allFromFixed(value, node.value);
        if (differences.length === 0) return node.name === 'code' ? run.excuse(node.parent?.value) : undefined;
        for (const { below, expected, found } of differences)
          run.report(
            'fixed-differs',
            node,
            { expected: inWords(expected), found: inWords(found), source },
            { below: placeOf(below) },
          );
      },
    },
  ];
}
