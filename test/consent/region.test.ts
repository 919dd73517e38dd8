import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CaseFile, decideCaseFile, readCaseFile, readPolicy } from '../../src/consent/index.ts';
import { isRefusal } from '../../src/fhir/index.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const written = json('examples/region/policy.json');
const policy = readPolicy(written);
if (isRefusal(policy)) throw new Error(policy.issues[0]?.en);
const file = readCaseFile(json('examples/region/cases.json')) as CaseFile;
const decided = (rules: typeof policy.rules) =>
  decideCaseFile({ ...file, world: { ...file.world, policy: { ...policy, rules } } });

for (const { id, title, agrees } of decided(policy.rules)) {
  test(`${id}: ${title}`, () => {
    expect(agrees).toBe(true);
  });
}

test.each(policy.rules.map((rule) => [rule.id ?? '', rule] as const))(
  'without the rule %s its case is decided otherwise',
  (id, rule) => {
    const wrong = decided(policy.rules.filter((one) => one !== rule)).filter(({ agrees }) => agrees === false);
    expect(wrong.map((one) => one.id)).toEqual([id]);
  },
);

test('every rule says its law, since when, who checked it, and why, in both languages', () => {
  for (const { law, lawDate, reviewed, why } of policy.rules)
    expect([law, lawDate, reviewed?.by, reviewed?.on, why?.ja, why?.en]).toEqual(
      Array(6).fill(expect.stringMatching(/./)),
    );
});

test.each(['legalBasis', 'law', 'lawDate', 'reviewed', 'why'])(
  'a mandate without its %s is refused at its place',
  (member) => {
    const index = written.rules.findIndex(({ id }: { id: string }) => id === 'abuse-report');
    const { [member]: _left, ...rest } = written.rules[index];
    const refused = readPolicy({ ...written, rules: written.rules.with(index, rest) });
    expect(isRefusal(refused) && [refused.status, ...refused.issues]).toEqual([
      422,
      {
        severity: 'error',
        code: 'policy-unreviewed',
        type: 'required',
        expression: `rules.${index}.${member}`,
        ja: `同意によらず開示する規則（mandate）には ${member} が必要です。法的な根拠を地域で確かめてから書いてください。`,
        en: `a rule that opens records without consent (mandate) needs \`${member}\`; have its legal basis checked in the region first`,
      },
    ]);
  },
);

test('a prohibition needs none of it: it opens nothing', () => {
  const refused = readPolicy({ rules: [{ id: 'x', type: 'prohibit', actor: ['Organization/x'] }] });
  expect(isRefusal(refused)).toBe(false);
});

test('a review that names nobody, and a day that is none, are refused', () => {
  const rule = { id: 'x', type: 'prohibit', actor: ['Organization/x'], reviewed: { on: '2026-10-01' }, lawDate: 'May' };
  const refused = readPolicy({ rules: [rule] });
  expect(isRefusal(refused) && refused.issues.map(({ expression }) => expression).sort()).toEqual([
    'rules.0.lawDate',
    'rules.0.reviewed',
  ]);
});
