import { expect, test } from 'vitest';
import { idlePartsOf } from '../../src/consent/index.ts';
import { actor, consent, context, deny, permit } from './make.ts';

const AT = Date.parse('2026-05-10T10:00:00+09:00');
const P = 'Consent.provision';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
const author = { ...actor('Organization/soudan'), role: { coding: [{ code: 'AUT' }] } };
const guardian = { patient: 'Patient/a', kind: 'guardian-of-adult', verified: true };
const by = (reference: string) => ({ performer: [{ reference }] });
const idle = (provision: Record<string, unknown>, more?: object, known?: object) =>
  idlePartsOf(consent(provision, { ...more }), { ...context, ...known }, AT).map(({ why, expression }) => [
    why,
    expression,
  ]);

test.each<[string, Record<string, unknown>, object | undefined, ...string[][]]>([
  ['a permit of the person', permit({ actor: [actor('Organization/soudan')] }), undefined],
  ['a refusal by a relative', deny(), by('RelatedPerson/k'), ['performer', 'Consent.performer']],
  ['a permit of another person', permit(), by('Patient/b'), ['performer', 'Consent.performer']],
  [
    'a permit of the person and of another',
    permit(),
    { performer: [{ reference: 'Patient/a' }, { reference: 'Patient/b' }] },
  ],
  ['a permit that ends at this moment', permit({ period: { end: '2026-05-10T10:00:00.000+09:00' } }), undefined],
  [
    'a permit that ended the moment before',
    permit({ period: { end: '2026-05-10T09:59:59.999+09:00' } }),
    undefined,
    ['period', `${P}.period`],
  ],
  ['a permit that is over', permit({ period: { end: '2026-05-09' } }), undefined, ['period', `${P}.period`]],
  ['a permit that ends today', permit({ period: { end: '2026-05-10' } }), undefined],
  ['a permit that begins later', permit({ period: { start: '2027-01-01' } }), undefined],
  [
    'an exception that is over',
    permit({}, permit(), deny({ period: { end: '2026-01' } })),
    undefined,
    ['period', `${P}.provision[1].period`],
  ],
  [
    'a permit to an author',
    permit({ actor: [actor('Organization/soudan'), author] }),
    undefined,
    ['role', `${P}.actor[1].role`],
  ],
  ['a refusal to an author, who is meant', deny({ actor: [author] }), undefined],
  [
    'a refusal for a purpose of another system',
    deny({ purpose: [{ system: ACT_REASON, code: 'TREAT' }, { code: 'COC' }, { system: 'urn:local', code: 'COC' }] }),
    undefined,
    ['purpose', `${P}.purpose[2]`],
  ],
  ['a consent that has ended', deny(), { status: 'inactive', ...by('RelatedPerson/k') }],
  ['a consent that cannot be read', deny({ purpose: [{}] }), by('RelatedPerson/k')],
])('%s', (_title, provision, more, ...expected) => {
  expect(idle(provision, more)).toEqual(expected);
});

test('a refusal by a guardian whose authority was verified counts', () => {
  expect(idle(deny(), by('RelatedPerson/k'), { authority: { 'RelatedPerson/k': guardian } })).toEqual([]);
});
