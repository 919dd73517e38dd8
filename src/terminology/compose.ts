/** Compiles a value set into a question: is this code in it? Every include and exclude answers with three values. */
import type { ValueSet, ValueSetComposeInclude, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { type Concepts, isInactive } from './concepts.ts';
import { passesByCode, passesFilter } from './filter-concepts.ts';
import { matchesGrammar } from './grammars.ts';
import type { Code, Membership } from './source.ts';

/** Asks one compiled set. */
export type Member = (code: Code) => Membership;

/** What a set needs of others: their concepts, and the sets that it is made of. */
export interface Neighbours {
  concepts(system: string): Concepts | undefined;
  set(canonical: string): Member;
}

/** Compiles a value set. Without a compose its expansion is the set. */
export function compileValueSet({ compose, expansion }: ValueSet, neighbours: Neighbours): Member {
  if (compose === undefined) return expansion === undefined ? () => 'unknown' : listed(expansion.contains ?? []);
  const includes = (compose.include ?? []).map((part) => compilePart(part, neighbours));
  const excludes = (compose.exclude ?? []).map((part) => compilePart(part, neighbours));
  if (compose.inactive === false) excludes.push(inactiveOf(neighbours));
  return (code) => {
    const included = anyOf(includes, code);
    if (included === 'not-member' || excludes.length === 0) return included;
    const excluded = anyOf(excludes, code);
    if (excluded === 'member') return 'not-member';
    return excluded === 'unknown' ? 'unknown' : included;
  };
}

/** The parts of a compose as one question, such as all that it excludes. */
export function compileParts(parts: readonly ValueSetComposeInclude[], neighbours: Neighbours): Member {
  const members = parts.map((part) => compilePart(part, neighbours));
  return (code) => anyOf(members, code);
}

function inactiveOf(neighbours: Neighbours): Member {
  return ({ system, code }) => {
    const concepts = system === undefined ? undefined : neighbours.concepts(system);
    const concept = concepts?.get(code);
    return concepts !== undefined && concept !== undefined && isInactive(concept, concepts) ? 'member' : 'not-member';
  };
}

function listed(contains: readonly ValueSetExpansionContains[]): Member {
  const keys = new Set<string>();
  const codes = new Set<string>();
  const add = (list: readonly ValueSetExpansionContains[]): void => {
    for (const { system, code, abstract, contains: below } of list) {
      if (code !== undefined && abstract !== true) {
        keys.add(`${system ?? ''}|${code}`);
        codes.add(code);
      }
      add(below ?? []);
    }
  };
  add(contains);
  return ({ system, code }) =>
    (system === undefined ? codes.has(code) : keys.has(`${system}|${code}`)) ? 'member' : 'not-member';
}

function compilePart(part: ValueSetComposeInclude, neighbours: Neighbours): Member {
  const tests = (part.valueSet ?? []).map((canonical): Member => {
    let set: Member | undefined;
    return (code) => {
      set ??= neighbours.set(canonical);
      return set(code);
    };
  });
  if (part.system !== undefined) tests.unshift(ofSystem(part, neighbours));
  return tests.length === 0 ? () => 'not-member' : (code) => allOf(tests, code);
}

/** The system and version of a part. R4's own sets of HL7 v2 tables write both into the system. */
export function systemOf({ system = '', version }: ValueSetComposeInclude): { system: string; canonical: string } {
  const [bare = '', written] = system.split('|', 2);
  const wanted = version ?? written;
  return { system: bare, canonical: wanted === undefined ? bare : `${bare}|${wanted}` };
}

function ofSystem(part: ValueSetComposeInclude, neighbours: Neighbours): Member {
  const { system, canonical } = systemOf(part);
  const elsewhere = ({ system: own }: Code) => own !== undefined && own !== system;
  if (part.concept !== undefined) {
    const codes = new Set(part.concept.map(({ code }) => code));
    return (code) => {
      if (elsewhere(code)) return 'not-member';
      return codes.has(code.code) || codes.has(usualForm(neighbours.concepts(system), code.code))
        ? 'member'
        : 'not-member';
    };
  }
  const bare = { ...part, system };
  return (code) => (elsewhere(code) ? 'not-member' : inSystem(bare, neighbours.concepts(canonical), code.code));
}

/** The code as its system writes it, where letter case does not count. */
function usualForm(concepts: Concepts | undefined, code: string): string {
  return concepts?.system.caseSensitive === false ? (concepts.get(code)?.code ?? code) : code;
}

function inSystem(
  { system = '', filter }: ValueSetComposeInclude,
  concepts: Concepts | undefined,
  code: string,
): Membership {
  const grammar = matchesGrammar(system, code);
  if (grammar === false) return 'not-member';
  if (grammar === true) return allPass((filter ?? []).map((one) => passesByCode(one, code)));
  const concept = concepts?.get(code);
  if (concepts === undefined || concept === undefined) {
    return concepts === undefined || concepts.absent || !concepts.complete ? 'unknown' : 'not-member';
  }
  return allPass((filter ?? []).map((one) => passesFilter(one, concept, concepts)));
}

function allPass(passed: readonly (boolean | undefined)[]): Membership {
  if (passed.includes(false)) return 'not-member';
  return passed.includes(undefined) ? 'unknown' : 'member';
}

function anyOf(members: readonly Member[], code: Code): Membership {
  let answer: Membership = 'not-member';
  for (const member of members) {
    const one = member(code);
    if (one === 'member') return one;
    if (one === 'unknown') answer = one;
  }
  return answer;
}

function allOf(members: readonly Member[], code: Code): Membership {
  let answer: Membership = 'member';
  for (const member of members) {
    const one = member(code);
    if (one === 'not-member') return one;
    if (one === 'unknown') answer = one;
  }
  return answer;
}
