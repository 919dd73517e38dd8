/** A reference by itself: it is written as one, it leads to one thing of the type it states, and to what has to be here. */
import { entryOf, type Holder } from './bundle-entry.ts';
import type { Node } from './node.ts';
import { literalOf, typeIn } from './reference-literal.ts';
import { targets } from './reference-target.ts';
import type { Origin, Resolution, Rule, Run } from './shape.ts';

/** Builds what a profile asks of the target and, once, the check of any reference. */
export function reference(origin: Origin): Rule[] {
  const { element, base } = origin;
  if (element.path === 'Reference' && base === undefined) return [{ kind: 'reference', detail: 'Reference', check }];
  return targets(origin);
}

function check(node: Node, run: Run): void {
  const literal = literalOf(node);
  // What a `#` leads to is the rule `ref-1` of the type itself.
  if (literal === undefined || literal.startsWith('#')) return;
  if (/\s/.test(literal)) {
    run.report('reference-malformed', node, { reference: literal }, { key: 'reference' });
    return;
  }
  const resolution = run.resolve(literal, node);
  if (resolution.found === 'here' && resolution.matches > 1)
    run.report('reference-ambiguous', node, { reference: literal, found: resolution.matches }, { key: 'reference' });
  checkType(literal, resolution.found === 'here' ? resolution.node.type : typeIn(literal), node, run);
  const entry = entryOf(node);
  if (entry !== undefined) checkInBundle(literal, resolution, { node, run, entry });
}

/** The type that a reference states is the type of what it leads to. */
function checkType(literal: string, found: string | undefined, node: Node, run: Run): void {
  const { type } = node.value as { type?: unknown };
  if (typeof type !== 'string' || found === undefined || !run.isA(found, 'Resource')) return;
  const expected = type.split('/').at(-1) ?? '';
  if (found !== expected) run.report('reference-type', node, { reference: literal, expected, found }, { key: 'type' });
}

interface Place {
  readonly node: Node;
  readonly run: Run;
  readonly entry: Holder;
}

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const RESPONSES: ReadonlySet<unknown> = new Set(['batch-response', 'transaction-response']);

function checkInBundle(literal: string, { found }: Resolution, { node, run, entry }: Place): void {
  const { fullUrl, bundle } = entry;
  const { type } = bundle;
  if (found !== 'here' && isHeld(node, entry)) {
    run.report('reference-unresolved', node, { reference: literal, where: 'Bundle' }, { key: 'reference' });
  } else if (found === 'missing') {
    // Elsewhere a server may know what a URN stands for; a transaction has to bring it.
    const severity = type === 'transaction' ? 'error' : 'warning';
    run.report('reference-unresolved', node, { reference: literal, where: 'Bundle' }, { key: 'reference', severity });
  }
  if (ABSOLUTE.test(literal)) return;
  if (fullUrl === undefined) {
    if (RESPONSES.has(type)) return;
    run.report('reference-adrift', node, { reference: literal }, { key: 'reference' });
    run.report('bundle-entry-url', entry.node, { type: String(type) }, { key: 'fullUrl' });
  } else if (!isRestful(literal) && !(type === 'transaction' && /^[A-Z][A-Za-z]+\?/.test(literal)))
    run.report('reference-malformed', node, { reference: literal }, { key: 'reference' });
}

/** `Type/id`, or `Type/id/_history/version`. */
function isRestful(literal: string): boolean {
  const { length } = literal.split('/');
  return length === 2 || length === 4;
}

/** R4 § 3.3.1 and § 2.5: what the first entry of a document or message names has to come with it. */
const HELD: Readonly<Record<string, ReadonlySet<string>>> = {
  document: new Set([
    'Composition.subject',
    'Composition.encounter',
    'Composition.author',
    'Composition.attester.party',
    'Composition.custodian',
    'Composition.event.detail',
    'Composition.section.author',
    'Composition.section.focus',
    'Composition.section.entry',
  ]),
  message: new Set(['MessageHeader.focus']),
};

function isHeld({ slot, resource }: Node, { node, bundle: { type } }: Holder): boolean {
  return resource.parent === node && node.index === 0 && HELD[String(type)]?.has(slot?.path ?? '') === true;
}
