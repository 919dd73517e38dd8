/** R4's terminology operations: what is in a value set, what a code means, what it is elsewhere. No patient's data is in it. */
import type { Parameters, ParametersParameter, Resource } from '@medplum/fhirtypes';
import { hasError, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import { type OperationName, parametersOfQuery, TERMINOLOGY_OPERATIONS, withServer } from '#terminology';
import { type Answer, type House, notFound, type Visit } from '#visit';
import type { DefinitionServed } from './read-definition.ts';

export interface TerminologyRequest {
  readonly name: OperationName;
  /** The id of a loaded definition, where the operation is called on one. */
  readonly id?: string | undefined;
  readonly query: URLSearchParams;
  readonly resource?: Resource | undefined;
  /** The header, which stands for an absent `displayLanguage`. */
  readonly acceptLanguage?: string | undefined;
}

/** 200 with a ValueSet or Parameters; 400 for what is asked wrongly, 404 for what is not loaded, 422 for what cannot be told. */
export async function answerTerminology(
  house: House,
  visit: Visit,
  request: TerminologyRequest,
): Promise<Answer | Refusal> {
  const [type = '', operation = ''] = request.name.split('/');
  const parameters = parametersOf(request);
  if (isRefusal(parameters)) return parameters;
  const faulty = await checkSent(house, parameters);
  if (faulty) return faulty;
  const instance = instanceOf(house, type as DefinitionServed, request.id);
  if (isRefusal(instance)) return instance;
  const { run } = TERMINOLOGY_OPERATIONS[request.name];
  const stamp = { now: visit.now, newId: () => visit.requestId };
  const answer = await withServer(house.validator.terminology, house.terminologyServer, (terminology) =>
    run(parameters, { terminology, stamp, instance }),
  );
  if (isRefusal(answer)) return answer;
  return { status: 200, body: JSON.stringify(answer), interaction: operation, action: 'E', items: [] };
}

function instanceOf(house: House, type: DefinitionServed, id: string | undefined): string | undefined | Refusal {
  if (id === undefined) return undefined;
  return house.definitions.list(type, { id })[0]?.url ?? notFound(type, id);
}

/** The parameters of the URL and of the body together. */
function parametersOf({ name, query, resource, acceptLanguage }: TerminologyRequest): Parameters | Refusal {
  const { shape, ...operation } = TERMINOLOGY_OPERATIONS[name];
  const asked = parametersOfQuery(query, shape);
  if (isRefusal(asked)) return asked;
  const sent = sentIn(resource, 'bare' in operation ? operation.bare : undefined);
  if (isRefusal(sent)) return sent;
  const parameter = [...(asked.parameter ?? []), ...sent];
  const hasLanguage = parameter.some((one) => one?.name === 'displayLanguage');
  if (!hasLanguage && 'displayLanguage' in shape && acceptLanguage !== undefined && /[a-z]/i.test(acceptLanguage))
    parameter.push({ name: 'displayLanguage', valueCode: acceptLanguage });
  return { resourceType: 'Parameters', parameter };
}

function sentIn(resource: Resource | undefined, bare: string | undefined): readonly ParametersParameter[] | Refusal {
  if (resource === undefined) return [];
  if (resource.resourceType === 'Parameters') {
    const { parameter = [] } = resource;
    return Array.isArray(parameter) ? parameter : parametersNeeded('parameter');
  }
  if (bare !== undefined && bare === `${resource.resourceType[0]?.toLowerCase()}${resource.resourceType.slice(1)}`)
    return [{ name: bare, resource }];
  return parametersNeeded(resource.resourceType);
}

/** A definition that comes with a request is held to its own rules first, so that what works on it may trust its shape. */
async function checkSent(house: House, { parameter = [] }: Parameters): Promise<Refusal | undefined> {
  for (const [index, one] of parameter.entries()) {
    const sent = one?.resource;
    if (sent === undefined) continue;
    const issues = await house.check.validate(sent);
    if (!hasError(issues)) continue;
    const type = String((sent as { resourceType?: unknown } | null)?.resourceType ?? '');
    const located = issues.map((issue) => ({
      ...issue,
      expression: `Parameters.parameter[${index}].resource${(issue.expression ?? '').slice(type.length)}`,
    }));
    return refuseAll(422, located, 'invalid');
  }
  return undefined;
}

const parametersNeeded = (found: string): Refusal =>
  refuse(400, {
    code: 'parameters-needed',
    type: 'invalid',
    ja: `この操作には Parameters を送ってください（届いたもの: ${found}）。`,
    en: `send Parameters to this operation, not \`${found}\``,
    expression: 'resourceType',
    spec: 'https://hl7.org/fhir/R4/operations.html#request',
  });
