/** Everything that can be read, on the pool or within a transaction. Each read of rows asks for a permit. */
import type { Resource } from '@medplum/fhirtypes';
import type { Permit } from '#consent';
import { type Gathered, gather, type Sql } from '#database';
import type { Issue, Refusal, SearchQuery } from '#fhir';
import { readFindings } from './findings.ts';
import { type HistoryPage, type HistoryQuery, historyPage } from './history.ts';
import { type MetaValues, readMetas } from './metas.ts';
import type { Believed, Whose } from './policy-cache.ts';
import { type ConsentsAbout, consentsAbout, type Held, loadHeld, loadResources } from './policy-source.ts';
import { history, readAny, readVersions } from './read.ts';
import type { Stored } from './row.ts';
import { explain, type Page, search } from './search.ts';
import { signedAmong } from './signed-among.ts';

export interface Reader {
  /** The current version, or the mark of its deletion. */
  read(permit: Permit, type: string, id: string): Promise<Stored | undefined>;
  /** The current versions of those references `Type/id` that are visible and not deleted. */
  readMany(permit: Permit, references: readonly string[]): Promise<Stored[]>;
  /** The same as parts of a document, or of a section. */
  readParts(permit: Permit, references: readonly string[]): Promise<Stored[]>;
  /** The versions `Type/id/_history/n` that are visible, and whose resource is visible still. */
  readVersions(permit: Permit, references: readonly string[]): Promise<Stored[]>;
  /** The same as parts of a document. */
  readPartVersions(permit: Permit, references: readonly string[]): Promise<Stored[]>;
  history(permit: Permit, type: string, id: string): Promise<Stored[]>;
  /** The history of a resource, a type or all types, page by page. */
  historyPage(permit: Permit, query: HistoryQuery): Promise<HistoryPage | Refusal>;
  /** What all visible resources of some types carry in `meta`. */
  metas(permit: Permit, types: readonly string[]): Promise<MetaValues>;
  /** The faults with which a version that a permit showed was stored. */
  findings(stored: Stored): Promise<readonly Issue[]>;
  search(permit: Permit, query: SearchQuery): Promise<Page | Refusal>;
  /** The database's plan of a search. */
  explain(permit: Permit, query: SearchQuery): Promise<string[]>;
  /**
   * What a decision about `actor` must know, as of now; of those whom no consent of theirs could concern the actor with only
   * where it is `everybody`. `seen` is what `EPOCHS_SQL` gave since the request came in. Never part of an answer.
   */
  believed(actor: string, whose?: Whose, seen?: unknown): Promise<Believed>;
  /** Those of the references `Type/id` that their holder has signed, and whether the permit shows a signature of each. */
  signedAmong(permit: Permit, references: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  /** All consents of a person (`Patient/x`), in force or not, with the birth date. Told only to who watches over privacy. */
  consentsAbout(patient: string): Promise<ConsentsAbout>;
  /** Resources that `data` criteria of consents refer to. Never part of an answer. */
  referredTo(references: readonly string[]): Promise<Record<string, Resource>>;
  /** What lies under `Type/id`, whoever asks: for the audit of a refusal and launches of this gateway's own; never part of an answer. */
  held(reference: string): Promise<Held | undefined>;
}

/** Reads on the pool or within a transaction. Reads of current versions by one permit at one moment share one statement. */
export function readerOn(sql: Sql, secret: string, believed: Reader['believed']): Reader {
  const together = readTogether(sql);
  return {
    read: async (permit, type, id) => (await together(permit, [`${type}/${id}`]))[0],
    readMany: async (permit, references) =>
      references.length === 0 ? [] : (await together(permit, references)).filter(({ deleted }) => !deleted),
    readParts: async (permit, references) =>
      (await readAny(sql, permit, references, { asPart: true })).filter(({ deleted }) => !deleted),
    readVersions: (permit, references) => readVersions(sql, permit, references),
    readPartVersions: (permit, references) => readVersions(sql, permit, references, { asPart: true }),
    history: (permit, type, id) => history(sql, permit, type, id),
    historyPage: (permit, query) => historyPage({ sql, secret }, permit, query),
    metas: (permit, types) => readMetas(sql, permit, types),
    findings: (stored) => readFindings(sql, stored),
    search: (permit, query) => search({ sql, secret }, permit, query),
    explain: (permit, query) => explain(sql, permit, query),
    believed,
    signedAmong: (permit, references) => signedAmong(sql, permit, references),
    consentsAbout: (patient) => consentsAbout(sql, patient),
    referredTo: (references) => loadResources(sql, references),
    held: (reference) => loadHeld(sql, reference),
  };
}

function readTogether(sql: Sql): (permit: Permit, references: readonly string[]) => Promise<Stored[]> {
  const byPermit = new WeakMap<Permit, Gathered<readonly string[], Stored[]>>();
  return (permit, references) => {
    const known = byPermit.get(permit);
    if (known) return known(references);
    const asked = gather<readonly string[], Stored[]>(async (lists) => {
      const rows = await readAny(sql, permit, lists.flat());
      const found = new Map(rows.map((row) => [`${row.type}/${row.id}`, row]));
      return lists.map((list) => [...new Set(list)].flatMap((reference) => found.get(reference) ?? []));
    }, 3);
    byPermit.set(permit, asked);
    return asked(references);
  };
}
