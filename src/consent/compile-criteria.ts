/** Compiles criteria for one requester into a condition over the row: what the request settles becomes a constant. */
import { ACT_CODE, codesBelow, codesRelated, isPurposeWithin, splitToken } from './codes.ts';
import type { Context } from './context.ts';
import type { Actors, Criteria, DataCriterion, Labels, Tokens } from './criteria.ts';
import { leadingTo } from './directory.ts';
import { instant } from './facts.ts';
import { and, constant, FALSE, type Formula, not, or, TRUE } from './formula.ts';
import { unique } from './json.ts';
import { GATHERING_TYPES, referencesOf } from './match.ts';
import type { Effect } from './read-consent.ts';
import type { Span } from './time.ts';
import type { Viewing } from './viewing.ts';

/** One requester in one world. */
export interface Standpoint {
  readonly viewing: Viewing;
  readonly context: Context;
}

const CONF_MISSING: Formula = { op: 'confMissing' };

/** The condition on a row under which {@link matches} holds for it. */
export function compileCriteria(criteria: Criteria, effect: Effect, standpoint: Standpoint): Formula {
  const { viewing } = standpoint;
  const { actors, actions, labels, purposes, classes, codes, dataPeriod, data } = criteria;
  return and(
    constant(effect === 'deny' || viewing.closure.size > 0),
    constant(actions?.includes(viewing.action) ?? true),
    constant(purposes?.some((listed) => isPurposeWithin(viewing.purpose, listed)) ?? true),
    actors ? compileActors(actors, effect, standpoint) : TRUE,
    labels ? (effect === 'permit' ? compilePermittedLabels(labels) : compileDeniedLabels(labels)) : TRUE,
    classes ? { op: 'class', any: classes.exact, bare: classes.bare } : TRUE,
    codes ? { op: 'code', any: codes.exact, bare: codes.bare } : TRUE,
    dataPeriod ? compileDataPeriod(dataPeriod, effect) : TRUE,
    data ? or(...data.map((criterion) => compileData(criterion, effect, standpoint))) : TRUE,
  );
}

function compileActors(actors: Actors, effect: Effect, { viewing, context }: Standpoint): Formula {
  const { recipients, others, custodians } = actors;
  const isAnyone = recipients.length + others.length === 0;
  const meant = effect === 'permit' ? recipients : [...recipients, ...others];
  const who = effect === 'permit' ? viewing.closure : viewing.refusable;
  return and(
    constant(isAnyone || meant.some((reference) => who.has(reference))),
    custodians.length === 0
      ? TRUE
      : {
          op: 'custodianAny',
          any: leadingTo(custodians, context.directory, viewing.at),
        },
  );
}

function compilePermittedLabels({ levels, sensitivities, handling }: Labels): Formula {
  const level: Formula = levels.length === 0 ? TRUE : { op: 'confAtMost', level: Math.max(...levels) };
  const asked = sensitivities.exact.length + sensitivities.bare.length + handling.length > 0;
  const listed = widen(sensitivities, codesBelow);
  return asked
    ? and(level, not(CONF_MISSING), {
        op: 'sensWithin',
        all: listed.exact,
        bare: listed.bare,
      })
    : level;
}

function compileDeniedLabels({ levels, sensitivities, handling }: Labels): Formula {
  const listed = widen(sensitivities, codesRelated);
  return or(
    CONF_MISSING,
    levels.length === 0 ? FALSE : { op: 'confAtLeast', level: Math.min(...levels) },
    listed.exact.length + listed.bare.length === 0 ? FALSE : { op: 'sensAny', any: listed.exact, bare: listed.bare },
    handling.length === 0 ? FALSE : { op: 'handlingAny', any: handling },
  );
}

/** Spells out the sensitivity tree, so that a row answers by equality alone. */
function widen({ exact, bare }: Tokens, spread: (code: string) => readonly string[]): Tokens {
  const inTree = (codes: readonly string[]): string[] =>
    codes.flatMap((code) => spread(code).map((other) => `${ACT_CODE}|${other}`));
  const coded = exact.map(splitToken).flatMap(([system, code]) => (system === ACT_CODE ? [code] : []));
  return { exact: unique([...exact, ...inTree(coded), ...inTree(bare)]), bare };
}

function compileDataPeriod(span: Span, effect: Effect): Formula {
  const ends = { start: instant(span.start), end: instant(span.end) };
  return effect === 'permit'
    ? { op: 'clinicalWithin', ...ends }
    : or({ op: 'clinicalUnknown' }, { op: 'clinicalOverlaps', ...ends });
}

function compileData({ meaning, reference }: DataCriterion, effect: Effect, { context, viewing }: Standpoint): Formula {
  const any = [reference];
  switch (meaning) {
    case 'instance':
      return { op: 'selfAny', any };
    case 'dependents':
      return or({ op: 'selfAny', any }, { op: 'refersAny', any });
    case 'related': {
      const isGathering = GATHERING_TYPES.includes(reference.slice(0, reference.indexOf('/')));
      return or(
        {
          op: 'selfAny',
          any: unique([reference, ...referencesOf(reference, context)]),
        },
        isGathering ? { op: 'refersAny', any } : FALSE,
      );
    }
    case 'authoredby': {
      const authors = leadingTo(any, context.directory, viewing.at);
      return or(
        { op: 'authorAny', any: authors },
        {
          op: effect === 'permit' ? 'performerOnlyAny' : 'performerAny',
          any: authors,
        },
      );
    }
  }
}
