/** A report of a measure: its groups, populations, stratifiers and scores are those that the measure asks for. */
import { type Fields, isFields, list } from './fields.ts';
import { checkScore } from './measure-score.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function measureReport({ element, base }: Origin): Rule[] {
  const applies = element.path === 'MeasureReport' && base === undefined;
  return applies ? [{ kind: 'measure-report', detail: 'Measure', check }] : [];
}

interface Report {
  readonly node: Node;
  readonly run: Run;
  readonly type: unknown;
  readonly scoring: string | undefined;
}

function check(node: Node, run: Run): void {
  const { measure: canonical, group, type } = node.value as Fields;
  if (typeof canonical !== 'string') return;
  const measure = measureOf(canonical, node, run);
  if (measure === undefined) {
    run.report('definition-not-loaded', node, { canonical }, { below: '.measure', key: 'measure' });
    return;
  }
  const report = { node, run, type, scoring: scoringOf(measure) };
  const asked = list(measure['group']);
  const given = list(group);
  const [only] = asked;
  const [single] = given;
  if (asked.length === 1 && given.length === 1 && only !== undefined && single !== undefined) {
    // One group of one need not be named; where both are, they are the same.
    if (isFields(only['code']) && isFields(single['code']) && !sameConcept(only['code'], single['code']))
      run.report('measure-part-unknown', node, { part: 'group' }, { below: '.group[0].code' });
    checkGroup(only, single, '.group[0]', report);
    return;
  }
  const pairs = pair({ part: 'group', asked, given, at: '', optional: type === 'data-collection' }, report);
  for (const { one, other, below } of pairs) checkGroup(one, other, below, report);
}

function measureOf(canonical: string, node: Node, run: Run): Fields | undefined {
  if (!canonical.startsWith('#')) return fieldsOf(run.definition('Measure', canonical));
  const resolution = run.resolve(canonical, node);
  return resolution.found === 'here' && resolution.node.type === 'Measure'
    ? fieldsOf(resolution.node.value)
    : undefined;
}

const fieldsOf = (value: unknown): Fields | undefined => (isFields(value) ? value : undefined);

function scoringOf({ scoring }: Fields): string | undefined {
  const [coding] = list(fieldsOf(scoring)?.['coding']);
  const code = coding?.['code'];
  return typeof code === 'string' ? code : undefined;
}

function checkGroup(asked: Fields, given: Fields, at: string, report: Report): void {
  const { type, run, node } = report;
  const populations = list(asked['population']);
  // What a measure observes is no population of its own that a report counts.
  const needed = populations.filter(({ code }) => !hasCode(code, 'measure-observation'));
  pair({ part: 'population', asked: populations, needed, given: list(given['population']), at }, report);
  checkScore({ score: given['measureScore'], at, node, type, scoring: report.scoring }, run);
  pair({ part: 'stratifier', asked: list(asked['stratifier']), given: list(given['stratifier']), at }, report);
}

interface Pairing {
  readonly part: 'group' | 'population' | 'stratifier';
  readonly asked: readonly Fields[];
  /** Those that the report must not lack; all, where nothing else is said. */
  readonly needed?: readonly Fields[];
  readonly given: readonly Fields[];
  readonly at: string;
  readonly optional?: boolean;
}

interface Pair {
  readonly one: Fields;
  readonly other: Fields;
  readonly below: string;
}

/** Finds for each part of the report the part of the measure that it is about, by its code. */
function pair({ part, asked, needed = asked, given, at, optional }: Pairing, { node, run }: Report): Pair[] {
  const pairs: Pair[] = [];
  given.forEach((other, index) => {
    const below = `${at}.${part}[${index}]`;
    const one = asked.find(({ code }) => isFields(code) && codesOf(other).some((own) => sameConcept(code, own)));
    if (one === undefined) run.report('measure-part-unknown', node, { part }, { below });
    else if (pairs.some((known) => known.one === one)) run.report('measure-part-twice', node, { part }, { below });
    else pairs.push({ one, other, below });
  });
  if (optional === true) return pairs;
  for (const one of needed) {
    if (pairs.some((known) => known.one === one)) continue;
    const name = list(fieldsOf(one['code'])?.['coding'])[0]?.['code'] ?? one['id'] ?? '∅';
    run.report('measure-part-missing', node, { part, name: String(name) }, { below: at });
  }
  return pairs;
}

/** R4 lets a stratifier of a report have several codes, and the other parts one. */
const codesOf = ({ code }: Fields): readonly Fields[] =>
  Array.isArray(code) ? list(code) : isFields(code) ? [code] : [];

function sameConcept(one: Fields, other: Fields): boolean {
  const codings = list(one['coding']);
  if (codings.length === 0) return one['text'] !== undefined && one['text'] === other['text'];
  return codings.some(({ system, code }) =>
    list(other['coding']).some((own) => own['system'] === system && own['code'] === code),
  );
}

const hasCode = (concept: unknown, wanted: string): boolean =>
  list(fieldsOf(concept)?.['coding']).some(({ code }) => code === wanted);
