/** Sites for tests: that of our own profiles, and one of definitions that a test makes up. */
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRefusal } from '../../src/fhir/index.ts';
import { createSite, ownPublication, type Publication, type Site } from '../../src/pages/index.ts';
import { type Definitions, loadPackages } from '../../src/validation/index.ts';

const OWN = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

export async function definitionsWith(...resources: unknown[]): Promise<Definitions> {
  const definitions = await loadPackages([OWN], { resources });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  return definitions;
}

export const ownSite = async (): Promise<Site> => createSite(ownPublication(await definitionsWith()));

/** The site of definitions as a package of somebody else would hold them. */
export async function siteOf(resources: readonly any[], more: Partial<Publication> = {}): Promise<Site> {
  return createSite({
    title: '試し / Trial',
    description: '',
    packages: ['trial#1.0.0'],
    resources,
    definitions: await definitionsWith(...resources),
    examples: [],
    forms: [],
    ...more,
  });
}

const SIGNS: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

/** The text that a reader sees, without tags. */
export const readText = (page: string | undefined): string =>
  unescaped((page ?? '').replace(/<head>[\s\S]*?<\/head>/, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

export const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|quot|#39|amp);/g, (sign) => SIGNS[sign] ?? sign);

/** The cells of the row with an anchor, as text. */
export function rowAt(page: string | undefined, anchor: string): string[] {
  const start = (page ?? '').indexOf(`<tr id="${anchor}"`);
  if (start < 0) return [];
  const row = (page ?? '').slice(start, (page ?? '').indexOf('</tr>', start));
  return row
    .split(/<t[hd]\b/)
    .slice(1)
    .map((cell) => readText(`<td${cell}`).trim());
}

/** The places of a page that a link can lead to. */
export const idsOf = (page: string): string[] =>
  [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => unescaped(id));

/** Follows every link inside a site; those to HL7 are taken for good. */
export function checkLinks(site: Site): { count: number; broken: string[] } {
  const pages = site.paths.filter((path) => path.endsWith('.html'));
  const anchors = new Map(pages.map((path) => [path, new Set(idsOf(site.file(path) ?? ''))]));
  const paths = new Set(site.paths);
  let count = 0;
  const broken = pages.flatMap((path) =>
    [...(site.file(path) ?? '').matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, link = '']) => {
      const href = unescaped(link);
      if (/^https:\/\/(terminology\.)?hl7\.org\//.test(href)) return [];
      count++;
      const [file = '', anchor] = href.split('#', 2);
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      const there = paths.has(target);
      const found = anchor === undefined || anchors.get(target)?.has(decodeURIComponent(anchor)) === true;
      return there && found ? [] : [`${path} → ${href}`];
    }),
  );
  return { count, broken };
}
