/** How often an element may occur. */
import { pathOf } from './node.ts';
import type { ListRule, Origin } from './shape.ts';

/** Builds the count of an element, unless the type below asks the same. */
export function cardinality({ element, base, source }: Origin): ListRule | undefined {
  const min = element.min ?? 0;
  const max = element.max === undefined || element.max === '*' ? Number.POSITIVE_INFINITY : Number(element.max);
  const baseMin = base?.min ?? 0;
  const baseMax = base?.max === undefined || base.max === '*' ? Number.POSITIVE_INFINITY : Number(base.max);
  const tightened = min > baseMin || max < baseMax;
  if (!tightened) return undefined;
  const name = element.path?.split('.').at(-1) ?? '';
  return {
    kind: 'cardinality',
    detail: { min, max: element.max ?? '*' },
    check(nodes, parent, run) {
      const found = nodes.length;
      if (found >= min && found <= max) return;
      const path = `${pathOf(parent)}.${name}`;
      if (found < min) run.report('cardinality-min', parent, { path, min, found, source });
      else run.report('cardinality-max', parent, { path, max, found, source }, { key: nodes[0]?.name ?? name });
    },
  };
}
