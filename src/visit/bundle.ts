/** Writes bundles of stored resources as text, so that each resource leaves exactly as it is stored. */
import type { BundleEntrySearch, BundleLink } from '@medplum/fhirtypes';
import type { Stored } from '#store';

interface BundleEntryText {
  readonly row: Stored;
  readonly base: string;
  readonly mode?: 'match' | 'include';
  /** In a history: whether nothing was there before this version. */
  readonly isNew?: boolean;
  /** How well a match fits. */
  readonly fit?: Pick<BundleEntrySearch, 'extension' | 'score'>;
}

export interface BundleText {
  readonly type: 'searchset' | 'history' | 'collection';
  readonly total?: number;
  readonly links: readonly BundleLink[];
  readonly entries: readonly BundleEntryText[];
  /** An OperationOutcome that tells of the search itself, as JSON. */
  readonly outcome?: string | undefined;
}

/** The bundle as JSON text. */
export function searchset({ type, total, links, entries, outcome }: BundleText): string {
  const head = JSON.stringify({ resourceType: 'Bundle', type, ...(total === undefined ? {} : { total }), link: links });
  const told = outcome === undefined ? [] : [`{"resource":${outcome},"search":{"mode":"outcome"}}`];
  const texts = [...entries.map((entry) => entryText(entry, type)), ...told];
  return texts.length === 0 ? head : `${head.slice(0, -1)},"entry":[${texts.join(',')}]}`;
}

/** Put together by `+`, so that the text of a resource is copied once only: into the whole. */
function entryText({ row, base, mode, fit, isNew = false }: BundleEntryText, type: BundleText['type']): string {
  const resource = row.deleted ? '' : `,"resource":${row.text}`;
  const found = mode === undefined ? '' : `,"search":${searchText(mode, fit)}`;
  const changed = type === 'history' ? historyText(row, isNew) : '';
  return `{"fullUrl":${JSON.stringify(`${base}/${row.type}/${row.id}`)}${resource}${found}${changed}}`;
}

const searchText = (mode: 'match' | 'include', fit: BundleEntryText['fit']): string =>
  fit === undefined ? `{"mode":"${mode}"}` : JSON.stringify({ extension: fit.extension, mode, score: fit.score });

function historyText(row: Stored, isNew: boolean): string {
  const method = row.deleted ? 'DELETE' : row.version === 1 ? 'POST' : 'PUT';
  const url = row.version === 1 ? row.type : `${row.type}/${row.id}`;
  const status = row.deleted ? '204' : isNew ? '201' : '200';
  const response = { status, etag: `W/"${row.version}"`, lastModified: row.updated.toISOString() };
  return `,"request":${JSON.stringify({ method, url })},"response":${JSON.stringify(response)}`;
}
