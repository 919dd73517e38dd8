/** The entries of a search result: matches are of the type that was asked for, and have ids; outcomes are outcomes. */
import type { Bilingual } from '#fhir';
import { type Fields, isFields } from './fields.ts';
import type { Node } from './node.ts';
import type { Run } from './shape.ts';

export function searchEntries(entries: readonly Fields[], node: Node, run: Run): void {
  const asked = askedTypes(node.value as Fields);
  const moded = entries.some(({ search }) => isFields(search) && search['mode'] !== undefined);
  entries.forEach(({ resource, search }, index) => {
    const at = { below: `.entry[${index}]`, key: 'entry' };
    const report = (expected: Bilingual | string, below = at.below): void =>
      run.report('bundle-search-entry', node, { expected }, { ...at, below });
    if (!isFields(resource)) {
      report({ ja: 'resource がある', en: 'a `resource`' });
      return;
    }
    const mode = isFields(search) ? search['mode'] : undefined;
    const words = moded ? slipsOf(resource, mode, asked) : unmarked(resource, asked);
    for (const expected of words) report(expected, `${at.below}.resource`);
  });
}

/** The types that the self link asks for; empty where it does not say. */
function askedTypes({ link }: Fields): readonly string[] {
  const links: readonly unknown[] = Array.isArray(link) ? link : [];
  const self = links.find((one) => isFields(one) && one['relation'] === 'self');
  const url = isFields(self) ? self['url'] : undefined;
  const [path = '', query = ''] = typeof url === 'string' ? url.split('?', 2) : [];
  const named = new URLSearchParams(query).get('_type');
  if (named !== null) return named.split(',');
  const type = path.split('/').at(-1) ?? '';
  return /^[A-Z][A-Za-z]+$/.test(type) ? [type] : [];
}

function slipsOf(resource: Fields, mode: unknown, asked: readonly string[]): Bilingual[] {
  const type = String(resource['resourceType']);
  if (mode === 'outcome')
    return type === 'OperationOutcome'
      ? []
      : [
          {
            ja: 'search.mode が outcome なら OperationOutcome',
            en: 'an OperationOutcome, since its search.mode is `outcome`',
          },
        ];
  if (mode !== 'match' && mode !== 'include') return [];
  const slips = resource['id'] === undefined ? [{ ja: 'resource に id がある', en: 'an `id` in its resource' }] : [];
  if (mode === 'match' && asked.length > 0 && !asked.includes(type))
    slips.push({
      ja: `search.mode が match なら ${asked.join('、')}`,
      en: `${asked.join(' or ')}, since its search.mode is \`match\``,
    });
  return slips;
}

/** Where no entry says why it is there, each must be what was asked for. */
function unmarked(resource: Fields, asked: readonly string[]): string[] {
  const type = String(resource['resourceType']);
  return asked.length === 0 || asked.includes(type) || type === 'OperationOutcome' ? [] : [asked.join(', ')];
}
