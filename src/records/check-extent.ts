/** What would fill the index by itself is not stored: each search of its type would look at all of it. */
import type { Resource } from '@medplum/fhirtypes';
import { type Refusal, refuse } from '#fhir';
import type { House } from '#visit';
import { extentOf } from './json-extent.ts';

const ENTRIES_MAX = 20_000;
/** What holds no more than this cannot come near: a value is found under some few parameters. */
const SMALL = { values: 4_000, characters: Number.POSITIVE_INFINITY };

/** 422 for a resource that is found by more values than the index holds of one. */
export function tooMuchIndexed({ store }: Pick<House, 'store'>, resource: Resource): Refusal | undefined {
  if (extentOf(resource, SMALL, Number.POSITIVE_INFINITY) !== undefined) return undefined;
  const entries = store.indexEntries(resource);
  if (entries <= ENTRIES_MAX) return undefined;
  return refuse(422, {
    code: 'index-too-large',
    type: 'too-costly',
    ja: `検索の索引に載る値が ${entries} 個あり、一つのリソースの上限 ${ENTRIES_MAX} 個を超えます。コードや参照の並びを減らすか、いくつかのリソースに分けてください。`,
    en: `the index would hold ${entries} values of it, more than the ${ENTRIES_MAX} of one resource; give fewer codes and references, or send it as several resources`,
    expression: resource.resourceType,
  });
}
