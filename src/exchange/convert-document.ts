/** Converts messages, forms and Bundles into each other, with a report of what was lost. Nothing is stored or looked up. */
import type { OperationOutcome, Parameters, Resource } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { type Converted, convert, homesWith, type WriteFormat } from '#mapping';
import { readText } from '#validation';
import type { Answer } from './answer.ts';
import type { House, Visit } from './house.ts';
import { BOOLEAN, oneValue, parameterNeeded, readOperation } from './read-operation.ts';
import { FORM_TYPES, reportOf, writeFormat } from './send-form.ts';

const PARAMETERS = ['mapping', 'overlay', 'to', 'format', 'strict', 'file', 'institution'];
const DIRECTION = {
  read: (text: string): 'fhir' | 'form' | undefined => (text === 'fhir' || text === 'form' ? text : undefined),
  expected: { ja: 'fhir か form', en: '`fhir` or `form`' },
};

/** POST $convert: 200 with Parameters of `output` (a Bundle, or a Binary of the form) and `report`. */
export async function convertDocument(
  house: House,
  visit: Visit,
  body: Uint8Array,
  sent: URLSearchParams,
): Promise<Answer | Refusal> {
  const asked = askedOf(body, sent);
  if (isRefusal(asked)) return asked;
  const query = readOperation({ query: asked.query }, PARAMETERS);
  if (isRefusal(query)) return query;
  const strict = oneValue(query, 'strict', { ...BOOLEAN, fallback: false });
  if (isRefusal(strict)) return strict;
  const format = oneValue(query, 'format', { ...writeFormat, fallback: undefined });
  if (isRefusal(format)) return format;
  const to = oneValue(query, 'to', { ...DIRECTION, fallback: undefined });
  if (isRefusal(to)) return to;
  const direction = to ?? (isBundle(asked.input) ? 'form' : 'fhir');
  const mapping = query.get('mapping');
  if (mapping === null) return needed();
  const converted = await convert({
    mapping,
    to: direction,
    strict,
    input: asked.input,
    home: homesWith(house.mappings),
    ...optional('overlay', query.get('overlay')),
    ...(format === undefined ? {} : { format }),
    ssmix2: { ...optional('fileName', query.get('file')), ...optional('institution', query.get('institution')) },
  });
  if (isRefusal(converted)) return converted;
  return {
    status: 200,
    body: JSON.stringify(answerOf(visit, converted, direction === 'form' ? (format ?? 'json') : undefined)),
    interaction: '$convert',
    action: 'E',
    items: [],
  };
}

const optional = <K extends string>(name: K, value: string | null): { readonly [key in K]?: string } =>
  (value === null ? {} : { [name]: value }) as { readonly [key in K]?: string };

interface Asked {
  readonly query: URLSearchParams;
  readonly input: Uint8Array;
}

/** Parameters are told from a Bundle, a form and a message by what they are, not by their label. */
function askedOf(body: Uint8Array, query: URLSearchParams): Asked | Refusal {
  if (body.length === 0) return nothing();
  const parameters = parametersIn(body);
  if (parameters === undefined) return { query, input: body };
  const rest = new URLSearchParams(query);
  let input: Uint8Array | undefined;
  for (const one of parameters.parameter ?? []) {
    if (one.name === 'input') input = bytesOf(one);
    else {
      const value = one.valueString ?? one.valueCode ?? one.valueId ?? one.valueBoolean;
      if (one.name !== undefined && value !== undefined) rest.append(one.name, String(value));
    }
  }
  return input === undefined || input.length === 0 ? nothing() : { query: rest, input };
}

function parametersIn(body: Uint8Array): Parameters | undefined {
  const read = jsonIn(body);
  const resource = read as Partial<Parameters> | null | undefined;
  if (resource?.resourceType !== 'Parameters') return undefined;
  const list: unknown = resource.parameter ?? [];
  return Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null)
    ? (resource as Parameters)
    : { resourceType: 'Parameters' };
}

/** A Bundle as it is; bytes in a Binary or in base64; or a text, which is taken as UTF-8. */
function bytesOf({
  resource,
  valueBase64Binary,
  valueString,
}: NonNullable<Parameters['parameter']>[number]): Uint8Array | undefined {
  const data = resource?.resourceType === 'Binary' ? resource.data : valueBase64Binary;
  if (typeof data === 'string') return Buffer.from(data, 'base64');
  if (resource !== undefined) return new TextEncoder().encode(JSON.stringify(resource));
  return typeof valueString === 'string' ? new TextEncoder().encode(valueString) : undefined;
}

function jsonIn(body: Uint8Array): unknown {
  if (body.find((byte) => byte > 0x20) !== 0x7b) return undefined;
  const read = readText(new TextDecoder().decode(body));
  return isRefusal(read) ? undefined : read.value;
}

const isBundle = (input: Uint8Array): boolean =>
  (jsonIn(input) as Partial<Resource> | null | undefined)?.resourceType === 'Bundle';

/** A form is bytes, which FHIR carries in a Binary. */
function answerOf(visit: Visit, { output, report }: Converted, format: WriteFormat | undefined): Parameters {
  const resource: Resource =
    format === undefined
      ? (JSON.parse(new TextDecoder().decode(output)) as Resource)
      : {
          resourceType: 'Binary',
          contentType: FORM_TYPES[format].type.split(';', 1)[0] ?? '',
          data: Buffer.from(output).toString('base64'),
        };
  const told = JSON.parse(reportOf(visit, report.issues)) as OperationOutcome;
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'output', resource },
      { name: 'report', resource: told },
    ],
  };
}

const needed = (): Refusal =>
  parameterNeeded('mapping', {
    ja: '使うマッピングを mapping に書いてください。',
    en: 'say by `mapping` which mapping is to be used',
  });

const nothing = (): Refusal =>
  refuse(400, {
    code: 'convert-input',
    type: 'required',
    ja: '変換するものがありません。本文に入れるか、Parameters の input に入れてください。',
    en: 'there is nothing to convert; send it as the body, or as `input` in Parameters',
  });
