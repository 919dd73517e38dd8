/** Lets work that asks terminology without waiting be completed by a server: the work runs, its open questions are asked, it runs again. */
import { OWNED_ELSEWHERE } from './concepts.ts';
import { matchesGrammar } from './grammars.ts';
import type { TerminologyServer } from './server.ts';
import type { Question } from './server-answers.ts';
import type { Membership } from './source.ts';
import { compareDisplay, type Lookup, type Terminology } from './terminology.ts';

/** Answers can open new questions, such as of a slice that is now known to match; then it is asked once more. */
const ROUNDS_MAX = 3;

/** What the work gives with everything that the server could tell; without a server, what it gives by itself. */
export async function withServer<T>(
  terminology: Terminology,
  server: TerminologyServer | undefined,
  work: (terminology: Terminology) => T,
): Promise<T> {
  if (server === undefined) return work(terminology);
  for (let round = 1; ; round++) {
    const open: Question[] = [];
    const result = work(completed(terminology, server, open));
    if (open.length === 0 || round > ROUNDS_MAX) return result;
    await server.ask(open);
    const learned = open.some((question) => (server.known(question)?.membership ?? 'unknown') !== 'unknown');
    if (!learned) return result;
  }
}

/** The server as it is remembered: nothing is asked, for work that must not wait. */
export const remembered = ({ known }: TerminologyServer): TerminologyServer => ({ known, ask: async () => {} });

function completed(terminology: Terminology, server: TerminologyServer, open: Question[]): Terminology {
  const ask = (question: Question): Membership => {
    const answer = server.known(question);
    if (answer === undefined) open.push(question);
    return answer?.membership ?? 'unknown';
  };
  const lookup = (system: string, code: string): Lookup => {
    const own = terminology.lookup(system, code);
    if (own.found !== 'unknown' || !isAskedAbout(system, code, terminology)) return own;
    const membership = ask({ system, code });
    if (membership === 'not-member') return { found: 'no-concept' };
    if (membership === 'unknown') return own;
    const display = server.known({ system, code })?.display;
    // The server names one display of many, so no other is held against it.
    return { found: 'concept', ...(display === undefined ? {} : { display }), names: [] };
  };
  return {
    ...terminology,
    lookup,
    checkDisplay: (system, code, display) => compareDisplay(lookup(system, code), display),
    validateCode(valueSet, code) {
      const own = terminology.validateCode(valueSet, code);
      if (own !== 'unknown' || code.system === undefined || code.system === '') return own;
      return ask({ valueSet, system: code.system, code: code.code });
    },
  };
}

/** A hospital's own code system is nobody else's business: only what is known by name here is asked about by itself. */
function isAskedAbout(system: string, code: string, { world }: Terminology): boolean {
  if (matchesGrammar(system, code) !== undefined) return false;
  return OWNED_ELSEWHERE.test(system) || world.concepts(system) !== undefined;
}
