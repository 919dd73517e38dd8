/** Random searches of a type: conditions up to chains of chains, orders, what is included, and how much is shown. */
import type { SearchParameter } from '../../src/fhir/index.ts';
import type { Dice } from '../consent/random-world.ts';
import type { Subject } from './asking.ts';
import { uuidOf, WORDS } from './random-parts.ts';
import { nameOf, type Version } from './store-rows.ts';

const COUNTS = ['1', '2', '3', '10', '100'];
export const counted = (d: Dice): [string, string][] => (d.chance(0.5) ? [['_count', d.one(COUNTS)]] : []);

export function searchQuery(d: Dice, subject: Subject, one: Version): [string, string][] {
  const filters = Array.from({ length: d.one([0, 1, 1, 1, 2]) }, () => filter(d, subject, one.type, 2));
  return [...filters, ...shape(d, subject, one.type), ...counted(d)];
}

function shape(d: Dice, { parameters, versions }: Subject, type: string): [string, string][] {
  const own = [...parameters.of(type).values()];
  const sortable = own.filter((one) => !['composite', 'special', 'text'].includes(one.type)).map(({ code }) => code);
  const references = own.filter((one) => one.type === 'reference').map(({ code }) => code);
  const other = d.one(versions).type;
  const otherReferences = [...parameters.of(other).values()]
    .filter((one) => one.type === 'reference')
    .map(({ code }) => code);
  return d.chance(0.5)
    ? []
    : [
        ...(d.chance(0.3)
          ? ([['_sort', `${d.chance(0.5) ? '-' : ''}${d.one([...references, ...sortable])}`]] as [string, string][])
          : []),
        ...(d.chance(0.3) && references.length > 0
          ? ([[d.one(['_include', '_include:iterate']), d.one([`${type}:${d.one(references)}`, `${type}:*`])]] as [
              string,
              string,
            ][])
          : []),
        ...(d.chance(0.3) && otherReferences.length > 0
          ? ([[d.one(['_revinclude', '_revinclude:iterate']), `${other}:${d.one(otherReferences)}`]] as [
              string,
              string,
            ][])
          : []),
        ...(d.chance(0.1) ? ([['_summary', d.one(['count', 'true', 'text', 'data'])]] as [string, string][]) : []),
        ...(d.chance(0.1) ? ([['_total', d.one(['none', 'accurate'])]] as [string, string][]) : []),
        ...(d.chance(0.1) ? ([['_elements', 'id,subject,performer']] as [string, string][]) : []),
      ];
}

export const generalFilter = (d: Dice, one: Version): [string, string] =>
  d.one<[string, string]>([
    ['_id', one.id],
    ['_lastUpdated', `${d.one(['ge', 'le', 'lt'])}${one.updated}`],
    ['_tag', d.one(['t1', 'urn:tags|t2'])],
    ['_security', d.one(['PSY', 'R', 'N'])],
    ['_content', d.one([...WORDS, 'masked', one.id])],
    ['_text', d.one(WORDS)],
  ]);

/** One condition, up to so many links deep. */
function filter(d: Dice, subject: Subject, type: string, links: number): [string, string] {
  const roll = d.one(['plain', 'plain', 'plain', 'plain', 'chain', 'has', 'general', 'list']);
  const { parameters, versions } = subject;
  if (roll === 'list') return ['_list', uuidOf('list')];
  if (roll === 'general')
    return generalFilter(d, d.one(versions.filter((one) => one.type === type).concat(versions[0] ?? [])));
  if (roll === 'has' && links > 0) {
    const sources = versions.map((one) => one.type);
    const source = d.one(sources);
    const codes = [...parameters.of(source).values()].filter(
      (one) => one.type === 'reference' && (one.targets.length === 0 || one.targets.includes(type)),
    );
    if (codes.length > 0) {
      const [key, value] = filter(d, subject, source, links - 1);
      return [`_has:${source}:${d.one(codes).code}:${key}`, value];
    }
  }
  if (roll === 'chain' && links > 0) {
    const present = new Set(versions.map((one) => one.type));
    const codes = presentParameters(d, subject, type).filter(
      (one) => one.type === 'reference' && one.targets.some((target) => present.has(target)),
    );
    if (codes.length > 0) {
      const { code, targets } = d.one(codes);
      const target = d.one(targets.filter((one) => present.has(one)));
      const [key, value] = filter(d, subject, target, links - 1);
      return [`${code}:${target}.${key}`, value];
    }
  }
  return plain(d, subject, type);
}

/** Mostly those whose elements are there in records of the type. */
function presentParameters(d: Dice, { parameters, versions }: Subject, type: string): SearchParameter[] {
  const all = [...parameters.of(type).values()].filter(
    ({ expression, code }) => expression !== '' && !code.startsWith('_'),
  );
  const elements = new Set(
    versions.filter((one) => one.type === type).flatMap(({ resource }) => Object.keys(resource)),
  );
  const there = all.filter(({ expression }) => [...elements].some((element) => expression.includes(`.${element}`)));
  return d.chance(0.85) && there.length > 0 ? there : all;
}

function plain(d: Dice, subject: Subject, type: string): [string, string] {
  const parameter = d.one(presentParameters(d, subject, type));
  if (parameter === undefined) return ['_id', uuidOf('n1')];
  const { code } = parameter;
  if (d.chance(0.12)) return [`${code}:missing`, d.one(['true', 'false'])];
  switch (parameter.type) {
    case 'token':
      return tokenFilter(d, code, subject);
    case 'reference':
      return referenceFilter(d, parameter, subject);
    case 'date':
      return [
        code,
        `${d.one(['', 'ge', 'le', 'lt', 'ne', 'sa'])}${d.one(['2026-03', '2026-04-01', '2026-05-10', '2025', '1980'])}`,
      ];
    case 'string':
      return [`${code}${d.one(['', ':contains', ':exact'])}`, d.one([...WORDS, '佐藤', '鈴木', '一', '事業所'])];
    case 'quantity':
    case 'number':
      return [code, `${d.one(['', 'gt', 'le'])}${d.one(['1', '5.5', '20'])}`];
    default:
      return [code, d.one(['c1$5.5', 'c1$面談', 'urn:x'])];
  }
}

const CODES = [
  'c1',
  'c2',
  'c3',
  'urn:codes|c1',
  'final',
  'amended',
  'active',
  'laboratory',
  'male',
  'female',
  'urn:i|1',
  '2',
  'person',
  'booked',
  'urn:patients|1',
  'inactive',
  'permit',
  'IMP',
];

function tokenFilter(d: Dice, code: string, _: Subject): [string, string] {
  const roll = d.one(['', '', '', ':not', ':text']);
  if (roll === ':text') return [`${code}:text`, d.one(WORDS)];
  return [`${code}${roll}`, d.some(CODES, 3).join(',')];
}

function referenceFilter(d: Dice, { code, targets }: SearchParameter, { versions }: Subject): [string, string] {
  if (d.chance(0.15)) return [`${code}:identifier`, d.one(['urn:refs|1', 'urn:refs|2', '1'])];
  const fitting = versions.filter(({ type }) => targets.length === 0 || targets.includes(type));
  const one = d.one(fitting.length > 0 ? fitting : versions);
  if (d.chance(0.1) && targets.includes(one.type)) return [`${code}:${one.type}`, one.id];
  if (d.chance(0.1)) return [`${code}:${d.one(['above', 'below'])}`, nameOf(one)];
  return [code, d.chance(0.3) ? `${nameOf(one)},${nameOf(d.one(versions))}` : nameOf(one)];
}
