/** Reads a CDA R2 document (XML) from raw bytes: strict, refuses with line and column, knows no entity but XML's own. */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { decodeJapanese, forbiddenAt } from '#mapping';

export interface CdaElement {
  readonly name: string;
  /** `recordTarget/patientRole/id[2]`, below the document. */
  readonly place: string;
  readonly line: number;
  readonly column: number;
  /** Those without namespace; `xsi:type` under its own name. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: CdaElement | undefined;
  readonly children: CdaElement[];
  /** Text and elements in their order, as a narrative needs them. */
  readonly content: (string | CdaElement)[];
}

const CDA = 'urn:hl7-org:v3';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
/** An extension of HL7 itself; its elements have no counterpart, and are told of. */
const SDTC = 'urn:hl7-org:sdtc';
export const CDA_BYTES_MAX = 5_000_000;
const ELEMENTS_MAX = 100_000;
const DEPTH_MAX = 100;

/** Leaves the parser as soon as something cannot be read. */
class CdaFault extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('cda');
    this.refusal = refusal;
  }
}

/** The root of the document, or why there is none, with its place. */
export function readCda(bytes: Uint8Array): CdaElement | Refusal {
  if (bytes.length > CDA_BYTES_MAX) return tooLarge('バイト数', 'bytes', CDA_BYTES_MAX, { line: 1, column: 1 });
  const declared = /euc-jp/i.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1')) ? 'euc-jp' : undefined;
  const decoded = decodeJapanese(bytes, declared);
  if (isRefusal(decoded)) return decoded;
  try {
    return parse(decoded.text);
  } catch (error) {
    if (error instanceof CdaFault) return error.refusal;
    throw error;
  }
}

function parse(text: string): CdaElement | Refusal {
  const parser = new SaxesParser({ xmlns: true, position: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const open: CdaElement[] = [];
  let root: CdaElement | undefined;
  let elements = 0;
  const fail = (refusal: Refusal): never => {
    throw new CdaFault(refusal);
  };
  const here = () => ({ line: parser.line, column: parser.columnIndex + 1 });
  parser.on('error', ({ message }) => fail(broken(message.replace(/^\d+:\d+: /, ''), here())));
  parser.on('doctype', () => fail(broken('a document type is not allowed', here())));
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > ELEMENTS_MAX) fail(tooLarge('要素数', 'elements', ELEMENTS_MAX, here()));
    if (open.length >= DEPTH_MAX) fail(tooLarge('入れ子の深さ', 'levels', DEPTH_MAX, here()));
    const element = elementOf(tag, open.at(-1), here());
    if (root === undefined && (tag.uri !== CDA || element.name !== 'ClinicalDocument')) fail(noCda(here()));
    root ??= element;
    open.at(-1)?.children.push(element);
    open.at(-1)?.content.push(element);
    open.push(element);
  });
  const said = (words: string): void => {
    if (forbiddenAt(words) >= 0) fail(broken('a control character is not allowed', here()));
    open.at(-1)?.content.push(words);
  };
  parser.on('text', said);
  parser.on('cdata', said);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return root ?? noCda({ line: 1, column: 1 });
}

function elementOf(tag: SaxesTagNS, parent: CdaElement | undefined, at: { line: number; column: number }): CdaElement {
  const { local, uri } = tag;
  const name = uri === CDA ? local : uri === SDTC ? `sdtc:${local}` : `${uri}#${local}`;
  const attributes = new Map<string, string>();
  for (const attribute of Object.values(tag.attributes))
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns')
      attributes.set(attribute.uri === XSI ? `xsi:${attribute.local}` : attribute.name, attribute.value);
  const twins = counted(parent, name);
  const step = twins === 1 ? name : `${name}[${twins}]`;
  const above = parent === undefined || parent.place === '' ? '' : `${parent.place}/`;
  const place = parent === undefined ? '' : `${above}${step}`;
  return { name, place, ...at, attributes, parent, children: [], content: [] };
}

const counts = new WeakMap<CdaElement, Map<string, number>>();

/** The number of this child among those of its name. */
function counted(parent: CdaElement | undefined, name: string): number {
  if (parent === undefined) return 1;
  const names = counts.get(parent) ?? new Map<string, number>();
  counts.set(parent, names);
  const number = (names.get(name) ?? 0) + 1;
  names.set(name, number);
  return number;
}

const broken = (reason: string, at: { line: number; column: number }): Refusal =>
  refuse(400, {
    code: 'cda-unreadable',
    type: 'structure',
    ja: `XML として読めません（${at.line} 行 ${at.column} 列）。`,
    en: `the XML cannot be read: ${reason}`,
    ...at,
  });

const noCda = (at: { line: number; column: number }): Refusal =>
  refuse(400, {
    code: 'cda-root',
    type: 'structure',
    ja: 'CDA R2 の文書（ClinicalDocument）ではありません。',
    en: 'the document is no `ClinicalDocument` of CDA R2',
    ...at,
  });

const tooLarge = (ja: string, en: string, max: number, place: { line: number; column: number }): Refusal =>
  refuse(413, {
    code: 'hl7-too-large',
    type: 'too-costly',
    ja: `文書が大きすぎます（${ja}の上限は ${max}）。`,
    en: `the document is too large (at most ${max} ${en})`,
    ...place,
  });

/**
 * All elements at a path below another, `patient/name`. A step may say which: `participant[@typeCode=CSM]` by an attribute,
 * `observation[code=SEV]` by the code of a child.
 */
export function elementsAt(from: CdaElement, path: string): CdaElement[] {
  let found = [from];
  for (const { name, attribute, child, value } of stepsOf(path)) {
    const next: CdaElement[] = [];
    for (const { children } of found)
      for (const one of children)
        if (
          one.name === name &&
          (attribute === undefined || one.attributes.get(attribute) === value) &&
          (child === undefined || codeIn(one, child) === value)
        )
          next.push(one);
    // Most of what the rules look for is not there.
    if (next.length === 0) return next;
    found = next;
  }
  return found;
}

const codeIn = ({ children }: CdaElement, name: string): string | undefined =>
  children.find((one) => one.name === name)?.attributes.get('code');

interface Step {
  readonly name: string;
  readonly attribute?: string;
  readonly child?: string;
  readonly value?: string;
}

const paths = new Map<string, readonly Step[]>();

/** The paths are those of the rules, so there are no more than they have. */
function stepsOf(path: string): readonly Step[] {
  const known = paths.get(path);
  if (known !== undefined) return known;
  const steps = path === '' ? [] : path.split('/').map(stepOf);
  paths.set(path, steps);
  return steps;
}

function stepOf(step: string): Step {
  const [, name = step, at, key, value] = /^([^[]+)\[(@?)([^=]+)=([^\]]+)\]$/.exec(step) ?? [];
  if (key === undefined || value === undefined) return { name };
  return at === '@' ? { name, attribute: key, value } : { name, child: key, value };
}

/** Whether it is the first of its name in its parent; any other has its number in its place. */
export const isFirst = ({ place }: CdaElement): boolean => !place.endsWith(']');

/** All text within, its line breaks made spaces. */
export const textWithin = ({ content }: CdaElement): string =>
  content
    .map((part) => (typeof part === 'string' ? part : textWithin(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
