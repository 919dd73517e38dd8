/** The smallest and the largest value of an element: numbers, texts, quantities in any unit, and dates reckoned from now. */
import { choiceValue } from './choice-key.ts';
import { inWords } from './compare.ts';
import { isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';
import { shiftNow } from './shift-now.ts';
import { convertUnit } from './ucum.ts';

export function valueRange({ element }: Origin): Rule[] {
  const min = choiceValue(element, 'minValue');
  const max = choiceValue(element, 'maxValue');
  if (min === undefined && max === undefined) return [];
  return [
    {
      kind: 'value-range',
      detail: { min, max },
      check(node, run) {
        const below = min !== undefined && compare(node, limitOf(min, -1, node, run)) === -1;
        const above = max !== undefined && compare(node, limitOf(max, 1, node, run)) === 1;
        if (!below && !above) return;
        const expected = `${min === undefined ? '' : inWords(min)} … ${max === undefined ? '' : inWords(max)}`;
        run.report('value-range', node, { found: inWords(node.value), expected });
      },
    },
  ];
}

/** A duration limits a date by the time before or after now. */
function limitOf(limit: unknown, direction: 1 | -1, { value }: Node, run: Run): unknown {
  return isFields(limit) && typeof value === 'string' ? shiftNow(run.policy.now(), limit, direction) : limit;
}

/** -1, 0 or 1; undefined where the two cannot be compared (different kinds of unit, a coarser date). */
function compare({ value }: Node, limit: unknown): number | undefined {
  if (typeof value === 'number' && typeof limit === 'number') return Math.sign(value - limit);
  if (typeof value === 'string' && typeof limit === 'string') return compareTexts(value, limit);
  return isFields(value) && isFields(limit) ? compareQuantities(value, limit) : undefined;
}

const DAY_CHARACTERS = 10;

function compareTexts(value: string, limit: string): number {
  if (value.length > DAY_CHARACTERS && limit.length > DAY_CHARACTERS) {
    const difference = Date.parse(value) - Date.parse(limit);
    if (!Number.isNaN(difference)) return Math.sign(difference);
  }
  const length = Math.min(value.length, limit.length);
  const [left, right] = [value.slice(0, length), limit.slice(0, length)];
  return left === right ? 0 : left < right ? -1 : 1;
}

const UCUM = 'http://unitsofmeasure.org';

function compareQuantities(
  found: Readonly<Record<string, unknown>>,
  limit: Readonly<Record<string, unknown>>,
): number | undefined {
  const [value, bound] = [found['value'], limit['value']];
  if (typeof value !== 'number' || typeof bound !== 'number' || found['system'] !== limit['system']) return undefined;
  const [from, to] = [found['code'], limit['code']];
  if (from === to) return Math.sign(value - bound);
  if (found['system'] !== UCUM || typeof from !== 'string' || typeof to !== 'string') return undefined;
  const converted = convertUnit(value, from, to);
  return converted === undefined ? undefined : Math.sign(converted - bound);
}
