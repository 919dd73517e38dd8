/** Plain text that looks like HTML: whoever shows it without care would run it. */

/** A tag with a name, then any other angle bracket: `a < b` and `<3` are no tags. */
const TAG = /<[A-Za-z]\w*(?:\s[^<>]*)?>[^<]*</;

export const holdsHtml = (text: string): boolean => text.includes('<') && TAG.test(text);
