/** Translates codes by concept maps, there and back (R4 `$translate`). */
import type { Coding, ConceptMap, ConceptMapGroup, ConceptMapGroupElementTarget } from '@medplum/fhirtypes';
import { withoutVersion } from '#fhir';

export interface Translating {
  readonly maps: readonly ConceptMap[];
  readonly coding: Coding;
  readonly targetSystem?: string | undefined;
  readonly reverse: boolean;
  /** What else is known of the instance: property → code. Targets that depend on more are not given. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** Finds the map that another sends to for what it leaves unmapped. */
  readonly otherMap: (canonical: string) => ConceptMap | undefined;
}

export interface Match {
  readonly equivalence: NonNullable<ConceptMapGroupElementTarget['equivalence']>;
  readonly concept: Coding;
  /** The canonical of the map that gave it. */
  readonly source: string;
  readonly product: readonly { readonly element: string; readonly concept: Coding }[];
}

/** Every match, in the order of the maps, each once. */
export function translate(asked: Translating): Match[] {
  const matches = asked.maps.flatMap((map) => byMap(map, asked, new Set()));
  const seen = new Set<string>();
  return matches.filter(({ concept: { system, code }, source, equivalence }) => {
    const key = `${source} ${equivalence} ${system}|${code}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Is there anything to use among the matches? */
export const isTranslated = (matches: readonly Match[]): boolean =>
  matches.some(({ equivalence }) => equivalence !== 'unmatched' && equivalence !== 'disjoint');

function byMap(map: ConceptMap, asked: Translating, open: Set<ConceptMap>): Match[] {
  if (open.has(map)) return [];
  open.add(map);
  const source = map.url ?? '';
  const matches = (map.group ?? []).flatMap((group) =>
    asked.reverse ? backward(group, asked, source) : forward(group, asked, source, open),
  );
  open.delete(map);
  return matches;
}

const sameSystem = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || withoutVersion(a) === withoutVersion(b);

function forward(group: ConceptMapGroup, asked: Translating, source: string, open: Set<ConceptMap>): Match[] {
  const { coding, targetSystem } = asked;
  if (!sameSystem(group.source, coding.system) || !sameSystem(group.target, targetSystem)) return [];
  // A map may list a code more than once, each time with other targets.
  const elements = (group.element ?? []).filter(({ code }) => code === coding.code);
  if (elements.length === 0) return unmapped(group, asked, source, open);
  return elements
    .flatMap(({ target = [] }) => target)
    .filter((target) => dependenciesMet(target, asked))
    .map((target) => ({
      equivalence: target.equivalence ?? 'relatedto',
      concept: codingOf(group.target, target.code, target.display),
      source,
      product: (target.product ?? []).map(({ property = '', system, value, display }) => ({
        element: property,
        concept: codingOf(system, value, display),
      })),
    }));
}

/** What a map says of codes that it does not list (R4 ConceptMap.group.unmapped). */
function unmapped(
  { unmapped: rule, target }: ConceptMapGroup,
  asked: Translating,
  source: string,
  open: Set<ConceptMap>,
): Match[] {
  switch (rule?.mode) {
    case 'provided':
      return [
        {
          equivalence: 'equal',
          concept: codingOf(target, asked.coding.code, asked.coding.display),
          source,
          product: [],
        },
      ];
    case 'fixed':
      return [{ equivalence: 'relatedto', concept: codingOf(target, rule.code, rule.display), source, product: [] }];
    case 'other-map': {
      const other = rule.url === undefined ? undefined : asked.otherMap(rule.url);
      return other === undefined ? [] : byMap(other, asked, open);
    }
    default:
      return [];
  }
}

function backward(group: ConceptMapGroup, asked: Translating, source: string): Match[] {
  const { coding, targetSystem } = asked;
  if (!sameSystem(group.target, coding.system) || !sameSystem(group.source, targetSystem)) return [];
  return (group.element ?? []).flatMap(({ code, display, target = [] }) =>
    target
      .filter((one) => one.code === coding.code && dependenciesMet(one, asked))
      .map(({ equivalence = 'relatedto' }) => ({
        equivalence: OPPOSITE[equivalence] ?? equivalence,
        concept: codingOf(group.source, code, display),
        source,
        product: [],
      })),
  );
}

/** Seen from the other side, what was wider is narrower. */
const OPPOSITE: Readonly<Partial<Record<string, Match['equivalence']>>> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
};

const dependenciesMet = ({ dependsOn = [] }: ConceptMapGroupElementTarget, { dependencies }: Translating): boolean =>
  dependsOn.every(({ property = '', value }) => dependencies.get(property) === value);

function codingOf(system: string | undefined, code: string | undefined, display: string | undefined): Coding {
  return {
    ...(system === undefined ? {} : { system }),
    ...(code === undefined ? {} : { code }),
    ...(display === undefined ? {} : { display }),
  };
}
