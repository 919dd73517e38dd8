/** $match: which of the people whom the caller may see may be the one described, each with a grade. Nobody is ever merged. */
import type { Patient, Resource } from '@medplum/fhirtypes';
import { covers } from '#auth';
import { hasError, isRefusal, type Refusal, refuseAll } from '#fhir';
import { resourceOf, type Stored } from '#store';
import {
  type Answer,
  BOOLEAN,
  COUNT,
  disclosedItems,
  type House,
  maskReferences,
  type OperationRequest,
  oneValue,
  pageLinks,
  parameterNeeded,
  parametersIn,
  permitOf,
  readOperation,
  scopeMissing,
  searchset,
  type Visit,
} from '#visit';
import { type Graded, gradeMatch } from './match/grade.ts';
import { personOf } from './match/person.ts';
import { matchCandidates } from './match-candidates.ts';

const MATCH_GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';
const PARAMETERS = ['resource', 'onlyCertainMatches', 'count'];

type Match = Graded & { readonly row: Stored };

/** 200 with a searchset, most likely first; 400 for what is not understood, 422 for a faulty Patient. */
export async function matchPatient(house: House, visit: Visit, request: OperationRequest): Promise<Answer | Refusal> {
  if (!covers(visit.caller.scopes, 'Patient', 'search')) return scopeMissing('Patient', 'search');
  const asked = readAsked(house, request);
  if (isRefusal(asked)) return asked;
  const faulty = await checkDescribed(house, asked.patient);
  if (faulty) return faulty;
  const permit = await permitOf(house, visit, ['search']);
  if (isRefusal(permit)) return permit;
  const candidates = await matchCandidates(house, permit, asked.patient);
  if (isRefusal(candidates)) return candidates;
  const matches = answered(gradeAll(asked.patient, candidates), asked.onlyCertain);
  const page = matches.slice(0, asked.count);
  const rows = page.map(({ row }) => row);
  const shown = await maskReferences(house, visit, rows);
  const body = searchset({
    type: 'searchset',
    total: matches.length,
    links: pageLinks(`${visit.base}/Patient/$match`, request.query),
    entries: page.map(({ row, score, grade }, index) => ({
      row: shown[index] ?? row,
      base: visit.base,
      mode: 'match' as const,
      fit: { score, extension: [{ url: MATCH_GRADE, valueCode: grade }] },
    })),
  });
  const items = await disclosedItems(house, visit, permit, rows);
  return { status: 200, body, interaction: '$match', action: 'E', items };
}

/** Those who may be the person, most likely first. */
function gradeAll(described: Patient, candidates: readonly Stored[]): Match[] {
  const person = personOf(described);
  return candidates
    .map((row) => ({ row, ...gradeMatch(person, personOf(resourceOf(row) as Patient)) }))
    .filter(({ grade }) => grade !== 'certainly-not')
    .sort((a, b) => b.score - a.score || (a.row.id < b.row.id ? -1 : 1));
}

/** Where only a certain match is wanted, two of them are none: it takes a person to tell them apart. */
function answered(matches: readonly Match[], onlyCertain: boolean): readonly Match[] {
  if (!onlyCertain) return matches;
  const certain = matches.filter(({ grade }) => grade === 'certain');
  return certain.length === 1 ? certain : [];
}

interface Asked {
  readonly patient: Patient;
  readonly onlyCertain: boolean;
  readonly count: number;
}

/** A Patient alone stands for Parameters that hold it. */
function readAsked({ limits }: House, { query, body }: OperationRequest): Asked | Refusal {
  const items: readonly unknown[] | Refusal =
    body === undefined || body.resourceType === 'Patient' ? [{ name: 'resource', resource: body }] : parametersIn(body);
  if (isRefusal(items)) return items;
  const isResource = (item: unknown) => (item as { name?: unknown } | null)?.name === 'resource';
  const rest = { resourceType: 'Parameters', parameter: items.filter((item) => !isResource(item)) } as Resource;
  const plain = readOperation({ query, body: rest }, PARAMETERS);
  if (isRefusal(plain)) return plain;
  const onlyCertain = oneValue(plain, 'onlyCertainMatches', { ...BOOLEAN, fallback: false });
  if (isRefusal(onlyCertain)) return onlyCertain;
  const count = oneValue(plain, 'count', { ...COUNT, fallback: limits.searchCountMax });
  if (isRefusal(count)) return count;
  const [described, ...more] = items.filter(isResource).map((item) => (item as { resource?: Resource }).resource);
  if (described?.resourceType !== 'Patient' || more.length > 0 || plain.has('resource'))
    return parameterNeeded('resource', RESOURCE_NEEDED);
  return { patient: described, onlyCertain, count: Math.min(count, limits.searchCountMax) };
}

const RESOURCE_NEEDED = {
  ja: '探す人を、resource に Patient を一つ書いて示してください。',
  en: 'describe whom to look for by one Patient in `resource`',
};

/** What is sent may be incomplete, but must be well formed; no profile is asked of it. */
async function checkDescribed(house: House, { meta: _, ...patient }: Patient): Promise<Refusal | undefined> {
  const issues = await house.check.validate(patient);
  return hasError(issues) ? refuseAll(422, issues, 'invalid') : undefined;
}
