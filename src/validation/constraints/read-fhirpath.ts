/** Reads expressions that are part of what is validated: can they be FHIRPath at all? */
import fhirpath from 'fhirpath';
import { isOutOfTime, limited } from './limited.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

const readable = new Map<string, string | undefined>();
/** Longer ones are read against the clock even in a small resource. */
const CHARACTERS_UNWATCHED = 500;

/** Why an expression is no FHIRPath; undefined when it can be read. */
export function readFhirPath(expression: string, node: Node, run: Run): string | undefined {
  if (readable.has(expression)) return readable.get(expression);
  const watch = expression.length > CHARACTERS_UNWATCHED ? 'always' : 'large';
  const reason = limited(watch, node, run, () => reasonAgainst(expression));
  if (reason === undefined || !isOutOfTime(reason)) {
    // Expressions come from callers, so the memory is emptied before it can grow without end.
    if (readable.size >= READABLE_MAX) readable.clear();
    readable.set(expression, reason);
  }
  return reason;
}

const READABLE_MAX = 1_000;

function reasonAgainst(expression: string): string | undefined {
  try {
    const unknown = callsIn(fhirpath.parse(expression) as Branch).find((name) => !FUNCTIONS.has(name));
    return unknown === undefined ? undefined : `there is no function ${unknown}()`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A part of a parsed expression. */
interface Branch {
  readonly type?: string;
  readonly text?: string;
  readonly children?: readonly Branch[];
}

function callsIn({ type, text, children = [] }: Branch): string[] {
  const own = type === 'FunctionInvocation' && text !== undefined ? [text] : [];
  return [...own, ...children.flatMap(callsIn)];
}

/** The functions of FHIRPath 2.0 and of R4, and those of later drafts that profiles use already. */
const FUNCTIONS = new Set(
  `empty exists all allTrue anyTrue allFalse anyFalse subsetOf supersetOf count distinct isDistinct where select repeat
  ofType single first last tail skip take intersect exclude union combine iif not as is
  toBoolean convertsToBoolean toInteger convertsToInteger toLong convertsToLong toDate convertsToDate toDateTime
  convertsToDateTime toDecimal convertsToDecimal toQuantity convertsToQuantity toString convertsToString toTime
  convertsToTime indexOf lastIndexOf substring startsWith endsWith contains upper lower replace matches matchesFull
  replaceMatches length toChars split join trim encode decode escape unescape abs ceiling exp floor ln log power round
  sqrt truncate children descendants trace now timeOfDay today aggregate sum min max avg type defineVariable precision
  lowBoundary highBoundary comparable year month day hour minute second millisecond timezoneOffset sort repeatAll
  extension hasValue getValue resolve elementDefinition slice checkModifiers conformsTo memberOf subsumes subsumedBy
  htmlChecks htmlChecks2 hasTemplateIdOf getResourceKey getReferenceKey weight ordinal expand lookup validateVS
  validateCS translate allowsCodes isUri createdAt`.split(/\s+/),
);
