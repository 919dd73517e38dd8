/** Indexes the concepts of a code system: by code, with parents, so that `is-a` is a walk upwards. */
import type { CodeSystem, CodeSystemConcept, CodeSystemConceptProperty } from '@medplum/fhirtypes';

export interface Concept {
  readonly code: string;
  readonly definition: CodeSystemConcept;
  readonly parents: readonly string[];
}

export interface Concepts {
  readonly url: string;
  readonly system: CodeSystem;
  /** False when the system says that it holds only a part of its codes, or none. */
  readonly complete: boolean;
  /** True when the system lists no code at all (LOINC, SNOMED CT, UCUM and their like). */
  readonly absent: boolean;
  get(code: string): Concept | undefined;
  all(): Iterable<Concept>;
}

/** Systems that their owners alone can give whole: what a package holds of them is a part, whatever it says of itself. */
export const OWNED_ELSEWHERE =
  /^http:\/\/(loinc\.org|snomed\.info\/sct|unitsofmeasure\.org|www\.nlm\.nih\.gov\/)|^https?:\/\/dicom\./;

/** Indexes one code system with what its supplements add. Codes of a case-insensitive system are found in any case. */
export function indexConcepts(system: CodeSystem, supplements: readonly CodeSystem[] = []): Concepts {
  const fold = system.caseSensitive === false ? (code: string) => code.toLowerCase() : (code: string) => code;
  const byCode = new Map<string, Concept & { parents: string[] }>();
  collect(system.concept ?? [], undefined, (concept) => byCode.set(fold(concept.code), concept));
  for (const { code, definition } of byCode.values()) {
    for (const child of codesOf(definition.property, ['child'])) {
      const parents = byCode.get(fold(child))?.parents;
      if (parents?.includes(code) === false) parents.push(code);
    }
  }
  for (const supplement of supplements) {
    collect(supplement.concept ?? [], undefined, ({ code, definition }) => {
      const known = byCode.get(fold(code));
      if (known !== undefined)
        byCode.set(fold(code), { ...known, definition: supplemented(known, definition, supplement) });
    });
  }
  return {
    url: system.url ?? '',
    system,
    complete: system.content === 'complete' && !OWNED_ELSEWHERE.test(system.url ?? ''),
    absent: byCode.size === 0,
    get: (code) => byCode.get(fold(code)),
    all: () => byCode.values(),
  };
}

/** Is `code` the same as or below `ancestor`? Systems with a cycle end at the codes already seen. */
export function isBelow(concepts: Concepts, code: string, ancestor: string): boolean {
  const wanted = concepts.get(ancestor)?.code ?? ancestor;
  const seen = new Set<string>();
  const open = [concepts.get(code)?.code ?? code];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === wanted) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(concepts.get(next)?.parents ?? []));
  }
  return false;
}

/** The codes right below a code, in the order of the system. */
export function childrenOf(concepts: Concepts, code: string): string[] {
  return [...concepts.all()].filter(({ parents }) => parents.includes(code)).map((concept) => concept.code);
}

/** May the code only group others, and not be chosen? (`notSelectable`, or v2's and v3's `abstract`.) */
export const isAbstract = (concept: Concept, { system }: Concepts): boolean =>
  isTrue(concept, namesOf(system, 'notSelectable', ['notSelectable', 'abstract']));

/** Is the code no longer in use? A deprecated code still is. */
export function isInactive(concept: Concept, { system }: Concepts): boolean {
  if (isTrue(concept, namesOf(system, 'inactive', ['inactive']))) return true;
  return codesOf(concept.definition.property, namesOf(system, 'status', ['status'])).some((status) =>
    INACTIVE.includes(status),
  );
}

const INACTIVE = ['inactive', 'retired'];

/** The codes under which a system speaks of a property that FHIR has defined. */
function namesOf({ property = [] }: CodeSystem, defined: string, usual: readonly string[]): readonly string[] {
  const uri = `http://hl7.org/fhir/concept-properties#${defined}`;
  const named = property.filter((one) => one.uri === uri).flatMap(({ code }) => code ?? []);
  return [...usual, ...named];
}

function isTrue({ definition: { property = [] } }: Concept, names: readonly string[]): boolean {
  return property.some(
    ({ code = '', valueBoolean, valueCode }) => (valueBoolean === true || valueCode === 'true') && names.includes(code),
  );
}

function codesOf(property: readonly CodeSystemConceptProperty[] = [], names: readonly string[]): string[] {
  return property
    .filter(({ code = '' }) => names.includes(code))
    .flatMap(({ valueCode, valueString }) => valueCode ?? valueString ?? []);
}

function supplemented(
  { definition: known }: Concept,
  { display, designation = [], property = [] }: CodeSystemConcept,
  { language }: CodeSystem,
): CodeSystemConcept {
  const named = display === undefined ? [] : [{ ...(language === undefined ? {} : { language }), value: display }];
  return {
    ...known,
    designation: [...(known.designation ?? []), ...named, ...designation],
    property: [...(known.property ?? []), ...property],
  };
}

function collect(
  list: readonly CodeSystemConcept[],
  parent: string | undefined,
  add: (concept: Concept & { parents: string[] }) => void,
): void {
  for (const definition of list) {
    const code = definition.code;
    if (typeof code !== 'string') continue;
    const named = codesOf(definition.property, ['subsumedBy', 'parent']);
    add({
      code,
      definition,
      parents: [...new Set(parent === undefined ? named : [parent, ...named])],
    });
    collect(definition.concept ?? [], code, add);
  }
}
