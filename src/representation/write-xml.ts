/** Writes a resource as FHIR XML. What XML cannot hold is refused, never left out. */
import { type Refusal, refuse } from '#fhir';
import { isDiv } from './narrative.ts';
import type { Member, Members, Shapes } from './shapes.ts';
import { primitiveText, type Written } from './written.ts';
import { escapeAttribute, FHIR_NAMESPACE, isXmlText } from './xml-text.ts';

/** `resource` as `readWritten` gives it, so that decimals stay as they are written. */
export function writeXml(resource: Written, shapes: Shapes, pretty = false): string | Refusal {
  const writer = new Writer(shapes, pretty);
  try {
    return writer.document(resource);
  } catch (error) {
    if (error instanceof Unwritable) return notRepresentable(error.message);
    throw error;
  }
}

/** `message` is the place. */
class Unwritable extends Error {}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class Writer {
  readonly #shapes: Shapes;
  readonly #pretty: boolean;
  readonly #parts: string[] = ['<?xml version="1.0" encoding="UTF-8"?>'];

  constructor(shapes: Shapes, pretty: boolean) {
    this.#shapes = shapes;
    this.#pretty = pretty;
  }

  document(resource: Written): string {
    this.#resource(resource, 0, '');
    if (this.#pretty) this.#parts.push('\n');
    return this.#parts.join('');
  }

  #resource(resource: unknown, depth: number, at: string): void {
    const type = isFields(resource) ? resource['resourceType'] : undefined;
    const members = typeof type === 'string' ? this.#shapes.resource(type) : undefined;
    if (!isFields(resource) || members === undefined) throw new Unwritable(at);
    const { resourceType, ...fields } = resource;
    const namespace = depth === 0 ? ` xmlns="${FHIR_NAMESPACE}"` : '';
    const place = at === '' ? String(resourceType) : at;
    this.#element(`${resourceType}${namespace}`, depth, () => this.#members(fields, members, depth + 1, place));
  }

  #members(fields: Fields, members: Members, depth: number, at: string): void {
    for (const key of Object.keys(fields)) {
      const member = members.get(key.startsWith('_') ? key.slice(1) : key);
      if (member === undefined || (key.startsWith('_') && !isPrimitive(member))) throw new Unwritable(`${at}.${key}`);
    }
    for (const member of members.values()) {
      if (member.attribute) continue;
      const { name, many } = member;
      const [value, half] = [fields[name], fields[`_${name}`]];
      if (value === undefined && half === undefined) continue;
      if (!many) this.#member(member, [value, half], depth, `${at}.${name}`);
      else
        for (const [index, pair] of pairs(value, half, `${at}.${name}`)) {
          this.#member(member, pair, depth, `${at}.${name}[${index}]`);
        }
    }
  }

  #member(member: Member, [value, half]: Pair, depth: number, at: string): void {
    const { name, content } = member;
    if (content === 'resource') this.#element(name, depth, () => this.#resource(value, depth + 1, at));
    else if (content === 'xhtml') this.#narrative(value, depth, at);
    else if (content === 'members') this.#holder(member, value, { depth, at, attributes: '' });
    else {
      const attributes = value === undefined || value === null ? '' : ` value="${this.#text(value, at)}"`;
      this.#holder(member, half ?? {}, { depth, at, attributes });
    }
  }

  /** An element with its attributes and members; a primitive's are its id and extensions. */
  #holder(
    member: Member,
    value: unknown,
    { depth, at, attributes }: { depth: number; at: string; attributes: string },
  ) {
    if (!isFields(value)) throw new Unwritable(at);
    const members = member.members();
    const own = [...members.values()]
      .filter(({ attribute, name }) => attribute && value[name] !== undefined)
      .map(({ name }) => ` ${name}="${this.#text(value[name], `${at}.${name}`)}"`);
    const start = `${member.name}${own.join('')}${attributes}`;
    const empty = !Object.keys(value).some((key) => members.get(key.replace(/^_/, ''))?.attribute !== true);
    if (empty) this.#put(depth, `<${start}/>`);
    else this.#element(start, depth, () => this.#members(value, members, depth + 1, at));
  }

  #element(start: string, depth: number, body: () => void): void {
    this.#put(depth, `<${start}>`);
    body();
    this.#put(depth, `</${start.split(' ', 1)[0]}>`);
  }

  #narrative(value: unknown, depth: number, at: string): void {
    if (typeof value !== 'string' || !isXmlText(value) || !isDiv(value)) throw new Unwritable(at);
    this.#put(depth, value);
  }

  #text(value: unknown, at: string): string {
    const text = primitiveText(value);
    if (text === undefined || !isXmlText(text)) throw new Unwritable(at);
    return escapeAttribute(text);
  }

  #put(depth: number, text: string): void {
    this.#parts.push(this.#pretty ? `\n${'  '.repeat(depth)}${text}` : text);
  }
}

type Pair = readonly [value: unknown, half: unknown];

const isPrimitive = ({ content }: Member): boolean =>
  content === 'text' || content === 'number' || content === 'boolean';

/** The values of a list with their other halves: where one has none, `null` stands. */
function pairs(value: unknown, half: unknown, at: string): [number, Pair][] {
  const [values, halves] = [value ?? [], half ?? []];
  if (!Array.isArray(values) || !Array.isArray(halves)) throw new Unwritable(at);
  return Array.from({ length: Math.max(values.length, halves.length) }, (_, index) => [
    index,
    [values[index], halves[index] ?? undefined],
  ]);
}

const notRepresentable = (place: string): Refusal =>
  refuse(406, {
    code: 'not-representable',
    type: 'not-supported',
    ja: `XML では表せない内容（${place}）があります。JSON で受け取ってください（_format=json）。`,
    en: `\`${place}\` cannot be written as XML; ask for JSON (\`_format=json\`)`,
    expression: place,
    spec: 'https://hl7.org/fhir/R4/xml.html',
  });
