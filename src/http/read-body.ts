/** Reads the body of a request as what the route expects: FHIR JSON or XML, other JSON, a form, plain bytes, or nothing. */
import type { Resource } from '@medplum/fhirtypes';
import express, { type Request } from 'express';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { readXml, type Shapes } from '#representation';
import { type Places, readText } from '#validation';
import { isR4, JSON_TYPES, XML_TYPES } from './formats.ts';
import { rangesOf } from './ranges.ts';
import { charsetUnsupported, contentTypeUnsupported, encodingUnsupported } from './refusals.ts';

/** `fhir-or-none`: Parameters that may be left out altogether. */
export type BodyKind = 'none' | 'fhir' | 'fhir-or-none' | 'patch' | 'bytes' | 'query' | 'json';

export interface Body {
  readonly resource?: Resource;
  /** Where the members of the resource stand in what was sent; absent for XML. */
  readonly positions?: Places;
  /** The operations of a JSON Patch. */
  readonly patch?: unknown;
  /** What is no FHIR. */
  readonly json?: unknown;
  /** As it was sent; of FHIR where it is JSON. */
  readonly bytes?: Uint8Array;
  readonly query?: URLSearchParams;
}

const QUERY_BYTES_MAX = 100_000;
const JSON_TYPE = 'application/json';
const FHIR_TYPES = [...JSON_TYPES, ...XML_TYPES];
const JSON_PATCH = 'application/json-patch+json';
/** In which a patch may come: a JSON Patch, or a FHIRPath Patch in FHIR's own formats. */
export const PATCH_TYPES = [JSON_PATCH, 'application/fhir+json', 'application/fhir+xml'];

export async function readBody(
  request: Request,
  kind: BodyKind,
  bytesMax: number,
  shapes: Shapes,
): Promise<Body | Refusal> {
  if (kind === 'none') return {};
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (isEmpty(request) && (kind === 'fhir-or-none' || (kind === 'query' && type === ''))) return {};
  if ((kind === 'fhir' || kind === 'fhir-or-none') && !FHIR_TYPES.includes(type))
    return contentTypeUnsupported(type, FHIR_TYPES);
  if (kind === 'patch' && type !== JSON_PATCH && !FHIR_TYPES.includes(type))
    return contentTypeUnsupported(type, [JSON_PATCH, ...FHIR_TYPES]);
  if (kind === 'query' && type !== 'application/x-www-form-urlencoded')
    return contentTypeUnsupported(type, ['application/x-www-form-urlencoded']);
  if (kind === 'json' && type !== JSON_TYPE) return contentTypeUnsupported(type, [JSON_TYPE]);
  const [range] = rangesOf(request.headers['content-type'] ?? '');
  if (kind !== 'bytes' && range !== undefined && !isR4(range))
    return contentTypeUnsupported(`${type}; fhirVersion=${range.parameters.get('fhirversion')}`, [
      `${FHIR_TYPES[0]}; fhirVersion=4.0`,
    ]);
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (kind !== 'bytes' && charset !== undefined && !/^utf-?8$/i.test(charset)) return charsetUnsupported(charset);
  const bytes = await readBytes(request, kind === 'query' ? Math.min(bytesMax, QUERY_BYTES_MAX) : bytesMax);
  if (isRefusal(bytes)) return bytes;
  if (kind === 'bytes') return { bytes };
  const text = decode(bytes);
  if (isRefusal(text)) return text;
  if (kind === 'query') return { query: new URLSearchParams(text) };
  if (kind === 'json') return jsonOf(text);
  if (type === JSON_PATCH) return patchOf(text);
  return XML_TYPES.includes(type) ? resourceOfXml(text, shapes) : withBytes(resourceOf(text), bytes);
}

const isEmpty = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

const withBytes = (body: Body | Refusal, bytes: Uint8Array): Body | Refusal =>
  isRefusal(body) ? body : { ...body, bytes };

function resourceOf(text: string): Body | Refusal {
  const read = readText(text);
  if (isRefusal(read)) return read;
  const { value, positions } = read;
  if (typeof value !== 'object' || value === null || typeof (value as Resource).resourceType !== 'string')
    return notAResource();
  return { resource: value as Resource, positions };
}

function patchOf(text: string): Body | Refusal {
  const read = readText(text);
  return isRefusal(read) ? read : { patch: read.value };
}

function jsonOf(text: string): Body | Refusal {
  const read = readText(text);
  return isRefusal(read) ? read : { json: read.value };
}

/** The places of the JSON in between would only mislead. */
function resourceOfXml(text: string, shapes: Shapes): Body | Refusal {
  const json = readXml(text, shapes);
  if (isRefusal(json)) return json;
  const body = resourceOf(json);
  return isRefusal(body) || body.resource === undefined ? body : { resource: body.resource };
}

function readBytes(request: Request, bytesMax: number): Promise<Uint8Array | Refusal> {
  const read = express.raw({ type: () => true, limit: bytesMax });
  return new Promise((resolve, reject) => {
    read(request, request.res as never, (error?: unknown) => {
      if (!error) return resolve(request.body instanceof Uint8Array ? request.body : new Uint8Array());
      const { status, type } = error as { status?: number; type?: string };
      if (status === 415) return resolve(encodingUnsupported(request.headers['content-encoding'] ?? ''));
      if (status === 413) return resolve(tooLarge(bytesMax));
      if (status !== undefined && status < 500) return resolve(unreadable(type ?? 'unreadable', status));
      return reject(error);
    });
  });
}

function decode(bytes: Uint8Array): string | Refusal {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(400, {
      code: 'encoding-broken',
      type: 'structure',
      ja: `本文が UTF-8 ではありません（${firstBrokenByte(bytes)} バイト目）。UTF-8 で送ってください。`,
      en: `the body is not UTF-8 (byte ${firstBrokenByte(bytes)}); send it as UTF-8`,
    });
  }
}

/** Counted from 1. */
function firstBrokenByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes);
  const before = text.slice(0, Math.max(0, text.indexOf('\ufffd')));
  return new TextEncoder().encode(before).length + 1;
}

const tooLarge = (bytesMax: number): Refusal =>
  refuse(413, {
    code: 'body-too-large',
    type: 'too-costly',
    ja: `本文が大きすぎます。上限は ${bytesMax} バイトです。`,
    en: `the body is larger than ${bytesMax} bytes`,
  });

const unreadable = (reason: string, status: number): Refusal =>
  refuse(status, {
    code: 'body-unreadable',
    type: 'structure',
    ja: `本文を最後まで読めませんでした（${reason}）。もう一度送ってください。`,
    en: `the body could not be read to its end (\`${reason}\`); send it again`,
  });

const notAResource = (): Refusal =>
  refuse(400, {
    code: 'not-a-resource',
    type: 'structure',
    ja: '本文が FHIR リソースではありません。resourceType を持つ JSON オブジェクトを送ってください。',
    en: 'the body is not a FHIR resource; send a JSON object with a `resourceType`',
  });
