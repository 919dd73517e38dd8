/** $validate: says what is wrong with a resource, and stores nothing. */
import type { Resource } from '@medplum/fhirtypes';
import { toOperationOutcome } from '#fhir';
import type { Answer } from './answer.ts';
import type { House } from './house.ts';

const ALL_GOOD = {
  severity: 'information',
  code: 'valid',
  type: 'informational',
  ja: '誤りは見つかりませんでした。',
  en: 'no fault was found',
} as const;

export async function validateResource(house: House, resource: Resource, profiles: readonly string[]): Promise<Answer> {
  const issues = await house.check.validate(resource, { profiles });
  const body = JSON.stringify(toOperationOutcome(issues.length > 0 ? issues : [ALL_GOOD]));
  return { status: 200, body, interaction: '$validate', action: 'E', items: [] };
}
