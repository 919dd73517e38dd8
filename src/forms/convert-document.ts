/** Converts messages, forms and Bundles into each other, with a report of what was lost. Nothing is stored or looked up. */
import type { OperationOutcome, Parameters, Resource } from '@medplum/fhirtypes';
import { type Converted, convert } from '#conversion';
import { isRefusal, type Refusal, refuse } from '#fhir';
import { homesWith } from '#mapping';
import type { WriteFormat } from '#paper';
import {
  type Answer,
  BOOLEAN,
  filesOf,
  type House,
  jsonIn,
  oneValue,
  parameterNeeded,
  readOperation,
  type Visit,
} from '#visit';
import { templateFault } from './fill-form.ts';
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
  const asked = filesOf(body, sent, { alone: 'input', names: ['input', 'template'] });
  const input = asked.files.get('input');
  if (input === undefined) return nothing();
  const query = readOperation({ query: asked.query }, PARAMETERS);
  if (isRefusal(query)) return query;
  const strict = oneValue(query, 'strict', { ...BOOLEAN, fallback: false });
  if (isRefusal(strict)) return strict;
  const format = oneValue(query, 'format', { ...writeFormat, fallback: undefined });
  if (isRefusal(format)) return format;
  const to = oneValue(query, 'to', { ...DIRECTION, fallback: undefined });
  if (isRefusal(to)) return to;
  const direction = to ?? (isBundle(input) ? 'form' : 'fhir');
  const template = asked.files.get('template');
  const unfit = template === undefined ? undefined : templateFault(template, { to: direction, format });
  if (unfit !== undefined) return unfit;
  const mapping = query.get('mapping');
  if (mapping === null) return needed();
  const converted = await convert({
    mapping,
    to: direction,
    strict,
    input,
    now: visit.now,
    home: homesWith(house.mappings),
    ...optional('overlay', query.get('overlay')),
    ...(format === undefined ? {} : { format }),
    ...(template === undefined ? {} : { template }),
    ssmix2: { ...optional('fileName', query.get('file')), ...optional('institution', query.get('institution')) },
  });
  if (isRefusal(converted)) return converted;
  return {
    status: 200,
    body: JSON.stringify(
      answerOf(visit, converted, direction === 'form' ? (template ? 'xlsx' : (format ?? 'json')) : undefined),
    ),
    interaction: '$convert',
    action: 'E',
    items: [],
  };
}

const optional = <K extends string>(name: K, value: string | null): { readonly [key in K]?: string } =>
  (value === null ? {} : { [name]: value }) as { readonly [key in K]?: string };

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
