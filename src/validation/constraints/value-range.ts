/** The smallest and the largest value of an element. */
import { choiceValue } from './choice-key.ts';
import { inWords } from './compare.ts';
import type { Origin, Rule } from './shape.ts';

export function valueRange({ element }: Origin): Rule[] {
  const min = choiceValue(element, 'minValue');
  const max = choiceValue(element, 'maxValue');
  if (min === undefined && max === undefined) return [];
  return [
    {
      kind: 'value-range',
      detail: { min, max },
      check(node, run) {
        const below = min !== undefined && compare(node.value, min) === -1;
        const above = max !== undefined && compare(node.value, max) === 1;
        if (!below && !above) return;
        const expected = `${min === undefined ? '' : inWords(min)} … ${max === undefined ? '' : inWords(max)}`;
        run.report('value-range', node, {
          found: inWords(node.value),
          expected,
        });
      },
    },
  ];
}

/** -1, 0 or 1; undefined where the two cannot be compared (another unit, a coarser date). */
function compare(value: unknown, limit: unknown): number | undefined {
  if (typeof value === 'number' && typeof limit === 'number') return Math.sign(value - limit);
  if (typeof value === 'string' && typeof limit === 'string') return compareTexts(value, limit);
  if (!isQuantity(value) || !isQuantity(limit)) return undefined;
  const sameUnit = value.system === limit.system && value.code === limit.code;
  return sameUnit ? compare(value.value, limit.value) : undefined;
}

function compareTexts(value: string, limit: string): number {
  const length = Math.min(value.length, limit.length);
  const [left, right] = [value.slice(0, length), limit.slice(0, length)];
  return left === right ? 0 : left < right ? -1 : 1;
}

interface Quantity {
  readonly value?: unknown;
  readonly system?: unknown;
  readonly code?: unknown;
}

const isQuantity = (value: unknown): value is Quantity => typeof value === 'object' && value !== null;
