/** Runs one rule of a CDA mapping: the elements at its path become the value of its element. */

import type { CdaCodecName, Rule, Tree } from '#mapping';
import { type MessageStep, messagePath, writeMessage } from '#messages';
import { absentFor, reasonOf } from './cda-absent.ts';
import { cdaCodecs } from './cda-codecs.ts';
import type { CdaContext } from './cda-parts.ts';
import { type CdaElement, elementsAt } from './read-cda.ts';

/** Codecs whose value is a primitive: why it is unsaid stands beside its name. */
const PRIMITIVES: readonly string[] = ['cda-date', 'cda-language', 'cda-table', 'cda-text', 'cda-time', 'cda-words'];
const COMPLEX: readonly string[] = ['cda-address', 'cda-code', 'cda-concept', 'cda-name', 'cda-period', 'cda-telecom'];

/** Where a rule looks: a path below an element. */
export interface Source {
  readonly from: CdaElement;
  readonly path: string;
}

/**
 * A path that ends in a list takes every element, and so does a rule that fills several elements; any other the first that
 * can be read. Where all that stands there is a nullFlavor, FHIR is told so.
 */
export function applyRule(rule: Rule, { from, path }: Source, tree: Tree, context: CdaContext): void {
  const codec = cdaCodecs[rule.codec as CdaCodecName];
  const { steps, many } = targetOf(rule);
  const elements = elementsAt(from, path);
  let written = false;
  for (const element of elements) {
    const value = codec(element, context);
    if (value === undefined) continue;
    writeMessage(tree, steps, value, 0);
    written = true;
    if (!many) return;
  }
  const [first] = elements;
  const reason = first === undefined || written ? undefined : reasonOf(first, context.tables['null-flavor']);
  const last = steps.at(-1);
  if (first === undefined || reason === undefined || last === undefined) return;
  const isPrimitive = PRIMITIVES.includes(rule.codec ?? '') && last.at === undefined;
  if (!isPrimitive && !COMPLEX.includes(rule.codec ?? '')) return;
  const place = isPrimitive ? [...steps.slice(0, -1), { name: `_${last.name}` }] : steps;
  writeMessage(tree, place, absentFor(reason), 0);
  context.take(first);
}

interface Target {
  readonly steps: readonly MessageStep[];
  readonly many: boolean;
}

const targets = new WeakMap<Rule, Target>();

/** Taken apart once. */
function targetOf(rule: Rule): Target {
  const known = targets.get(rule);
  if (known !== undefined) return known;
  const [, ...names] = String(rule.target).split('.');
  const many = names.length === 0 || String(rule.target).endsWith('[]');
  const target = { steps: messagePath(names.join('.')), many };
  targets.set(rule, target);
  return target;
}
