/** Twins of the rules of bundles: as FHIRPath they would walk every entry many times, and compare each with each. */
import { either, type Fields, has, isFields, list } from './fields.ts';

type Holds = (bundle: Fields) => boolean;

const REQUESTS = new Set<unknown>(['batch', 'transaction', 'history']);
const RESPONSES = new Set<unknown>(['batch-response', 'transaction-response', 'history']);

const firstIs =
  (type: string, first: string): Holds =>
  (bundle) => {
    if (bundle['type'] !== type) return true;
    const [entry] = list(bundle['entry']);
    return isFields(entry?.['resource']) && entry['resource']['resourceType'] === first;
  };

export const BUNDLE_TWINS: Readonly<Record<string, Holds>> = {
  "total.empty() or (type = 'searchset') or (type = 'history')": (bundle) =>
    !either(bundle, 'total') || bundle['type'] === 'searchset' || bundle['type'] === 'history',
  "entry.search.empty() or (type = 'searchset')": (bundle) =>
    bundle['type'] === 'searchset' || list(bundle['entry']).every(({ search }) => !has(search)),
  "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))":
    (bundle) => list(bundle['entry']).every(({ request }) => has(request) === REQUESTS.has(bundle['type'])),
  "entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history'))":
    (bundle) => list(bundle['entry']).every(({ response }) => has(response) === RESPONSES.has(bundle['type'])),
  "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()": (
    bundle,
  ) => {
    if (bundle['type'] === 'history') return true;
    const urls = list(bundle['entry'])
      .filter(({ fullUrl }) => has(fullUrl))
      .map(urlWithVersion);
    return new Set(urls).size === urls.length;
  },
  "type = 'document' implies (identifier.system.exists() and identifier.value.exists())": ({ type, identifier }) =>
    type !== 'document' || (isFields(identifier) && either(identifier, 'system') && either(identifier, 'value')),
  "type = 'document' implies (timestamp.hasValue())": ({ type, timestamp }) => type !== 'document' || has(timestamp),
  "type = 'document' implies entry.first().resource.is(Composition)": firstIs('document', 'Composition'),
  "type = 'message' implies entry.first().resource.is(MessageHeader)": firstIs('message', 'MessageHeader'),
};

function urlWithVersion({ fullUrl, resource }: Fields): string {
  const meta = isFields(resource) ? resource['meta'] : undefined;
  return `${fullUrl}${isFields(meta) ? (meta['versionId'] ?? '') : ''}`;
}
