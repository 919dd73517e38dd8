/** Renames where the links of a narrative lead: `<a href="…">` and `<img src="…">` (R4 § 3.1.0.11.2), and nothing else in it. */

/** A tag as a whole: what stands in the quotes of its attributes does not end it. */
const TAG = /<(?:[^>"']|"[^"]*"|'[^']*')*/g;
const ATTRIBUTE = /([^\s=<"'/]+)(\s*=\s*)(?:"([^"]*)"|'([^']*)')/g;
const LINKS: Readonly<Record<string, string>> = { a: 'href', img: 'src' };

/** The XHTML with each link that `rename` knows replaced. */
export const renameLinks = (div: string, rename: (link: string) => string | undefined): string =>
  div.replace(TAG, (tag) => {
    const [, name = ''] = /^<([a-z]+)\s/.exec(tag) ?? [];
    const wanted = LINKS[name];
    if (wanted === undefined) return tag;
    return tag.replace(ATTRIBUTE, (whole, attribute: string, equals: string, double?: string, single?: string) => {
      const renamed = attribute === wanted ? rename(double ?? single ?? '') : undefined;
      return renamed === undefined ? whole : `${attribute}${equals}"${renamed}"`;
    });
  });
