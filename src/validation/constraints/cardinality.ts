/** How often an element may occur. */
import type { Bilingual } from '#fhir';
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
  const short = nameOf(element.short);
  return {
    kind: 'cardinality',
    detail: { min, max: element.max ?? '*' },
    check(nodes, parent, run) {
      const found = nodes.length;
      if (found >= min && found <= max) return;
      const path = `${pathOf(parent)}.${name}`;
      if (found < min) run.report('cardinality-min', parent, { path, short, min, found, source });
      else
        run.report(
          'cardinality-max',
          parent,
          { path, short, max: atMost(max), found, source },
          { key: nodes[0]?.name ?? name },
        );
    },
  };
}

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
const SHORT_CHARACTERS_MAX = 40;

/** What a profile calls the element in Japanese, in brackets: the name that a person knows from forms. */
function nameOf(short = ''): Bilingual {
  const [japanese = '', english = ''] = short.split(' / ', 2);
  if (!JAPANESE.test(japanese) || japanese.length > SHORT_CHARACTERS_MAX) return NAMELESS;
  return { ja: `（${japanese}）`, en: english === '' ? '' : ` (${english})` };
}

const NAMELESS: Bilingual = { ja: '', en: '' };

const atMost = (max: number): Bilingual =>
  max === 0
    ? { ja: '0 個まで（ここでは使えない要素）', en: 'no value here' }
    : { ja: `${max} 個まで`, en: `at most ${max} ${max === 1 ? 'value' : 'values'}` };
