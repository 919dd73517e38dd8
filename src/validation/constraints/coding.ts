/** A coding by itself, whatever it is bound to: the system is a URI, it has the code, and the display is one of its names. */
import type { Bilingual } from '#fhir';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function coding({ element, base }: Origin): Rule[] {
  return element.path === 'Coding' && base === undefined ? [{ kind: 'coding', detail: 'Coding', check }] : [];
}

/** What a system should be, for one that is no URI, and for one that is a value set's. */
export const ABSOLUTE_FORM: Bilingual = { ja: 'https://… か urn:oid:…', en: 'https://… or urn:oid:…' };
export const SYSTEM_NOT_SET: Bilingual = {
  ja: '値セットではなく、コード体系の URI',
  en: 'the URI of a code system, not of a value set',
};

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/;

function check(node: Node, run: Run): void {
  const { system, code, display } = (node.value ?? {}) as Record<string, unknown>;
  if (typeof system !== 'string') return;
  if (!ABSOLUTE.test(system)) {
    run.report(
      'coding-system-wrong',
      node,
      { found: system, expected: ABSOLUTE_FORM },
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
      { found: system, expected: SYSTEM_NOT_SET },
      { below: '.system', key: 'system' },
    );
  }
}
