/** HTML that is safe by construction: whatever is put into a template is escaped, unless it is markup itself. */

/** Markup is made by `html` only; nothing that was read from a package can be taken for it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A piece of a page. Nothing, `false` and empty lists leave no trace; lists are written one after another. */
export function html(parts: readonly string[], ...values: readonly unknown[]): Markup {
  return new Markup(parts.map((part, at) => (at < values.length ? part + shown(values[at]) : part)).join(''));
}

/** Pieces with something between them. */
export function joined(pieces: readonly Markup[], between: Markup): Markup[] {
  return pieces.flatMap((piece, at) => (at === 0 ? [piece] : [between, piece]));
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(shown).join('');
  return escaped(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
