import { existsSync, readFileSync } from 'node:fs';
import type { CarePlan, ConceptMap } from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator } from '#validation';
import { convert, type LossReport } from '../../src/conversion/index.ts';
import { listExports } from '../../src/structure-maps/index.ts';
import { loadWorld } from '../bench/mutant-run.ts';
import { errors } from '../validation/world.ts';

const FOLDER = 'examples/jp-careplan-ecs';
const PACKAGES = ['jp-core.r4-1.1.2.tgz', 'jp-clins.r4-1.5.2-snap.tgz'];
const havePackages = PACKAGES.every((name) => existsSync(`../shared/corpora/jp/${name}`));

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const plan = (suffix = ''): CarePlan => json(`${FOLDER}/plan${suffix}.json`);

async function exported(source: unknown, strict = false): Promise<{ output: CarePlan; report: LossReport }> {
  const done = await run(source, strict);
  if (isRefusal(done)) throw new Error(JSON.stringify(done));
  return { output: JSON.parse(new TextDecoder().decode(done.output)) as CarePlan, report: done.report };
}

const run = (source: unknown, strict = false, to: 'fhir' | 'form' = 'fhir') =>
  convert({ mapping: 'jp-careplan-ecs', to, strict, input: new TextEncoder().encode(JSON.stringify(source)) });

describe.each(['', '-sparse'])('plan%s', (suffix) => {
  test('the committed export is made of its plan, and nothing of it is lost unsaid', async () => {
    const { output, report } = await exported(plan(suffix), true);
    expect(output).toEqual(json(`${FOLDER}/export${suffix}.json`));
    expect(report.issues.filter(({ severity }) => severity !== 'information')).toEqual([]);
    expect(report.issues.filter(({ ja }) => ja.endsWith(': '))).toEqual([]);
  });

  test.runIf(havePackages)('it is valid against the national profile', async () => {
    const validator = createValidator(await loadWorld(PACKAGES));
    const { output } = await exported(plan(suffix));
    expect(output.meta?.profile).toEqual(['http://jpfhir.jp/fhir/eCS/StructureDefinition/JP_CarePlan_eCS']);
    expect(errors(validator.validate(output))).toEqual([]);
    expect(errors(validator.validate({ ...output, period: undefined }))).not.toEqual([]);
  });
});

test('the labels of consent stay on what is written for elsewhere', async () => {
  expect((await exported(plan())).output.meta?.security).toEqual(plan().meta?.security);
});

test('a draft, a plan without a national counterpart and a form are refused', async () => {
  expect(await run({ ...plan(), status: 'draft' })).toMatchObject({
    issues: [
      {
        code: 'export-unfit',
        en: '`jp-careplan-ecs` cannot write it: `CarePlan、status=active、intent=plan` is not met',
      },
    ],
  });
  const kind = {
    coding: [{ system: 'https://kakehashi.example/fhir/CodeSystem/careplan-kind', code: 'service-plan' }],
  };
  expect(await run({ ...plan(), category: [kind] })).toMatchObject({
    issues: [{ code: 'export-unfit', en: '`jp-careplan-ecs` cannot write it: `計画の区分` is not met' }],
  });
  expect(await run(plan(), false, 'form')).toMatchObject({ issues: [{ code: 'mapping-direction' }] });
  expect(await run('no resource')).toMatchObject({ issues: [{ code: 'bundle-unreadable' }] });
});

test('what the table does not know is said, and refused when strict', async () => {
  const more = { ...plan(), instantiatesUri: ['https://example.org/guide'] };
  const { report } = await exported(more);
  const grave = report.issues.filter(({ severity }) => severity !== 'information');
  expect(grave).toMatchObject([{ code: 'mapping-unmapped', expression: 'CarePlan.instantiatesUri[0]' }]);
  expect(await run(more, true)).toMatchObject({ status: 422 });
});

test('kinds of plan become national categories as the published map says', () => {
  const pairs = ({ group = [] }: ConceptMap) =>
    group.flatMap(({ element }) => element.map(({ code, target }) => [code, target?.[0]?.code]));
  const own = json<ConceptMap>('mappings/jp-careplan-ecs/concept-maps/careplan-kind-to-national-category.json');
  const published = json<ConceptMap>('profiles/package/ConceptMap-careplan-kind-to-national-category.json');
  expect(pairs(own)).toEqual(pairs(published));
  expect(listExports()).toEqual(['jp-careplan-ecs']);
});
