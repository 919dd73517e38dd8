/** Examples that hold the rules of labelling to what their authors meant: a resource, and the labels it must get. */
import type { Resource } from '@medplum/fhirtypes';
import { compileSchema, type Issue, type Refusal, refuseAll, schemaFaults } from '#fhir';
import { unique } from './json.ts';
import shipped from './label-examples.json' with { type: 'json' };
import schema from './label-examples-schema.json' with { type: 'json' };
import { labelOnWrite } from './label-on-write.ts';
import type { LabelRules } from './label-rules.ts';

export interface LabelExample {
  readonly id: string;
  readonly title?: string;
  readonly resource: Resource;
  /** Codes of the document sections that list it. */
  readonly sections?: readonly string[];
  /** `Organization/x` that holds it. */
  readonly source?: string;
  /** Codes of all its labels, in any order. */
  readonly labels: readonly string[];
}

export interface LabelExampleResult {
  readonly id: string;
  readonly title: string;
  /** Codes in alphabetical order. */
  readonly expected: readonly string[];
  readonly found: readonly string[];
  readonly agrees: boolean;
}

interface ExampleFile {
  readonly format: 'label-examples/1';
  readonly examples: readonly LabelExample[];
}

const isExampleFile = compileSchema<ExampleFile>(schema);

/** Each shipped rule is needed by one of these at least. */
export const labelExamplesShipped: readonly LabelExample[] = (shipped as unknown as ExampleFile).examples;

export function checkLabelExamples(examples: readonly LabelExample[], rules: LabelRules): LabelExampleResult[] {
  return examples.map(({ id, title = '', resource, sections = [], source, labels }) => {
    const supplied = resource.meta?.security ?? [];
    const labelled = labelOnWrite(resource, { rules, basis: { supplied, sections }, custodian: source ?? null });
    const found = unique((labelled.resource.meta?.security ?? []).map(({ code = '' }) => code)).sort();
    const expected = unique(labels).sort();
    return { id, title, expected, found, agrees: JSON.stringify(found) === JSON.stringify(expected) };
  });
}

/** The examples of a region; or 422 with the place of each fault. */
export const readLabelExamples = (json: unknown): readonly LabelExample[] | Refusal =>
  isExampleFile(json)
    ? json.examples
    : refuseAll(
        422,
        schemaFaults(isExampleFile).map(({ path, ja, en }) => fault(path, ja, en)),
      );

/** 422 with the place of each example that the rules do not label as it says; nothing where all agree. */
export function refuseFailing(examples: readonly LabelExample[], rules: LabelRules): Refusal | undefined {
  const failing = checkLabelExamples(examples, rules).flatMap(({ id, expected, found, agrees }, at) =>
    agrees
      ? []
      : [
          fault(
            `examples[${at}] (${id})`,
            `期待するラベルは ${expected.join(' ')} ですが、規則が付けたのは ${found.join(' ')} です`,
            `the labels should be \`${expected.join(' ')}\`, but the rules give \`${found.join(' ')}\``,
          ),
        ],
  );
  return failing.length > 0 ? refuseAll(422, failing) : undefined;
}

const fault = (expression: string, ja: string, en: string): Issue => ({
  severity: 'error',
  code: 'label-example-fails',
  type: 'invalid',
  expression,
  ja: `ラベルの例（label-examples.json）の「${expression}」: ${ja}。`,
  en: `\`${expression}\` of the label examples (label-examples.json): ${en}`,
});
