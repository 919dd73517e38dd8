/** Finds the same person in the records of several holders, so that each is counted once. */
import type { Patient } from '@medplum/fhirtypes';
import type { Walked } from '#store';
import { personOf } from './match/person.ts';

/** One person: the record that was stored first, and those of other holders that are of the same. */
export interface PersonOnce {
  readonly first: Walked;
  readonly all: readonly Walked[];
}

/** Of one holder no two are taken for the same. Two are where they share a number, or name, date of birth and sex. */
export function peopleOnce(patients: readonly Walked[]): PersonOnce[] {
  const byKey = new Map<string, { first: Walked; all: Walked[] }[]>();
  const people: { first: Walked; all: Walked[] }[] = [];
  for (const patient of patients.toSorted((a, b) => a.since - b.since)) {
    const keys = keysOf(patient.resource as Patient);
    const same = keys
      .flatMap((key) => byKey.get(key) ?? [])
      .find(({ all }) => all.every(({ holder }) => holder !== patient.holder));
    const person = same ?? { first: patient, all: [] };
    if (same === undefined) people.push(person);
    person.all.push(patient);
    for (const key of keys) {
      const listed = byKey.get(key) ?? [];
      if (!listed.includes(person)) byKey.set(key, [...listed, person]);
    }
  }
  return people;
}

function keysOf(patient: Patient): string[] {
  const { identifiers, birthDate, sex, names } = personOf(patient);
  const numbers = [...identifiers].flatMap(([system, values]) => [...values].map((value) => `${system}|${value}`));
  if (birthDate === undefined || sex === undefined) return numbers;
  const named = Object.values(names).flatMap(({ family, given }) =>
    [...family].flatMap((one) => [...given].map((other) => JSON.stringify([one, other, birthDate, sex]))),
  );
  return [...numbers, ...named];
}
