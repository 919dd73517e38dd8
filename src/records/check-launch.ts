/** Holds what a launch says is open against the records: all of it is there, and is of the person whom the launch is about. */
import type { LaunchContext } from '#auth';
import { factsOf } from '#consent';
import { type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import { resourceOf } from '#store';
import { type House, permitOf, type Visit } from '#visit';
import { DEFINITION_TYPES, type DefinitionServed } from './read-definition.ts';

interface Opened {
  /** Where the launch says so. */
  readonly place: string;
  readonly reference: string;
  readonly type: string;
}

/** Whom each of the records is about, by reference; what is not among them is not there for whoever asks. */
type Found = ReadonlyMap<string, readonly string[]>;

/**
 * Refuses each place with 422: `launch-invalid` of a type that is not served, `launch-record` of what the caller may not
 * read, whether it is there or not, `launch-person` of what is another's. Without a visit the gateway itself announces.
 */
export async function checkLaunch(
  house: House,
  visit: Visit | undefined,
  context: LaunchContext,
): Promise<Refusal | undefined> {
  const opened = openedIn(context);
  const found = visit === undefined ? await allOf(house, opened) : await readableBy(house, visit, opened);
  if (isRefusal(found)) return found;
  const issues = opened.flatMap((one) => faultOf(house, one, found, context.patient) ?? []);
  if (issues.length === 0) return undefined;
  const auditPatients = context.patient === undefined ? [] : [`Patient/${context.patient}`];
  return { ...refuseAll(422, issues), auditPatients };
}

function openedIn({ patient, encounter, fhirContext = [] }: LaunchContext): Opened[] {
  const at = (place: string, reference: string): Opened => ({ place, reference, type: reference.split('/')[0] ?? '' });
  return [
    ...(patient === undefined ? [] : [at('/patient', `Patient/${patient}`)]),
    ...(encounter === undefined ? [] : [at('/encounter', `Encounter/${encounter}`)]),
    ...fhirContext.map(({ reference }, index) => at(`/fhirContext/${index}/reference`, reference)),
  ];
}

async function readableBy(house: House, visit: Visit, opened: readonly Opened[]): Promise<Found | Refusal> {
  const permit = await permitOf(house, visit, ['read']);
  if (isRefusal(permit)) return permit;
  const rows = await house.store.readMany(
    permit,
    opened.map(({ reference }) => reference),
  );
  return new Map(rows.map((row) => [`${row.type}/${row.id}`, factsOf(resourceOf(row)).patients]));
}

async function allOf(house: House, opened: readonly Opened[]): Promise<Found> {
  const held = await Promise.all(
    opened.map(async ({ reference }) => [reference, await house.store.held(reference)] as const),
  );
  return new Map(held.flatMap(([reference, one]) => (one ? [[reference, factsOf(one.resource).patients]] : [])));
}

function faultOf(house: House, opened: Opened, found: Found, patient: string | undefined): Issue | undefined {
  const { place, reference, type } = opened;
  const [, id = ''] = reference.split('/');
  const fault = (code: string, ja: string, en: string): Issue => ({
    severity: 'error',
    type: 'invalid',
    code,
    ja,
    en,
    expression: place,
  });
  if (isDefinition(type)) {
    if (house.definitions.list(type, { id }).length > 0) return undefined;
    return fault('launch-record', `「${reference}」は見つかりません。`, `\`${reference}\` is not known`);
  }
  if (!house.servedTypes.includes(type))
    return fault('launch-invalid', `「${type}」という種類は扱っていません。`, `the type \`${type}\` is not served`);
  const patients = found.get(reference);
  if (patients === undefined)
    return fault(
      'launch-record',
      `「${reference}」は、この接続が読める記録の中に見つかりません。`,
      `\`${reference}\` is not among the records that this client may read`,
    );
  if (patients.length === 0 || (patient !== undefined && patients.includes(`Patient/${patient}`))) return undefined;
  if (patient === undefined)
    return fault(
      'launch-person',
      `「${reference}」は特定の方の記録です。その方の id を patient に書いてください。`,
      `\`${reference}\` is a record of one person: name them in \`patient\``,
    );
  return fault(
    'launch-person',
    `「${reference}」は、対象の方「Patient/${patient}」の記録ではありません。`,
    `\`${reference}\` is no record of \`Patient/${patient}\`, whom the launch is about`,
  );
}

const isDefinition = (type: string): type is DefinitionServed => (DEFINITION_TYPES as readonly string[]).includes(type);
