/** Everything that a resource must pass before it is stored: profiles, references, the right labels. */
import type { Resource } from '@medplum/fhirtypes';
import type { Labelled, Permit } from '#consent';
import {
  type FoundReference,
  hasError,
  type Issue,
  parseReference,
  type Refusal,
  referencesOf,
  refuseAll,
} from '#fhir';
import { resourceOf, type StoredWithFacts } from '#store';
import type { Places } from '#validation';
import { type House, ruleOf } from '#visit';
import { faultsOfConsent } from './check-consent.ts';
import { foreignContained } from './check-contained.ts';
import { tooMuchIndexed } from './check-extent.ts';
import { notWhole } from './check-whole.ts';
import { alsoKnown, type Known, NOTHING_KNOWN } from './known.ts';

/** A resource that was checked, labelled and may be stored, with what the caller should still be told. */
export interface Checked {
  readonly resource: Resource;
  readonly labels: Pick<Labelled<Resource>, 'version' | 'basis'>;
  readonly issues: readonly Issue[];
  /** Those of the issues that would have refused it, if the rule of its type did not let them pass. */
  readonly kept: readonly Issue[];
}

/** Where a resource stands among others that are stored with it. */
export interface Setting {
  /** References that will exist once the same transaction is through. */
  readonly known?: Known;
  /** What is there and visible among the references of all that is stored with it: then nothing is read for it alone. */
  readonly visible?: ReadonlySet<string>;
  /** Codes of the document sections that list it. */
  readonly sectionCodes?: readonly string[];
  /** The version that it comes after, where there is one. */
  readonly before?: StoredWithFacts | undefined;
  readonly positions?: Places | undefined;
  /** Profiles to meet besides those that its type's rule asks for. */
  readonly profiles?: readonly string[];
}

/** Validates and labels. */
export async function checkResource(
  house: House,
  permit: Permit,
  resource: Resource,
  {
    custodian,
    known = NOTHING_KNOWN,
    visible,
    sectionCodes,
    before,
    positions,
    profiles = [],
  }: Setting & { readonly custodian: string },
): Promise<Checked | Refusal> {
  const partial = notWhole(resource, before && resourceOf(before));
  if (partial) return partial;
  const rule = ruleOf(house.rules, resource.resourceType);
  const issues = await house.check.validate(resource, {
    profiles: [...rule.profiles, ...profiles],
    ...(positions === undefined ? {} : { positions }),
  });
  const unclear = faultsOfConsent(resource);
  if (unclear.length > 0) return refuseAll(422, [...unclear, ...issues], 'consent-uninterpretable');
  const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  const passes = errors.length === 0 || (rule.onError === 'keep' && (await mayBeKept(house, resource, errors)));
  if (!passes) return refuseAll(422, issues, 'invalid');
  const large = tooMuchIndexed(house, resource);
  if (large) return large;
  const wrong = isStoredDocument(before)
    ? undefined
    : await wrongReferences(house, permit, resource, {
        known: before === undefined ? known : alsoKnown(known, standingIn(before)),
        visible,
      });
  if (wrong) return wrong;
  const {
    resource: labelled,
    version,
    basis,
  } = house.store.label(resource, { custodian, before, sections: sectionCodes });
  return { resource: labelled, labels: { version, basis }, issues, kept: errors };
}

/** What was referred to before may still be so: its target may have been deleted since, or be hidden from its holder now. */
const standingIn = (before: StoredWithFacts): readonly string[] =>
  referencesOf(resourceOf(before)).map(({ reference }) => reference);

/** Of a document that is stored nothing changes but what is said about the whole: its references were checked with its parts. */
const isStoredDocument = (before: StoredWithFacts | undefined): boolean =>
  before !== undefined && before.members.length > 0;

/** 422 for references that no reader can follow, and for what the caller cannot see. */
export async function wrongReferences(
  house: House,
  permit: Permit,
  resource: Resource,
  among: Among,
): Promise<Refusal | undefined> {
  const references = referencesOf(resource, resource.resourceType);
  const malformed = malformedReferences(references);
  if (malformed.length > 0) return refuseAll(422, malformed, 'reference-malformed');
  const foreign = foreignContained(resource);
  if (foreign.length > 0) return refuseAll(422, foreign, 'contained-about-another');
  const missing = await missingReferences(house, permit, references, among);
  return missing.length > 0 ? refuseAll(422, missing, 'reference-not-found') : undefined;
}

interface Among {
  readonly known: Known;
  readonly visible?: ReadonlySet<string> | undefined;
}

/**
 * INVARIANT: what R4 itself forbids is never kept, nor a wrong reference: readers and consent decisions rely on the form
 * of a resource and on whom it is about. Only what profiles ask beyond that may wait.
 */
async function mayBeKept(house: House, resource: Resource, errors: readonly Issue[]): Promise<boolean> {
  if (errors.some(({ severity, code }) => severity === 'fatal' || code.startsWith('reference-'))) return false;
  const { meta, ...bare } = resource;
  const { profile: _, ...rest } = meta ?? {};
  const unclaimed = Object.keys(rest).length > 0 ? { ...bare, meta: rest } : bare;
  return !hasError(await house.check.validate(unclaimed));
}

/** An absolute URL of somewhere else; `urn:uuid:` names something only within the bundle that it came in. */
const ELSEWHERE = /^(?!urn:uuid:)[a-z][a-z0-9+.-]*:\S+$/i;

/** A reference that leads nowhere would leave a record about nobody, whom no consent protects. */
function malformedReferences(references: readonly FoundReference[]): Issue[] {
  return references
    .filter(({ reference }) => !reference.startsWith('#') && !ELSEWHERE.test(reference) && !parseReference(reference))
    .map(({ expression }) => ({
      severity: 'error',
      code: 'reference-malformed',
      type: 'value',
      expression,
      ja: '参照は「型/id」か、外部の URL か、含まれるリソースを指す「#id」で書いてください。',
      en: 'a reference must be `Type/id`, the URL of something elsewhere, or `#id` of a contained resource',
    }));
}

/** References to what the caller cannot see are answered as references to what does not exist. */
async function missingReferences(
  house: House,
  permit: Permit,
  references: readonly FoundReference[],
  { known, visible }: Among,
): Promise<Issue[]> {
  const local = references.flatMap(({ reference, expression }) => {
    const target = parseReference(reference);
    return target && !known.has(reference) ? [{ reference: `${target.type}/${target.id}`, expression }] : [];
  });
  const there =
    visible ??
    (await visibleAmong(
      house,
      permit,
      local.map(({ reference }) => reference),
    ));
  return local
    .filter(({ reference }) => !there.has(reference))
    .map(({ reference, expression }) => ({
      severity: 'error',
      code: 'reference-not-found',
      type: 'not-found',
      expression,
      ja: `参照先 ${reference} は見つかりません。先に登録するか、正しい参照に直してください。`,
      en: `the reference \`${reference}\` is not known; store its target first or correct it`,
    }));
}

/** Those of the references `Type/id` whose targets the permit shows. */
export async function visibleAmong(
  house: House,
  permit: Permit,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await house.store.readMany(permit, [...new Set(references)]);
  return new Set(found.map(({ type, id }) => `${type}/${id}`));
}
