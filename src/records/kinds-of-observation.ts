/** Sorts what comes newest first into kinds and keeps the newest of each: of one kind is what shares a code (R4 `$lastn`). */
import type { CodeableConcept } from '@medplum/fhirtypes';

interface Observed<T> {
  readonly item: T;
  readonly id: string;
  readonly code: CodeableConcept | undefined;
  /** Equal for what was observed at the same time; absent where no time is known. */
  readonly at: string | undefined;
}

export interface Kinds<T> {
  /** Takes the next one, which is no newer than those before. */
  add(observed: Observed<T>): void;
  /** The newest of each kind, all together in the order in which they came. */
  newest(): T[];
}

type Kept<T> = Observed<T> & { readonly place: number };

/** A kind keeps `max`, and further ones only of the very time of its last. */
export function createKinds<T>(max: number): Kinds<T> {
  const kindOf = new Map<string, { keys: string[]; kept: Kept<T>[] }>();
  let place = 0;
  return {
    add: (observed) => {
      const keys = keysOf(observed);
      const met = [...new Set(keys.flatMap((key) => kindOf.get(key) ?? []))];
      // One that bears the codes of two kinds says that they are one.
      const kept = [...met.flatMap((kind) => kind.kept), { ...observed, place }].sort((a, b) => a.place - b.place);
      const joined = {
        keys: [...new Set([...met.flatMap((kind) => kind.keys), ...keys])],
        kept: firstOf(kept, max),
      };
      for (const key of joined.keys) kindOf.set(key, joined);
      place += 1;
    },
    newest: () =>
      [...new Set(kindOf.values())]
        .flatMap(({ kept }) => kept)
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
}

function firstOf<T>(sorted: readonly Kept<T>[], max: number): Kept<T>[] {
  const last = sorted[max - 1];
  return sorted.filter(({ at }, index) => index < max || (at !== undefined && at === last?.at));
}

/** Each coding with its system; the words only where there is no coding; itself where it is not said what was observed. */
function keysOf<T>({ code, id }: Observed<T>): string[] {
  const codings = (code?.coding ?? []).flatMap(({ system = '', code: one }) =>
    one === undefined ? [] : [`code ${system}|${one}`],
  );
  if (codings.length > 0) return codings;
  return [code?.text === undefined ? `id ${id}` : `text ${code.text}`];
}
