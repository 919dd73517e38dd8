/** What a workbook from elsewhere may not bring along: programs, and ways by which what is filled in would leave it. */
import { isRefusal, type Refusal, refuse } from '#fhir';
import { partsOf } from './workbook-limits.ts';
import type { ZipPart } from './zip-size.ts';

const PROGRAMS = /^xl\/(vbaProject|vbaData|macrosheets\/|dialogsheets\/|activeX\/|ctrlProps\/|embeddings\/)/i;
const LINKS = /^xl\/(externalLinks\/|connections\.xml|queryTables\/|webextensions\/)/i;
const RELATION = /<(?:\w+:)?Relationship\b[^>]*>/g;
/** A link that somebody clicks on carries nothing by itself. */
const HYPERLINK = /\/relationships\/hyperlink["']/;
/** Formulas that ask another server, with what stands in the cells. */
const ASKING = /<(?:\w+:)?f\b[^>]*>[^<]*\b(?:WEBSERVICE|IMAGE|RTD|DDE|CALL|REGISTER\.ID)\s*\(/i;

/** 400 and 413 for what is no workbook or too large a one, 422 with each part that makes it unsafe. */
export function checkTemplate(template: Uint8Array): Refusal | undefined {
  const parts = partsOf(template);
  if (isRefusal(parts)) return parts;
  const unsafe = parts.filter(isUnsafe).map(({ name }) => name);
  return unsafe.length === 0 ? undefined : unsafeTemplate(unsafe);
}

function isUnsafe({ name, bytes }: ZipPart): boolean {
  if (PROGRAMS.test(name) || LINKS.test(name)) return true;
  if (name.endsWith('.rels')) return (textOf(bytes).match(RELATION) ?? []).some(leadsOut);
  if (name === '[Content_Types].xml') return /macroEnabled/i.test(textOf(bytes));
  return /^xl\/(worksheets\/|workbook\.xml)/i.test(name) && ASKING.test(textOf(bytes));
}

const leadsOut = (relation: string): boolean =>
  /TargetMode\s*=\s*["']External/i.test(relation) && !HYPERLINK.test(relation);

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function unsafeTemplate(names: readonly string[]): Refusal {
  const told = names.slice(0, 10);
  return refuse(422, {
    code: 'template-unsafe',
    type: 'security',
    ja: `ひな形に、プログラムか外への接続があります（${told.join('、')}）。マクロ、埋め込み、外部リンクを除いて送ってください。`,
    en: `the template holds programs or leads to other files or servers (${told.join(', ')}); send it without macros, embedded objects and external links`,
    expression: 'template',
  });
}
