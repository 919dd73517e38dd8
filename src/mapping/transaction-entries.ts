/** Entries of a transaction that meet what their sender has stored before, by its identifiers. */
import type { BundleEntry } from '@medplum/fhirtypes';
import { profileUrl } from '#fhir';

export const INSTITUTION_SYSTEM = 'http://jpfhir.jp/fhir/core/IdSystem/insurance-medical-institution-no';

/** A hospital or office as our profile has it. */
export const providerNamed = (name: string) => ({
  meta: { profile: [profileUrl('kakehashi-organization')] },
  type: [
    {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/organization-type',
          code: 'prov',
          display: 'Healthcare Provider',
        },
      ],
    },
  ],
  name,
});

/** As a search takes it: what separates values there is escaped (R4 § 3.1.1.4.0). */
export const token = (system: string, value: string): string =>
  `${encodeURIComponent(system)}|${encodeURIComponent(value.replace(/[\\,|$]/g, '\\$&'))}`;

/** A resource that a message only names: created when nobody knows it yet, else left as it is. */
export function post(fullUrl: string, resource: object, ifNoneExist: string | undefined): BundleEntry {
  const { resourceType } = resource as { resourceType: string };
  const request = {
    method: 'POST',
    url: resourceType,
    ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
  };
  return { fullUrl, resource, request } as BundleEntry;
}

/** A resource that a message is about: created or replaced by its identifier. */
export function put(fullUrl: string, resource: object, key: string): BundleEntry {
  const { resourceType } = resource as { resourceType: string };
  return {
    fullUrl,
    resource,
    request: { method: 'PUT', url: `${resourceType}?identifier=${key}` },
  } as BundleEntry;
}
