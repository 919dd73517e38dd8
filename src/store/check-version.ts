/** Holds one stored version against what its content says: the columns that decisions and searches read. */
import type { Resource } from '@medplum/fhirtypes';
import { aboutOf, type Facts, factsOf, type LabelRules, labelOnWrite } from '#consent';
import type { SearchParameters } from '#fhir';
import { digestOf, indexOf } from './index-of.ts';
import {
  basisOfRow,
  distributionKey,
  type RowWithFacts,
  resourceOf,
  type Stored,
  type StoredWithFacts,
  storedWithFactsOf,
} from './row.ts';
import {
  differences,
  FORGOTTEN,
  formOfSections,
  formOfStored,
  formOfValues,
  type IndexColumns,
  type IndexForm,
} from './stored-index.ts';
import type { Fault } from './verify-faults.ts';

/** A row with everything that is verified of it. */
export interface VerifiedRow extends RowWithFacts, IndexColumns {
  readonly dist: string;
  readonly from_tx: string;
  readonly until_tx: string | null;
  readonly indexed: string;
}

type Found = Pick<Fault, 'code' | 'columns'>;

/** What a version is held against besides itself. */
export interface Standard {
  readonly parameters: SearchParameters;
  readonly labels: LabelRules;
  /** Types whose index is being drawn anew: that theirs is old is no fault. */
  readonly inWork: ReadonlySet<string>;
}

export function checkVersion(row: VerifiedRow, indexRows: Parameters<typeof formOfStored>[1], to: Standard): Found[] {
  const stored = storedWithFactsOf(row);
  const found = formOfStored(row, indexRows);
  const dist = row.dist === distributionKey(stored.facts) ? [] : [{ code: 'facts-differ' as const, columns: ['dist'] }];
  if (stored.deleted) {
    const kept = stored.text === '' ? [] : [{ code: 'content-differs' as const, columns: ['content'] }];
    return [...kept, ...dist, ...indexDiffers(found, FORGOTTEN), ...olderLabels(stored, to)];
  }
  const resource = readable(stored);
  if (resource === undefined) return [{ code: 'content-unreadable' }];
  return [
    ...identityFaults(stored, resource),
    ...dist,
    ...factFaults(stored, resource),
    ...(JSON.stringify(stored.about) === JSON.stringify(aboutOf(resource))
      ? []
      : [{ code: 'index-differs' as const, columns: ['about'] }]),
    ...indexFaults(row, found, resource, to),
    ...labelFaults(stored, resource, to),
  ];
}

function readable(stored: Stored): Resource | undefined {
  try {
    const resource: unknown = resourceOf(stored);
    return typeof resource === 'object' && resource !== null ? (resource as Resource) : undefined;
  } catch {
    return undefined;
  }
}

function identityFaults({ type, id, version, updated }: Stored, { resourceType, id: own, meta }: Resource): Found[] {
  const columns = [
    ...(resourceType === type ? [] : ['type']),
    ...(own === id ? [] : ['id']),
    ...(meta?.versionId === String(version) ? [] : ['version']),
    ...(meta?.lastUpdated === updated.toISOString() ? [] : ['updated']),
  ];
  return columns.length === 0 ? [] : [{ code: 'content-differs', columns }];
}

function factFaults({ facts, custodian }: StoredWithFacts, resource: Resource): Found[] {
  const should = factsOf(resource, custodian);
  const columns = (Object.keys(should) as (keyof Facts)[])
    // The id is told of where it differs from the content's.
    .filter((name) => name !== 'id' && name !== 'type')
    .filter((name) => JSON.stringify(should[name]) !== JSON.stringify(facts[name]));
  return columns.length === 0 ? [] : [{ code: 'facts-differ', columns }];
}

function indexFaults(
  row: VerifiedRow,
  found: IndexForm,
  resource: Resource,
  { parameters, labels, inWork }: Standard,
): Found[] {
  const isCurrent = row.until_tx === null;
  if (!isCurrent && row.indexed === '') return indexDiffers(found, FORGOTTEN);
  if (row.indexed === digestOf(parameters, row.type)) {
    const { values, sections } = indexOf(resource, { parameters, labels }, { ...row, basis: basisOfRow(row) });
    const isSame = formOfSections(row.sections) === formOfSections(sections);
    const faults = isSame ? [] : [{ code: 'index-differs' as const, columns: ['sections'] }];
    return [...faults, ...indexDiffers(found, formOfValues(values, row.dist))];
  }
  // What was superseded is not drawn anew: it leaves the index soon.
  return isCurrent && !inWork.has(row.type) ? [{ code: 'index-old' }] : [];
}

function indexDiffers(found: IndexForm, should: IndexForm): Found[] {
  const columns = differences(found, should);
  return columns.length === 0 ? [] : [{ code: 'index-differs', columns }];
}

/** Labels of other rules than today's wait for their turn; those of today's are told again by the rules. */
function labelFaults(stored: StoredWithFacts, resource: Resource, to: Standard): Found[] {
  const older = olderLabels(stored, to);
  if (older.length > 0) return older;
  const { basis, custodian } = stored;
  const should = labelOnWrite(resource, { rules: to.labels, basis, custodian }).resource.meta?.security;
  return JSON.stringify(should) === JSON.stringify(resource.meta?.security) ? [] : [{ code: 'labels-differ' }];
}

const olderLabels = ({ labelled }: Stored, { labels }: Standard): Found[] =>
  labelled === labels.version ? [] : [{ code: 'labels-older' }];
