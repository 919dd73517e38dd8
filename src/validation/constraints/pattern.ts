/** A pattern that a profile gives: the instance must have at least this. */
import { choiceValue } from './choice-key.ts';
import { allFromPattern, inWords, placeOf } from './compare.ts';
import { isFields } from './fields.ts';
import type { Origin, Rule } from './shape.ts';

/** A simple value must be the same; of a composed one, the instance may have more. */
const BE = { ja: 'でなければなりません', en: 'must be' };
const CONTAIN = { ja: 'を含まなければなりません', en: 'must contain' };

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
            {
              expected: inWords(expected),
              found: inWords(found),
              source,
              must: isFields(expected) ? CONTAIN : BE,
            },
            { below: placeOf(below) },
          );
      },
    },
  ];
}
