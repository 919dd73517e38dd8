/** Where a file of a mapping is not as its schema says, in words: with the rule and its label, where it is about one. */
import type { ErrorObject } from 'ajv';

export interface SchemaFault {
  /** `/rules/3/codec`. */
  readonly place: string;
  readonly ja: string;
  readonly en: string;
}

/** What only says that something below it is wrong. */
const WRAPPERS: readonly string[] = ['if', 'anyOf', 'allOf'];
const FAULTS_MAX = 20;

export function schemaFaults(errors: readonly ErrorObject[], file: unknown): SchemaFault[] {
  const telling = errors.filter(({ keyword }) => !WRAPPERS.includes(keyword));
  return (telling.length > 0 ? telling : errors).slice(0, FAULTS_MAX).map((error) => faultOf(error, file));
}

function faultOf(error: ErrorObject, file: unknown): SchemaFault {
  const [ja, en] = wordsOf(error);
  const place = error.instancePath;
  const rule = ruleAt(file, place);
  if (rule === undefined) return { place, ja, en };
  const label = rule.label === undefined ? '' : `（${rule.label}）`;
  const english = rule.label === undefined ? '' : ` (${rule.label})`;
  return { place, ja: `規則 ${rule.id}${label}: ${ja}`, en: `rule \`${rule.id}\`${english}: ${en}` };
}

/** The word that is meant is the last of the path. */
function wordsOf({
  keyword,
  params,
  instancePath,
  parentSchema,
  data,
  message = 'is not well formed',
}: ErrorObject): [ja: string, en: string] {
  const word = instancePath.split('/').at(-1) || 'ファイル / file';
  const given = params as Readonly<Record<string, unknown>>;
  if (keyword === 'required') {
    const name = String(given['missingProperty']);
    return [`「${name}」がありません`, `lacks \`${name}\``];
  }
  if (keyword === 'additionalProperties') {
    const name = String(given['additionalProperty']);
    return [`「${name}」という語はありません`, `has \`${name}\`, which is no word of it`];
  }
  if (keyword === 'enum') {
    const allowed = (given['allowedValues'] as readonly unknown[]).map(String);
    return [`「${word}」は次のどれかです: ${allowed.join('、')}`, `\`${word}\` is one of ${allowed.join(', ')}`];
  }
  if (keyword === 'type') return [`「${word}」の型が違います（${String(given['type'])}）`, `\`${word}\` ${message}`];
  if (keyword === 'pattern') {
    const { description } = (parentSchema ?? {}) as { description?: string };
    const how = description ?? String(given['pattern']);
    return [
      `「${word}」の「${String(data)}」は書き方が違います（${how}）`,
      `\`${word}\`, which is \`${String(data)}\`, ${message}`,
    ];
  }
  return [`「${word}」が書式に合いません（${message}）`, `\`${word}\` ${message}`];
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
