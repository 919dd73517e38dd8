/** The codes of a concept map are codes of the systems that it maps between, as far as these are wholly known. */
import { type Fields, list } from './fields.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function conceptMap({ element, base }: Origin): Rule[] {
  const applies = element.path === 'ConceptMap' && base === undefined;
  return applies ? [{ kind: 'concept-map', detail: 'group', check }] : [];
}

function check(node: Node, run: Run): void {
  const { group } = node.value as Fields;
  list(group).forEach(({ source, target, element }, groupIndex) => {
    list(element).forEach((one, index) => {
      const below = `.group[${groupIndex}].element[${index}]`;
      checkCode({ system: source, mapped: one, below }, node, run);
      list(one['target']).forEach((mapped, place) => {
        checkCode({ system: target, mapped, below: `${below}.target[${place}]` }, node, run);
      });
    });
  });
}

interface Mapped {
  readonly system: unknown;
  readonly mapped: Fields;
  readonly below: string;
}

function checkCode({ system, mapped, below }: Mapped, node: Node, run: Run): void {
  const { code, display } = mapped;
  if (typeof system !== 'string' || typeof code !== 'string') return;
  if (run.terminology.lookup(system, code).found === 'no-concept')
    run.report('map-code-unknown', node, { code, system }, { below: `${below}.code` });
  else if (typeof display === 'string' && run.terminology.checkDisplay(system, code, display) === 'not-member')
    run.report('set-display', node, { code, system, found: display }, { below: `${below}.display` });
}
