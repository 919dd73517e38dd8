/** What a caller would rather have back from a write (R4 § 3.1.0.1.9), alone or as an entry of a batch or transaction. */
import { type Issue, toOperationOutcome } from '#fhir';
import type { Answer, Visit } from '#visit';
import { NOTHING_WRONG } from './validate-resource.ts';

type Preferring = Pick<Visit, 'prefer' | 'language'>;

/** The body that is given back: that of the answer, an OperationOutcome, or none. */
export function preferredBody(visit: Preferring, answer: Answer, method: string): Answer['body'] {
  if (wantsNothing(visit, answer, method)) return undefined;
  const issues = wantedIssues(visit, answer, method);
  return issues === undefined ? answer.body : JSON.stringify(toOperationOutcome(issues, visit.language));
}

/** Whether the answer to a write is left empty. */
export const wantsNothing = ({ prefer }: Preferring, answer: Answer, method: string): boolean =>
  prefer === 'minimal' && isWrite(answer, method);

/** What there is to say about a write, for who wants that instead of what was stored. */
export function wantedIssues({ prefer }: Preferring, answer: Answer, method: string): readonly Issue[] | undefined {
  const { outcome = [], status } = answer;
  if (prefer !== 'OperationOutcome' || !isWrite(answer, method) || status === NO_CONTENT) return undefined;
  return outcome.length > 0 ? outcome : [NOTHING_WRONG];
}

const NO_CONTENT = 204;
const WRITES: readonly string[] = ['create', 'update', 'patch', 'read'];

const isWrite = ({ interaction }: Answer, method: string): boolean =>
  WRITES.includes(interaction) && !isReading(method, interaction);

/** A create that found its resource there already answers as a reading, and was asked for as a write. */
export const isReading = (method: string, interaction: string): boolean =>
  interaction === 'read' && (method === 'GET' || method === 'HEAD');
