/** Contained resources: each is referred to from somewhere in the resource around it (the rule `dom-3`, in linear time). */
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function contained({ element, base }: Origin): Rule[] {
  return element.path === 'DomainResource' && base === undefined ? [{ kind: 'contained', detail: 'dom-3', check }] : [];
}

function check(node: Node, run: Run): void {
  const { contained: inner } = node.value as { contained?: unknown };
  if (!Array.isArray(inner) || inner.length === 0 || run.policy.contained === 'ignored') return;
  const mentioned = new Set<string>();
  gather(node.value, mentioned);
  inner.forEach((resource, index) => {
    const id = (resource as { id?: unknown } | null)?.id;
    if (typeof id !== 'string') {
      run.report(
        'resource-id-missing',
        node,
        { where: 'contained' },
        { below: `.contained[${index}]`, key: 'contained' },
      );
    } else if (!mentioned.has(`#${id}`) && !pointsToContainer(resource)) {
      run.report('contained-unreferenced', node, { id }, { below: `.contained[${index}]`, key: 'contained' });
    }
  });
}

/** A contained resource that refers to its container with `#` needs no mention of its own. */
function pointsToContainer(resource: unknown): boolean {
  const mentioned = new Set<string>();
  gather(resource, mentioned);
  return mentioned.has('#');
}

/** Without recursion: this looks below the depth that the walk goes to. */
function gather(value: unknown, mentioned: Set<string>): void {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one === 'string') {
      if (one.startsWith('#')) mentioned.add(one);
    } else if (typeof one === 'object' && one !== null) {
      for (const member of Object.values(one)) open.push(member);
    }
  }
}
