/** Indexes the concepts of a code system: by code, with parents, so that `is-a` is a walk upwards. */
import type { CodeSystem, CodeSystemConcept } from '@medplum/fhirtypes';

export interface Concept {
  readonly code: string;
  readonly definition: CodeSystemConcept;
  readonly parents: readonly string[];
}

export interface Concepts {
  readonly url: string;
  /** False when the system says that it holds only a part of its codes, or none. */
  readonly complete: boolean;
  /** True when the system lists no code at all (LOINC, SNOMED CT, UCUM and their like). */
  readonly absent: boolean;
  get(code: string): Concept | undefined;
  all(): Iterable<Concept>;
}

/** Systems that their owners alone can give whole: what a package holds of them is a part, whatever it says of itself. */
const OWNED_ELSEWHERE =
  /^http:\/\/(loinc\.org|snomed\.info\/sct|unitsofmeasure\.org|www\.nlm\.nih\.gov\/)|^https?:\/\/dicom\./;

/** Indexes one code system. Codes of a case-insensitive system are found in any case. */
export function indexConcepts(system: CodeSystem): Concepts {
  const fold = system.caseSensitive === false ? (code: string) => code.toLowerCase() : (code: string) => code;
  const byCode = new Map<string, Concept>();
  collect(system.concept ?? [], undefined, (concept) => byCode.set(fold(concept.code), concept));
  return {
    url: system.url ?? '',
    complete: system.content === 'complete' && !OWNED_ELSEWHERE.test(system.url ?? ''),
    absent: byCode.size === 0,
    get: (code) => byCode.get(fold(code)),
    all: () => byCode.values(),
  };
}

/** Is `code` the same as or below `ancestor`? Systems with a cycle end at the codes already seen. */
export function isBelow(concepts: Concepts, code: string, ancestor: string): boolean {
  const seen = new Set<string>();
  const open = [code];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === ancestor) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(concepts.get(next)?.parents ?? []));
  }
  return false;
}

function collect(
  list: readonly CodeSystemConcept[],
  parent: string | undefined,
  add: (concept: Concept) => void,
): void {
  for (const definition of list) {
    const code = definition.code;
    if (typeof code !== 'string') continue;
    const named = (definition.property ?? []).filter(
      (property) => property.code === 'subsumedBy' || property.code === 'parent',
    );
    const parents = named.flatMap((property) => property.valueCode ?? []);
    add({
      code,
      definition,
      parents: parent === undefined ? parents : [parent, ...parents],
    });
    collect(definition.concept ?? [], code, add);
  }
}
