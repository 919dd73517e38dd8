/** What a filled form would change, as the entries of a transaction; what could not be done without harm is an error. */
import { isDeepStrictEqual } from 'node:util';
import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import { type Issue, isRefusal, parseReference, type Refusal, referencesOf } from '#fhir';
import { type Mapping, reachOfForm } from '#mapping';
import { resourceOf, type Stored } from '#store';
import { type House, permitOfCaller, type Visit } from '#visit';
import { type Gathered, nameOf } from './gather-form.ts';

interface Changing {
  readonly mapping: Mapping;
  readonly gathered: Gathered;
  readonly output: Bundle;
}

export interface Changes {
  readonly entries: readonly BundleEntry[];
  readonly issues: readonly Issue[];
}

/** A new resource is a POST, a changed one a PUT to the version that was read, and a row that was crossed out a DELETE. */
export async function changesOf(house: House, visit: Visit, changing: Changing): Promise<Changes | Refusal> {
  const { gathered, output } = changing;
  const before = new Map(gathered.rows.map((row, at) => [nameOf(row), { row, shown: gathered.shown[at] ?? row }]));
  const entries: BundleEntry[] = [];
  const issues: Issue[] = [];
  for (const { fullUrl, resource } of output.entry ?? []) {
    if (resource === undefined) continue;
    const known = before.get(`${resource.resourceType}/${resource.id}`);
    if (known === undefined) entries.push(created(resource, fullUrl));
    else if (!isDeepStrictEqual(plain(resourceOf(known.shown)), plain(resource))) {
      issues.push(...(await harmOf(house, visit, known, resource)));
      entries.push(replaced(visit, known.row, resource));
    }
  }
  return { entries: [...entries, ...removed(changing)], issues };
}

const plain = (resource: Resource): unknown => JSON.parse(JSON.stringify(resource));

function created(resource: Resource, fullUrl: string | undefined): BundleEntry {
  return { ...(fullUrl && { fullUrl }), resource, request: { method: 'POST', url: resource.resourceType } };
}

function replaced({ base }: Visit, row: Stored, resource: Resource): BundleEntry {
  const request = { method: 'PUT', url: nameOf(row), ifMatch: `W/"${row.version}"` } as const;
  return { fullUrl: `${base}/${nameOf(row)}`, resource, request };
}

/** What a list no longer names is only let go; what is found by pointing here would be found again. */
function removed({ mapping, gathered, output }: Changing): BundleEntry[] {
  const left = new Set((output.entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`));
  const { backwards } = reachOfForm(mapping);
  return gathered.rows
    .filter((row) => !left.has(nameOf(row)) && backwards.some(({ type }) => type === row.type))
    .map((row) => ({ request: { method: 'DELETE', url: nameOf(row), ifMatch: `W/"${row.version}"` } }));
}

interface Known {
  readonly row: Stored;
  readonly shown: Stored;
}

/** Who does not see the whole of a record cannot put another in its place; nor a value over a reference to what is hidden. */
async function harmOf(house: House, visit: Visit, { row, shown }: Known, next: Resource): Promise<Issue[]> {
  if (shown.text !== row.text) return [partlyVisible(nameOf(row))];
  const kept = new Set(referencesOf(next).map(({ reference }) => reference));
  const lost = referencesOf(resourceOf(row), row.type).filter(({ reference }) => !kept.has(reference));
  const names = [...new Set(lost.flatMap(({ reference }) => localName(reference) ?? []))];
  if (names.length === 0) return [];
  const permit = await permitOfCaller(house, visit, 'access');
  if (isRefusal(permit)) throw new Error('defect: a permit that was given is refused');
  const seen = new Set((await house.store.readMany(permit, names)).map(nameOf));
  return lost
    .filter(({ reference }) => {
      const name = localName(reference);
      return name !== undefined && !seen.has(name);
    })
    .map(({ expression }) => hiddenKept(nameOf(row), expression));
}

function localName(reference: string): string | undefined {
  const target = parseReference(reference);
  return target && nameOf(target);
}

const partlyVisible = (name: string): Issue => ({
  severity: 'error',
  code: 'form-partly-visible',
  type: 'forbidden',
  ja: `${name} には見えていない部分があるため、様式から書き換えられません。保有する機関に変更を頼んでください。`,
  en: `\`${name}\` is not shown as a whole, so that a form cannot take its place; ask its holder to change it`,
  expression: name,
});

const hiddenKept = (name: string, expression: string): Issue => ({
  severity: 'error',
  code: 'form-hidden-kept',
  type: 'business-rule',
  ja: `${name} の ${expression} は見えない記録につながっているため、様式からは変えられません。その欄を元のままにしてください。`,
  en: `\`${expression}\` of \`${name}\` leads to a record that may not be seen, and is not changed by a form; leave that field as it was`,
  expression,
});
