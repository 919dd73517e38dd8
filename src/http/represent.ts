/** Puts what the house answers into the representation that was asked for. Where nothing is asked, it leaves as it is stored. */
import { isRefusal, type Refusal } from '#fhir';
import { readWritten, type Shapes, subset, subsetEntries, writeXml } from '#representation';
import { type Choice, isPartial } from './choose-representation.ts';
import { CONTENT_TYPES } from './formats.ts';

interface Represented {
  readonly body: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Fields {
  readonly [name: string]: unknown;
}

/** `text` is JSON. `interaction` says whether a bundle was asked for, or bears what was. */
export function represent(
  text: string,
  { format, pretty, part }: Choice,
  interaction: string,
  shapes: Shapes,
): Represented | Refusal {
  const contentType = CONTENT_TYPES[format];
  if (format === 'json' && !pretty && part === undefined) return { body: text, contentType, headers: {} };
  const whole = readWritten(text) as Fields;
  const single = interaction === 'read' || interaction === 'vread';
  const shown =
    part === undefined || !isPartial(interaction) ? whole : (single ? subset : subsetEntries)(whole, part, shapes);
  if (format === 'xml') {
    const body = writeXml(shown, shapes, pretty);
    return isRefusal(body) ? body : { body, contentType, headers: {} };
  }
  if (format === 'ndjson') return { ...lines(shown as Fields), contentType };
  return { body: JSON.stringify(shown, null, pretty ? 2 : undefined), contentType, headers: {} };
}

/** Each resource that a search found on a line of its own; the way to the next page goes into a header. */
function lines(resource: Fields): Pick<Represented, 'body' | 'headers'> {
  if (resource['resourceType'] !== 'Bundle' || resource['type'] !== 'searchset')
    return { body: `${JSON.stringify(resource)}\n`, headers: {} };
  const { entry = [], link = [] } = resource as { entry?: readonly Fields[]; link?: readonly Fields[] };
  const next = link.find(({ relation }) => relation === 'next')?.['url'];
  return {
    body: entry.map((one) => `${JSON.stringify(one['resource'])}\n`).join(''),
    headers: typeof next === 'string' ? { Link: `<${next}>; rel="next"` } : {},
  };
}
