/** The score of a group in a measure's report: there where the measure is scored, and a share between 0 and 1 for a proportion. */
import { isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

export interface Scored {
  readonly score: unknown;
  /** The path of the group below the report. */
  readonly at: string;
  readonly node: Node;
  /** The type of the report. */
  readonly type: unknown;
  readonly scoring: string | undefined;
}

const SCORED = new Set(['proportion', 'ratio', 'continuous-variable']);

export function checkScore({ score, at, node, type, scoring }: Scored, run: Run): void {
  const below = `${at}.measureScore`;
  const words = { scoring: scoring ?? '∅' };
  if (type === 'data-collection' || scoring === 'cohort') {
    if (score !== undefined) run.report('measure-score-unasked', node, words, { below });
    return;
  }
  if (scoring === undefined || !SCORED.has(scoring)) return;
  if (!isFields(score)) {
    run.report('measure-score-missing', node, words, { below: at });
    return;
  }
  const { value, code, unit } = score;
  if (typeof value !== 'number') {
    if (score['extension'] === undefined) run.report('measure-score-missing', node, words, { below });
  } else if (scoring === 'proportion' && (value < 0 || value > 1)) {
    run.report('measure-score-range', node, { found: value }, { below: `${below}.value` });
  }
  if (scoring === 'proportion' && (unit !== undefined || code !== undefined))
    run.report('measure-score-unit', node, words, { below });
}
