/** Finds the forms in a page of HTML: as much of HTML as server-rendered forms need. */

export interface Control {
  readonly kind: 'text' | 'hidden' | 'checkbox' | 'radio' | 'select' | 'submit';
  readonly name: string;
  readonly value: string;
  readonly checked: boolean;
  /** The values of a `select`. */
  readonly options: readonly string[];
  /** Where a submit button sends the form, if elsewhere. */
  readonly action: string | undefined;
}

export interface Form {
  /** As written in the page, relative to it. */
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly controls: readonly Control[];
}

type Attributes = ReadonlyMap<string, string>;
interface Building {
  readonly attributes: Attributes;
  readonly controls: Control[];
}

const TAG =
  /<(\/?)(form|input|button|select|option|textarea)\b((?:[^>"']|"[^"]*"|'[^']*')*)>(?:([^<]*)(?=<\/(?:textarea|option|button)))?/gi;

export function formsOf(html: string): Form[] {
  const page = html.replace(/<!--[\s\S]*?-->|<(script|style|template)\b[\s\S]*?<\/\1\s*>/gi, '');
  const forms: Building[] = [];
  let open: Building | undefined;
  let select: { attributes: Attributes; options: { value: string; selected: boolean }[] } | undefined;
  for (const [, closing = '', tag = '', text = '', content = ''] of page.matchAll(TAG)) {
    const name = tag.toLowerCase();
    const attributes = attributesOf(text);
    const named = attributes.get('form');
    const owner = named === undefined ? open : forms.find((form) => form.attributes.get('id') === named);
    if (name === 'form') {
      open = closing ? undefined : { attributes, controls: [] };
      if (open) forms.push(open);
    } else if (name === 'select') {
      if (select && open) open.controls.push(selectOf(select));
      select = closing ? undefined : { attributes, options: [] };
    } else if (name === 'option' && !closing) {
      select?.options.push({
        value: attributes.get('value') ?? decode(content.trim()),
        selected: attributes.has('selected'),
      });
    } else if (!closing && owner && !attributes.has('disabled')) {
      owner.controls.push(controlOf(name, attributes, content));
    }
  }
  return forms.map(({ attributes, controls }) => ({
    action: attributes.get('action') ?? '',
    method: attributes.get('method')?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    controls: controls.filter(({ name, kind }) => name !== '' || kind === 'submit'),
  }));
}

/** Where a page sends its reader by itself. */
export function refreshOf(html: string): string | undefined {
  const meta = [...html.matchAll(/<meta\b([^>]*)>/gi)].map(([, text = '']) => attributesOf(text));
  const content = meta.find((one) => one.get('http-equiv')?.toLowerCase() === 'refresh')?.get('content');
  return content?.match(/url\s*=\s*['"]?([^'"]+)/i)?.[1];
}

function controlOf(tag: string, attributes: Attributes, content: string): Control {
  const type = attributes.get('type')?.toLowerCase() ?? (tag === 'button' ? 'submit' : 'text');
  const kind = tag === 'textarea' ? 'text' : (KINDS.get(type) ?? 'text');
  const isBox = kind === 'checkbox' || kind === 'radio';
  return {
    kind: tag === 'button' && type !== 'submit' ? 'hidden' : kind,
    // A button that does nothing by itself is no part of what is sent.
    name: type === 'button' || type === 'reset' || type === 'file' ? '' : (attributes.get('name') ?? ''),
    value: attributes.get('value') ?? (tag === 'textarea' ? decode(content) : isBox ? 'on' : ''),
    checked: attributes.has('checked'),
    options: [],
    action: attributes.get('formaction'),
  };
}

const KINDS: ReadonlyMap<string, Control['kind']> = new Map([
  ['hidden', 'hidden'],
  ['checkbox', 'checkbox'],
  ['radio', 'radio'],
  ['submit', 'submit'],
  ['image', 'submit'],
  ['button', 'hidden'],
  ['reset', 'hidden'],
]);

function selectOf(select: { attributes: Attributes; options: { value: string; selected: boolean }[] }): Control {
  const options = select.options.map(({ value }) => value);
  const value = select.options.find(({ selected }) => selected)?.value ?? options[0] ?? '';
  return {
    kind: 'select',
    name: select.attributes.get('name') ?? '',
    value,
    checked: false,
    options,
    action: undefined,
  };
}

function attributesOf(text: string): Attributes {
  const found = text.matchAll(/([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  return new Map([...found].map(([, name = '', a, b, c]) => [name.toLowerCase(), decode(a ?? b ?? c ?? '')]));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[String(name).toLowerCase()] ?? whole);
  });
