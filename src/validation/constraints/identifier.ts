/** An identifier by itself: its system is absolute, and a value that is said to be a URI is one. */
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function identifier({ element, base }: Origin): Rule[] {
  return element.path === 'Identifier' && base === undefined
    ? [{ kind: 'identifier', detail: 'Identifier', check }]
    : [];
}

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;

function check(node: Node, run: Run): void {
  const { system, value } = (node.value ?? {}) as { system?: unknown; value?: unknown };
  if (typeof system !== 'string') return;
  if (!ABSOLUTE.test(system)) run.report('identifier-system-relative', node, { found: system }, { key: 'system' });
  else if (system === 'urn:ietf:rfc:3986' && typeof value === 'string' && !ABSOLUTE.test(value))
    run.report('identifier-value-uri', node, { found: value }, { key: 'value' });
}
