import { expect, test } from 'vitest';
import { mayDeny } from '../../src/consent/index.ts';
import { actor, consent, deny, permit } from './make.ts';

const use = { purpose: 'HQUALIMP', action: 'use', at: Date.parse('2026-05-10T10:00:00+09:00') } as const;
const purpose = (code: string) => ({ purpose: [{ code }] });
const action = (code: string) => ({ action: [{ coding: [{ code }] }] });
const several = { purpose: [{ code: 'HRESCH' }, { code: 'HQUALIMP' }] };

test.each([
  ['a general dissent', consent(deny()), true],
  [
    'a dissent to one organization, since its holder must not learn of the person by others',
    consent(deny({ actor: [actor('Organization/x')] })),
    true,
  ],
  ['a dissent to this purpose', consent(deny(purpose('HQUALIMP'))), true],
  ['a dissent to several purposes, of which this is one', consent(deny(several)), true],
  ['a dissent to another purpose', consent(deny(purpose('HRESCH'))), false],
  ['a dissent to uses', consent(deny(action('use'))), true],
  ['a dissent to disclosures', consent(deny(action('disclose'))), false],
  ['an exception within a consent to care', consent(permit(purpose('COC'), deny())), false],
  ['an exception for this purpose', consent(permit(purpose('COC'), deny(purpose('HQUALIMP')))), true],
  ['an exception within a consent for any purpose', consent(permit({}, deny(action('use')))), true],
  ['a consent', consent(permit(purpose('HQUALIMP'))), false],
  ['a dissent that has run out', consent(deny({ period: { end: '2026-05-09' } })), false],
  ['a dissent that was withdrawn', consent(deny(), { status: 'inactive' }), false],
  ['a policy of dissent', consent(undefined, { policyRule: { coding: [{ code: 'OPTOUT' }] } }), true],
  ['a policy of consent', consent(undefined, { policyRule: { coding: [{ code: 'OPTIN' }] } }), false],
  ['what cannot be understood', consent(permit({}, { code: [] })), true],
  ['a dissent to something else than sharing', consent(deny(), { scope: { coding: [{ code: 'research' }] } }), false],
])('%s', (_title, asked, expected) => {
  expect(mayDeny(asked, use)).toBe(expected);
});
