/** A coding by itself, whatever it is bound to: the system is a URI, it has the code, and the display is one of its names. */
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function coding({ element, base }: Origin): Rule[] {
  return element.path === 'Coding' && base === undefined ? [{ kind: 'coding', detail: 'Coding', check }] : [];
}

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;

function check(node: Node, run: Run): void {
  const { system, code, display } = (node.value ?? {}) as Record<string, unknown>;
  if (typeof system !== 'string') return;
  if (!ABSOLUTE.test(system)) {
    run.report(
      'coding-system-wrong',
      node,
      { found: system, expected: 'https://…, urn:oid:…' },
      { below: '.system', key: 'system' },
    );
    return;
  }
  if (typeof code !== 'string') return;
  const { terminology } = run;
  const known = terminology.lookup(system, code);
  if (known.found === 'no-concept') {
    run.report('code-unknown', node, { found: code, system }, { below: '.code', key: 'code', coding: node.value });
  } else if (typeof display === 'string' && terminology.checkDisplay(system, code, display) === 'not-member') {
    const expected = known.found === 'concept' ? known.names.join(' | ') : '';
    run.report('display-differs', node, { found: display, code, expected }, { below: '.display', key: 'display' });
  } else if (terminology.knows(system)) {
    run.report(
      'coding-system-wrong',
      node,
      { found: system, expected: 'ValueSet' },
      { below: '.system', key: 'system' },
    );
  }
}
