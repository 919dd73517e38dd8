/** The rules of a mapping made ready to run: paths taken apart, codecs and tables found, once for each mapping. */
import { type CodecContext, codecOf, type FormCodec } from './form-codecs.ts';
import { type Mapping, type Rule, targetsOf } from './mapping.ts';
import { compilePath, type Step } from './path-steps.ts';

interface ReadyTarget {
  /** The codec's name for it. */
  readonly key: string;
  /** The resource, row or part that it begins with. */
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface ReadyRule {
  readonly rule: Rule;
  readonly codec: FormCodec;
  readonly context: CodecContext;
  readonly targets: readonly ReadyTarget[];
}

/** The rules of one direction. */
interface ReadyRules {
  readonly head: readonly ReadyRule[];
  /** By table. */
  readonly rows: ReadonlyMap<string, readonly ReadyRule[]>;
}

export interface Ready {
  readonly toForm: ReadyRules;
  readonly toFhir: ReadyRules;
  /** Rules that say that what stands at their target is left behind. */
  readonly lost: ReadyRules;
  readonly bySource: ReadonlyMap<string, Rule>;
}

const known = new WeakMap<Mapping, Ready>();

export function readyRules(mapping: Mapping): Ready {
  const before = known.get(mapping);
  if (before !== undefined) return before;
  const ready = {
    toForm: rulesOf(mapping, 'to-form'),
    toFhir: rulesOf(mapping, 'to-fhir'),
    lost: rulesOf(mapping, 'none'),
    bySource: new Map(mapping.rules.map((rule) => [rule.source, rule])),
  };
  known.set(mapping, ready);
  return ready;
}

function rulesOf(mapping: Mapping, direction: 'to-form' | 'to-fhir' | 'none'): ReadyRules {
  const fitting = mapping.rules.filter(
    (rule) => rule.direction === direction || (rule.direction === 'both' && direction !== 'none'),
  );
  const ready = fitting.map((rule) => readyRule(mapping, rule));
  return {
    head: ready.filter(({ rule }) => rule.table === undefined),
    rows: new Map(
      Object.keys(mapping.rowTables).map((table) => [table, ready.filter(({ rule }) => rule.table === table)]),
    ),
  };
}

function readyRule(mapping: Mapping, rule: Rule): ReadyRule {
  const targets = Object.entries(targetsOf(rule)).map(([key, target]) => {
    const dot = target.indexOf('.');
    return { key, name: target.slice(0, dot), steps: compilePath(target.slice(dot + 1)) };
  });
  return { rule, codec: codecOf(rule), context: { rule, table: mapping.tables[rule.map ?? ''] }, targets };
}
