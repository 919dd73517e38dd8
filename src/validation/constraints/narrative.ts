/** The narrative: well-formed XHTML with harmless elements and attributes only, and something to read (rules `txt-1`, `txt-2`). */
import { type Node, rootResource } from './node.ts';
import { STRING_CHARACTERS_MAX } from './primitive-format.ts';
import type { Origin, Rule, Run } from './shape.ts';

export function narrative({ element, base }: Origin): Rule[] {
  return element.path === 'Narrative.div' && base === undefined
    ? [{ kind: 'narrative', detail: 'txt-1, txt-2', check }]
    : [];
}

const ELEMENTS = new Set(
  `p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr ul ol li dl dt dd
  pre table caption colgroup col thead tr tfoot tbody th td code samp img map area sub sup ins del bdo kbd address u s strike`.split(
    /\s+/,
  ),
);
const ATTRIBUTES = new Set(
  `title style class id idref lang xml:lang xml:space dir accesskey tabindex span width align valign char charoff abbr axis headers
  scope rowspan colspan border frame rules cellpadding cellspacing summary name href src alt longdesc height usemap ismap shape
  coords nohref cite datetime start type value clear compact nowrap bgcolor noshade hspace vspace xmlns rel rev`.split(
    /\s+/,
  ),
);
const NAMESPACE = 'http://www.w3.org/1999/xhtml';
const TAG = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|<!--(?:(?!--)[\s\S])*-->|</g;
const ATTRIBUTE = /([\w:-]+)\s*=\s*("[^"]*"|'[^']*')/g;
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)[^;\s<]{0,20};?/;

function check(node: Node, run: Run): void {
  const { value } = node;
  // What is longer than a text may be is refused for that.
  if (typeof value !== 'string' || value.length > STRING_CHARACTERS_MAX) return;
  const slip = slipOf(value);
  if (slip !== undefined) run.report('narrative-markup', node, slip);
  else if (!/[^\s]/u.test(value.replace(/<[^>]*>|&(nbsp|#160|#xA0);/g, '')) && !/<(img|br)\b/.test(value)) {
    run.report('narrative-empty', node, {});
  } else checkLinks(value, node, run);
}

/** A link inside the narrative leads to an id: in the narrative, of a contained resource or of any element beside it. */
function checkLinks(text: string, node: Node, run: Run): void {
  const links = [...text.matchAll(/\shref\s*=\s*["']#([^"']+)["']/g)].map(([, id = '']) => id);
  if (links.length === 0) return;
  const ids = new Set([...text.matchAll(/\s(?:id|name)\s*=\s*["']([^"']+)["']/g)].map(([, id = '']) => id));
  const missing = links.filter((id) => !ids.has(id));
  if (missing.length === 0) return;
  const others = idsIn(rootResource(node).value);
  for (const id of missing) if (!others.has(id)) run.report('link-broken', node, { found: `#${id}` });
}

function idsIn(resource: unknown): ReadonlySet<unknown> {
  const ids = new Set<unknown>();
  const open: unknown[] = [resource];
  while (open.length > 0) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) continue;
    if ('id' in one) ids.add(one.id);
    open.push(...Object.values(one));
  }
  return ids;
}

type Slip = Readonly<Record<'found' | 'expected', string>>;

/** The first thing in the text that the narrative may not hold. */
function slipOf(text: string): Slip | undefined {
  const trimmed = text.trim();
  const root = /^<div(?:\s[^>]*?)?\sxmlns=["']([^"']*)["']/.exec(trimmed);
  if (root?.[1] !== NAMESPACE)
    return {
      found: trimmed.slice(0, 40),
      expected: `<div xmlns="${NAMESPACE}">`,
    };
  const entity = ENTITY.exec(trimmed);
  if (entity !== null) return { found: entity[0], expected: '&amp; &lt; &gt; &quot; &apos; &#…;' };
  const open: string[] = [];
  let closedAt = -1;
  for (const match of trimmed.matchAll(TAG)) {
    if (closedAt >= 0) return { found: match[0], expected: 'one <div>' };
    const slip = tagSlip(match, open);
    if (slip !== undefined) return slip;
    if (open.length === 0) closedAt = match.index + match[0].length;
  }
  return closedAt === trimmed.length ? undefined : { found: trimmed.slice(closedAt), expected: '</div>' };
}

function tagSlip([whole, closing, name, attributes, selfClosed]: RegExpMatchArray, open: string[]): Slip | undefined {
  if (name === undefined) return whole.startsWith('<!--') ? undefined : { found: whole, expected: '&lt;' };
  if (!ELEMENTS.has(name)) return { found: `<${name}>`, expected: 'XHTML 1.0 § 7–11, 15' };
  if (closing === '/') {
    const last = open.pop();
    return last === name ? undefined : { found: whole, expected: `</${last ?? ''}>` };
  }
  for (const [, attribute = ''] of (attributes ?? '').matchAll(ATTRIBUTE)) {
    if (!ATTRIBUTES.has(attribute))
      return {
        found: `<${name} ${attribute}>`,
        expected: 'XHTML 1.0 § 7–11, 15',
      };
  }
  if (/\s(?:href|src)\s*=\s*["']\s*(?:javascript|vbscript):/i.test(attributes ?? ''))
    return { found: whole, expected: 'https:, #…' };
  // An empty element that is left open is told by the next closing tag.
  if (selfClosed !== '/') open.push(name);
  return undefined;
}
