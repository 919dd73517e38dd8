/** The conditions of a questionnaire's questions: each looks at another question that is there, and best at an earlier one. */
import { type Fields, list, NESTING_MAX } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function questionnaireConditions({ element, base }: Origin): Rule[] {
  const applies = element.path === 'Questionnaire' && base === undefined;
  return applies ? [{ kind: 'questionnaire-conditions', detail: 'enableWhen', check }] : [];
}

/** Where a question stands: its turn in the order of reading, and the turn of the last question below it. */
interface Turn {
  readonly first: number;
  readonly last: number;
}

interface Spot {
  readonly item: Fields;
  readonly below: string;
}

function check(node: Node, run: Run): void {
  const spots: Spot[] = [];
  const turns = new Map<unknown, Turn>();
  place({ items: list((node.value as Fields)['item']), above: '', depth: 0 }, { spots, turns });
  for (const { item, below } of spots) {
    const own = turns.get(item['linkId']);
    for (const { question } of list(item['enableWhen'])) {
      if (typeof question !== 'string' || own === undefined) continue;
      const asked = turns.get(question);
      const words = { linkId: String(item['linkId']), question };
      if (asked === undefined) run.report('condition-unknown', node, words, { below });
      else if (asked.first >= own.first && asked.last <= own.last) {
        run.report('condition-inside', node, words, { below });
      } else if (asked.first > own.first) run.report('condition-later', node, words, { below });
    }
  }
}

interface Level {
  readonly items: readonly Fields[];
  readonly above: string;
  readonly depth: number;
}

function place({ items, above, depth }: Level, found: { spots: Spot[]; turns: Map<unknown, Turn> }): void {
  if (depth > NESTING_MAX) return;
  items.forEach((item, index) => {
    const below = `${above}.item[${index}]`;
    const first = found.spots.length;
    found.spots.push({ item, below });
    place({ items: list(item['item']), above: below, depth: depth + 1 }, found);
    const { linkId } = item;
    if (typeof linkId === 'string' && !found.turns.has(linkId))
      found.turns.set(linkId, { first, last: found.spots.length - 1 });
  });
}
