import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveContained } from '../../src/validation/bundle-index.ts';
import { evaluate } from '../../src/validation/constraints/fhirpath.ts';
import { Node, rootNode, TWINS } from '../../src/validation/constraints/index.ts';
import type { Run } from '../../src/validation/constraints/shape.ts';

const nowhere = {
  resolve: (reference: string, from: Node) =>
    reference.startsWith('#') ? resolveContained(reference.slice(1), from, new Map()) : { found: 'elsewhere' },
  member: () => undefined,
} as unknown as Run;
const CLINICAL = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

/** Words that the rules look at, so that chance meets them often. */
const scalar = fc.constantFrom<unknown>(
  'x',
  '#a',
  '#b',
  'https://example.jp/_history/1',
  'http://unitsofmeasure.org',
  'entered-in-error',
  'resolved',
  'active',
  CLINICAL,
  'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
);
const coding = fc.record({ system: scalar, code: scalar }, { requiredKeys: [] });
const concept = fc.record({
  coding: fc.array(coding, { minLength: 1, maxLength: 2 }),
});
const child = fc.record({
  id: fc.constantFrom('a', 'b'),
  text: fc.constant('x'),
});

const entry = fc.record(
  {
    fullUrl: fc.constantFrom('urn:uuid:1', 'urn:uuid:2', 'https://example.jp/_history/1'),
    resource: fc.record(
      {
        resourceType: fc.constantFrom('Composition', 'MessageHeader', 'Basic'),
        meta: fc.record({ versionId: fc.constantFrom('1', '2') }),
      },
      { requiredKeys: ['resourceType'] },
    ),
    search: fc.constant({ mode: 'match' }),
    request: fc.constant({ method: 'GET', url: 'x' }),
    response: fc.constant({ status: '200' }),
  },
  { requiredKeys: [] },
);
const bundle: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    type: fc.constantFrom('document', 'message', 'searchset', 'history', 'batch', 'batch-response', 'collection'),
    total: fc.constant(1),
    timestamp: fc.constant('2024-03-01T09:00:00+09:00'),
    identifier: fc.record({ system: fc.constant('urn:x'), value: fc.constant('1') }, { requiredKeys: ['system'] }),
    entry: fc.array(entry, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['type', 'entry'] },
);
const moment = fc.constantFrom(
  '2024',
  '2024-03',
  '2024-03-01',
  '2024-03-02',
  '2024-03-01T09:00:00+09:00',
  '2024-03-01T01:00:00Z',
);
const period: fc.Arbitrary<Record<string, unknown>> = fc.record({ start: moment, end: moment }, { requiredKeys: [] });

/** Trees of items and of concepts, with names that meet again. */
const tree = (branch: string, key: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.letrec<{ node: Record<string, unknown> }>((tie) => ({
    node: fc.record(
      {
        [key]: fc.constantFrom('1', '2', '3', '4', '5', '6'),
        [branch]: fc.array(tie('node'), { minLength: 1, maxLength: 2, depthIdentifier: 'tree' }),
      },
      { requiredKeys: [key] },
    ),
  })).node;

/** For each rule its type, and for each name that it speaks of what may stand there. */
function valuesOf(expression: string): {
  type: string;
  values: fc.Arbitrary<Record<string, unknown>>;
} {
  if (expression.includes('linkId')) return { type: 'Questionnaire', values: tree('item', 'linkId') };
  if (expression.startsWith('concept.code')) return { type: 'CodeSystem', values: tree('concept', 'code') };
  if (expression.startsWith('start')) return { type: 'Period', values: period };
  if (/^(total|entry\.|type|\(type)/.test(expression)) return { type: 'Bundle', values: bundle };
  const names = [...new Set(expression.match(/\b[a-z][A-Za-z]+\b(?!\()/g))].filter(
    (name) =>
      !['or', 'and', 'implies', 'where', 'system', 'code', 'coding', 'contained', 'url', 'ids', 'ucum'].includes(
        name,
      ) || ['system', 'code', 'coding'].includes(name),
  );
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const name of names) fields[name] = scalar;
  fields['clinicalStatus'] = concept;
  fields['verificationStatus'] = concept;
  fields['valueString'] = fc.constant('x');
  fields['abatementString'] = fc.constant('x');
  fields['extension'] = fc.array(fc.record({ url: fc.constant('u') }), {
    minLength: 1,
    maxLength: 1,
  });
  fields['duration'] = fields['period'] = fc.integer({ min: -1, max: 1 });
  fields['contained'] = fc.array(
    fc.record(
      {
        resourceType: fc.constant('Basic'),
        id: fc.constantFrom('a', 'b'),
        meta: fc.record(
          {
            versionId: fc.constant('1'),
            security: fc.constant([{ code: 'R' }]),
          },
          { requiredKeys: [] },
        ),
        contained: fc.constant([{ resourceType: 'Basic' }]),
      },
      { requiredKeys: ['resourceType'] },
    ),
    { minLength: 1, maxLength: 2 },
  );
  fields['text'] = child;
  fields['dataAbsentReason'] = fields['emptyReason'] = concept;
  return {
    type: typeOf(expression),
    values: fc.record(fields, { requiredKeys: [] }),
  };
}

function typeOf(expression: string): string {
  if (expression.startsWith('extension.exists')) return 'Extension';
  if (expression.startsWith('abatement') || expression.includes('condition-ver')) return 'Condition';
  if (expression.startsWith('dataAbsentReason')) return 'Observation';
  return 'Basic';
}

test.each(Object.entries(TWINS))('the twin of `%s` agrees with its original', (expression, twin) => {
  const { type, values } = valuesOf(expression);
  fc.assert(
    fc.property(values, (fields) => {
      const resource = rootNode({ resourceType: 'Basic', contained: fields['contained'] }, 'Basic');
      const isRoot = type !== 'Extension' && type !== 'Period' && !expression.startsWith('reference.');
      const value: Record<string, unknown> = isRoot ? { resourceType: type, ...fields } : { ...fields };
      if (expression.startsWith('reference.')) value['reference'] ??= '#a';
      const node = isRoot
        ? rootNode(value, type)
        : new Node(
            {
              value,
              extra: undefined,
              type: type === 'Basic' ? 'Reference' : type,
              name: 'x',
              index: -1,
              slot: undefined,
              parent: resource,
            },
            false,
          );
      expect(twin(node, nowhere)).toBe(evaluate(expression, node, nowhere));
    }),
    { numRuns: 60, seed: 7 },
  );
});
