import { expect, test } from 'vitest';
import { isRefusal } from '#fhir';
import { createValidator, loadPackages } from '#validation';
import { loadWorld, readExamples, runMutants, type Survivor } from '../bench/mutant-run.ts';

const PER_PROFILE = 12;
const examples = readExamples();
const world = await loadWorld();
const told = ({ example, profile, mutant, found }: Survivor): string =>
  `${mutant.kind} ${mutant.element} at ${mutant.place} of ${example} by ${profile}: ${found.join(', ') || 'accepted'}`;

test('whatever a profile asks, an example that breaks it is refused at the place where it is broken', () => {
  const run = runMutants(world, examples, { perProfile: PER_PROFILE, seed: 20260401 });
  expect(run.survivors.map(told)).toEqual([]);
  expect([...run.counts.keys()].sort()).toEqual(
    expect.arrayContaining([
      'code unknown',
      'fixed changed',
      'pattern changed',
      'required removed',
      'slice broken',
      'slice exceeded',
      'slice removed',
      'target wrong',
    ]),
  );
  // A value set that is not loaded can refuse no code; that must stay the exception.
  const codes = run.counts.get('code unknown') ?? { tried: 0, refused: 0 };
  expect(codes.refused).toBeGreaterThan(codes.tried * 0.9);
});

test('mutants live where the validator knows the base types alone, so the mutants are real', async () => {
  const core = await loadPackages([]);
  if (isRefusal(core)) throw new Error('core is always there');
  const validator = createValidator(core, { unknownExtensions: 'warning' });
  const { survivors } = runMutants(world, examples, { perProfile: 3, seed: 1, validator });
  const kinds = new Set(survivors.map(({ mutant }) => mutant.kind));
  for (const kind of ['required removed', 'slice removed', 'slice broken', 'fixed changed', 'pattern changed'] as const)
    expect(kinds, kind).toContain(kind);
});
