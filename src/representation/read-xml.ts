/** Reads FHIR XML. It takes what R4 defines at each place and refuses anything else with line and column: nothing is dropped. */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import type { Refusal } from '#fhir';
import type { Member, Members, Shapes } from './shapes.ts';
import { writtenNumber } from './written.ts';
import * as faults from './xml-fault.ts';
import { placeIn, XmlFault } from './xml-fault.ts';
import { FHIR_NAMESPACE, XHTML_NAMESPACE } from './xml-text.ts';

const ELEMENTS_MAX = 200_000;
/** Nesting beyond this is refused before it can exhaust a stack. */
const DEPTH_MAX = 200;
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The JSON text of the same resource, with its decimals as they are written. */
export function readXml(text: string, shapes: Shapes): string | Refusal {
  const reader = new Reader(text, shapes);
  try {
    return JSON.stringify(reader.document());
  } catch (error) {
    if (error instanceof XmlFault) return error.refusalAt(placeIn(text, error.offset));
    throw error;
  }
}

/** An element that is open, and what its members are put into. */
interface Frame {
  readonly name: string;
  readonly start: number;
  /** Absent for a resource, which is what it is by its name. */
  readonly member?: Member;
  readonly members: Members;
  readonly fields: Record<string, unknown>;
  /** The value of a primitive. */
  value?: unknown;
  last?: Member;
  resource?: unknown;
}

class Reader {
  readonly #text: string;
  readonly #shapes: Shapes;
  readonly #parser = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  readonly #open: Frame[] = [];
  #document: unknown;
  #elements = 0;
  #tagStart = 0;
  /** How deep the parser is in a narrative, and what stands before its own text where a namespace has to be told. */
  #narrative = 0;
  #narrativeStart = 0;
  #narrativeBare = false;

  constructor(text: string, shapes: Shapes) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
    this.#shapes = shapes;
  }

  document(): unknown {
    const parser = this.#parser;
    parser.on('error', ({ message }) => this.#fail(faults.unreadable(faults.reasonOf(message))));
    parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
      if (!/^utf-8$/i.test(encoding)) this.#fail(faults.unreadable(faults.NOT_UTF_8));
    });
    parser.on('doctype', () => this.#fail(faults.doctypeFound()));
    parser.on('opentagstart', () => this.#start());
    parser.on('opentag', (tag) => this.#opened(tag));
    parser.on('closetag', () => this.#closed());
    parser.on('text', (text) => this.#said(text));
    parser.on('cdata', () => this.#said('cdata'));
    parser.write(this.#text).close();
    return this.#document;
  }

  #start(): void {
    this.#tagStart = this.#text.lastIndexOf('<', this.#parser.position - 1);
    this.#elements += 1;
    if (this.#elements > ELEMENTS_MAX) this.#fail(faults.tooLarge(ELEMENTS_MAX), this.#tagStart);
    if (this.#open.length + this.#narrative > DEPTH_MAX) {
      const [ja, en] = [`入れ子は ${DEPTH_MAX} 段までです`, `there are more than ${DEPTH_MAX} levels`];
      this.#fail(faults.unreadable({ ja, en }), this.#tagStart);
    }
  }

  #opened(tag: SaxesTagNS): void {
    const parent = this.#open.at(-1);
    if (this.#narrative > 0) this.#openNarrative(tag);
    else if (parent?.members.get(tag.local)?.content === 'xhtml') {
      this.#narrativeStart = this.#tagStart;
      this.#narrativeBare = tag.attributes['xmlns'] === undefined;
      this.#enter(parent, tag.local);
      this.#openNarrative(tag);
    } else {
      if (tag.uri !== FHIR_NAMESPACE) this.#fail(faults.namespaceWrong(tag.local, FHIR_NAMESPACE), this.#tagStart);
      if (parent === undefined || parent.member?.content === 'resource') this.#openResource(tag, parent);
      else this.#openMember(tag, parent);
    }
  }

  #openNarrative({ local, uri, prefix }: SaxesTagNS): void {
    if (uri !== XHTML_NAMESPACE || prefix !== '')
      this.#fail(faults.namespaceWrong(local, `${XHTML_NAMESPACE}`), this.#tagStart);
    this.#narrative += 1;
  }

  #openResource({ local, attributes }: SaxesTagNS, parent: Frame | undefined): void {
    const members = this.#shapes.resource(local);
    if (members === undefined) this.#fail(faults.typeUnknown(local), this.#tagStart);
    if (parent?.resource !== undefined) this.#fail(faults.repeated(local), this.#tagStart);
    for (const one of Object.values(attributes)) {
      const told = parent === undefined && one.uri === SCHEMA_INSTANCE;
      if (!told && one.uri !== XMLNS) this.#fail(faults.attributeUnknown(one.name, local), this.#tagStart);
    }
    this.#open.push({ name: local, start: this.#tagStart, members, fields: { resourceType: local } });
  }

  #openMember({ local, attributes }: SaxesTagNS, parent: Frame): void {
    const member = this.#enter(parent, local);
    // What holds a resource has no members of its own.
    const members: Members = member.content === 'resource' ? new Map() : member.members();
    const frame: Frame = { name: local, start: this.#tagStart, member, members, fields: {} };
    for (const one of Object.values(attributes)) if (one.uri !== XMLNS) this.#attribute(frame, member, one);
    this.#open.push(frame);
  }

  /** The member of that name, if it may stand here and now. */
  #enter(parent: Frame, name: string): Member {
    const member = parent.members.get(name);
    if (member === undefined || member.attribute)
      return this.#fail(faults.elementUnknown(name, parent.name), this.#tagStart);
    const { last } = parent;
    if (last !== undefined && last.order > member.order) this.#fail(faults.orderWrong(name, last.name), this.#tagStart);
    const twice = name in parent.fields || `_${name}` in parent.fields;
    if (twice && !member.many) this.#fail(faults.repeated(name), this.#tagStart);
    parent.last = member;
    return member;
  }

  #attribute(frame: Frame, member: Member, { name, uri, value }: SaxesAttributeNS): void {
    const own = uri === '' ? frame.members.get(name) : undefined;
    if (own?.attribute === true) frame.fields[name] = value;
    else if (name === 'value' && isPrimitive(member)) frame.value = this.#value(member, value);
    else this.#fail(faults.attributeUnknown(name, frame.name), this.#tagStart);
  }

  #value({ name, content }: Member, text: string): unknown {
    if (content === 'number') return NUMBER.test(text) ? writtenNumber(text) : this.#wrong(name, 'number');
    if (content !== 'boolean') return text;
    return text === 'true' || text === 'false' ? text === 'true' : this.#wrong(name, 'boolean');
  }

  #wrong(name: string, kind: string): never {
    return this.#fail(faults.valueWrong(name, kind), this.#tagStart);
  }

  #closed(): void {
    if (this.#narrative > 0) {
      this.#narrative -= 1;
      if (this.#narrative === 0) this.#closeNarrative();
      return;
    }
    const frame = this.#open.pop();
    if (frame === undefined) return;
    dropEmptyHalves(frame.fields);
    const parent = this.#open.at(-1);
    const { member, fields, value, resource, name, start } = frame;
    if (member === undefined && parent === undefined) this.#document = fields;
    else if (member === undefined && parent !== undefined) parent.resource = fields;
    else if (member !== undefined && parent !== undefined) {
      const half = Object.keys(fields).length > 0 ? fields : undefined;
      const whole = member.content === 'resource' ? resource : isPrimitive(member) ? value : half;
      if (whole === undefined && half === undefined) this.#fail(faults.empty(name), start);
      put(parent.fields, member, whole);
      if (isPrimitive(member)) put(parent.fields, { ...member, name: `_${name}` }, half);
    }
  }

  #closeNarrative(): void {
    const raw = this.#text.slice(this.#narrativeStart, this.#parser.position);
    const whole = this.#narrativeBare ? raw.replace(/^<div/, `<div xmlns="${XHTML_NAMESPACE}"`) : raw;
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.fields['div'] = whole;
  }

  #said(text: string): void {
    if (this.#narrative > 0 || /^[ \t\r\n]*$/.test(text)) return;
    this.#fail(faults.textUnexpected(this.#open.at(-1)?.name ?? ''));
  }

  #fail(refusalAt: XmlFault['refusalAt'], offset = Math.max(0, this.#parser.position - 1)): never {
    throw new XmlFault(offset, refusalAt);
  }
}

const isPrimitive = ({ content }: Member): boolean =>
  content === 'text' || content === 'number' || content === 'boolean';

/** A list keeps a place for each element, so that values and their other halves stay together. */
function put(fields: Record<string, unknown>, { name, many }: Pick<Member, 'name' | 'many'>, value: unknown): void {
  if (many) {
    const list = fields[name];
    if (Array.isArray(list)) list.push(value ?? null);
    else fields[name] = [value ?? null];
  } else if (value !== undefined) fields[name] = value;
}

function dropEmptyHalves(fields: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value) && value.every((one) => one === null)) delete fields[name];
  }
}
