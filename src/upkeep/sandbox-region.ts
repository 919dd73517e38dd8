/** The fictitious region of the sandbox, as it is written: what it is filled with, and what a launch can begin with. */
import { readdirSync, readFileSync } from 'node:fs';
import type { CarePlan, Encounter, Patient, Resource } from '@medplum/fhirtypes';
import { type FoundPatient, wordsOf } from '#records';

export interface RegionFile {
  /** Who holds the resources; null for the directory. */
  readonly custodian: string | null;
  readonly resources: readonly Resource[];
}

/** A resource about a person. */
export interface RegionRecord {
  readonly id: string;
  /** The id of the Patient. */
  readonly patient: string;
  readonly title: string;
}

export interface RegionPeople {
  readonly patients: readonly FoundPatient[];
  readonly encounters: readonly RegionRecord[];
  readonly pathways: readonly RegionRecord[];
}

const REGION = new URL('../../examples/sandbox/', import.meta.url);

export function readRegion(): RegionFile[] {
  return readdirSync(REGION)
    .filter((file) => /^\d\d-.*\.json$/.test(file))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, REGION), 'utf8')) as RegionFile);
}

/** The people of the region with their stays and pathways, from the files: nothing of the database is read. */
export function regionPeople(): RegionPeople {
  const resources = readRegion().flatMap(({ resources: own }) => own);
  const of = <T extends Resource>(type: T['resourceType']): T[] =>
    resources.filter((one): one is T => one.resourceType === type);
  return {
    patients: of<Patient>('Patient').map(({ id = '', name, birthDate }) => ({ id, name: wordsOf(name), birthDate })),
    encounters: of<Encounter>('Encounter').map(({ id = '', subject, period }) =>
      recordOf(id, subject?.reference, period?.start?.slice(0, 10)),
    ),
    pathways: of<CarePlan>('CarePlan')
      .filter(({ category }) => category?.some(({ coding }) => coding?.some(({ code }) => code === 'pathway')))
      .map(({ id = '', subject, title }) => recordOf(id, subject.reference, title)),
  };
}

const recordOf = (id: string, subject = '', title = ''): RegionRecord => ({
  id,
  patient: subject.slice('Patient/'.length),
  title,
});
