/** Reads a file of consent cases and decides each, so that anyone can put a question to the decision without a server. */

import type { Consent, Resource } from '@medplum/fhirtypes';
import { compileSchema, type Issue, isRefusal, type Refusal, refuseAll, type SchemaFault, schemaFaults } from '#fhir';
import schema from './case-file-schema.json' with { type: 'json' };
import type { Context, Policy } from './context.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { factsOf } from './facts.ts';
import { policyShipped } from './policy.ts';
import { readRequest } from './viewing.ts';

/** A world in which cases are decided; what is absent is empty, and the policy falls back to the shipped one. */
interface World extends Partial<Pick<Context, 'directory' | 'patients' | 'authority'>> {
  readonly policy?: Partial<Policy>;
  readonly store?: Readonly<Record<string, Resource>>;
}

/** One question, and the answer that its author expects. */
export interface Case {
  readonly id: string;
  readonly title?: string;
  readonly consents?: readonly Consent[];
  /** Checked when the case is decided, so that one malformed request does not take the others along. */
  readonly request: unknown;
  readonly resource: Resource;
  /** `Organization/x` that holds the resource. */
  readonly custodian?: string;
  /** Merged over the world; `policy.rules` replaces its rules. */
  readonly env?: World;
  readonly expect?: Partial<Decision>;
}

/** The format `consent-decision-vectors/1`. */
export interface CaseFile {
  readonly format: 'consent-decision-vectors/1';
  readonly world?: World;
  readonly vectors: readonly Case[];
}

/** The answer to one case: a decision, or for a malformed request a 400 that names the case, and no decision. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: Decision | Refusal;
  /** Whether the outcome is what the case expects in every field that it gives; absent when it expects nothing. */
  readonly agrees?: boolean;
}

const isCaseFile = compileSchema<CaseFile>(schema);

/** Reads a case file from parsed JSON; refuses with 400 and the place of each fault (`consent-case-file-unreadable`). */
export function readCaseFile(json: unknown): CaseFile | Refusal {
  if (!isCaseFile(json)) return refuseAll(400, schemaFaults(isCaseFile).map(unreadable));
  const twice = saidTwice(json);
  return twice.length > 0 ? refuseAll(400, twice) : json;
}

/** A case is told of by its id: of two with one id nobody could tell which was meant. */
function saidTwice({ vectors }: CaseFile): Issue[] {
  const ids = vectors.map(({ id }) => id);
  return ids.flatMap((id, at) => {
    const before = ids.indexOf(id);
    if (before === at) return [];
    const words = {
      ja: `この id は /vectors/${before} の事例にもあります（別の id にしてください）`,
      en: `the case at \`/vectors/${before}\` has this id too; give it another`,
    };
    return [unreadable({ pointer: `/vectors/${at}/id`, ...words })];
  });
}

/** Decides every case of a file, in order. */
export function decideCaseFile({ world = {}, vectors }: CaseFile): CaseResult[] {
  return vectors.map((vector) => {
    const outcome = decideCase(vector, world);
    return {
      id: vector.id,
      title: vector.title ?? '',
      outcome,
      ...(vector.expect && { agrees: agrees(outcome, vector.expect) }),
    };
  });
}

function decideCase(
  { id, request: asked, resource, custodian, consents = [], env = {} }: Case,
  world: World,
): Decision | Refusal {
  const request = readRequest(asked);
  if (!isRefusal(request))
    return decide({
      request,
      facts: factsOf(resource, custodian),
      consents,
      context: contextOf(world, env),
    });
  const named = ({ ja, en, ...issue }: Issue): Issue => ({
    ...issue,
    ja: `\`${id}\`: ${ja}`,
    en: `case \`${id}\`: ${en}`,
  });
  return { ...request, issues: request.issues.map(named) };
}

function contextOf(world: World, env: World): Context {
  const store = { ...world.store, ...env.store };
  return {
    directory: { ...world.directory, ...env.directory },
    patients: { ...world.patients, ...env.patients },
    authority: { ...world.authority, ...env.authority },
    policy: { ...policyShipped, ...world.policy, ...env.policy },
    lookup: (reference) => store[reference],
  };
}

/** Lists are compared in order; a field that the case does not give is not compared. */
function agrees(outcome: Decision | Refusal, expected: Partial<Decision>): boolean {
  if (isRefusal(outcome)) return false;
  const { decision, reason, consents, obligations } = outcome;
  const found: Readonly<Record<string, unknown>> = {
    decision,
    reason,
    consents,
    obligations,
  };
  return Object.entries(expected).every(([field, value]) => JSON.stringify(found[field]) === JSON.stringify(value));
}

const unreadable = ({ pointer, ja, en }: Omit<SchemaFault, 'path'>): Issue => ({
  severity: 'error',
  code: 'consent-case-file-unreadable',
  type: 'structure',
  ja: `事例ファイルの \`${pointer}\` が書式 \`consent-decision-vectors/1\` に合いません: ${ja}。`,
  en: `\`${pointer}\` of the case file does not follow \`consent-decision-vectors/1\`: ${en}`,
  expression: pointer,
});
