/** Where a file of a mapping is not as its schema says, in words: with the rule and its label, where it is about one. */
import { type Bilingual, type SchemaCheck, type SchemaFault, schemaFaults } from '#fhir';

interface FileFault extends Bilingual {
  /** `/rules/3/codec`; empty for the whole file. */
  readonly place: string;
}

/** What the file that was checked last has wrong. */
export const faultsOfFile = (check: SchemaCheck<unknown>, file: unknown): FileFault[] =>
  schemaFaults(check).map((fault) => faultOf(fault, file));

function faultOf({ pointer, ja, en }: SchemaFault, file: unknown): FileFault {
  const place = pointer === '/' ? '' : pointer;
  const rule = ruleAt(file, place);
  if (rule === undefined) return { place, ja, en: `is not well formed: ${en}` };
  const label = rule.label === undefined ? '' : `（${rule.label}）`;
  const english = rule.label === undefined ? '' : ` (${rule.label})`;
  return { place, ja: `規則 ${rule.id}${label}: ${ja}`, en: `rule \`${rule.id}\`${english}: ${en}` };
}

/** `/rules/3/…` and `/add/0/…` by their place, `/override/policy/…` by the id of the rule, `/layout/0/fields/…` by its field. */
function ruleAt(file: unknown, path: string): { id: string; label?: string } | undefined {
  const [, list = '', at = '', kind, field] = path.split('/');
  const held = (file as Readonly<Record<string, unknown>> | null)?.[list];
  if ((list === 'layout' || list === 'sheets') && kind === 'fields') {
    const { add } = file as { add?: unknown };
    const own = Array.isArray(add)
      ? add.findIndex((rule) => (rule as { source?: unknown } | null)?.source === field)
      : -1;
    return own < 0 ? undefined : ruleAt(file, `/add/${own}`);
  }
  if (list === 'override') return { id: at, ...labelOf((held as Readonly<Record<string, unknown>>)?.[at]) };
  if ((list !== 'rules' && list !== 'add') || !Array.isArray(held) || at === '') return undefined;
  const rule: unknown = held[Number(at)];
  const { id } = (rule ?? {}) as { id?: unknown };
  return { id: typeof id === 'string' ? id : `#${Number(at) + 1}`, ...labelOf(rule) };
}

function labelOf(rule: unknown): { label?: string } {
  const { label } = (rule ?? {}) as { label?: unknown };
  return typeof label === 'string' ? { label } : {};
}
