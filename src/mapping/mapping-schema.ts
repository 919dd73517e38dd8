/** What a rule table, a layout, a code table and an overlay may say; anything else is refused with its place. */

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text } as const;
const closed = { type: 'object', additionalProperties: false } as const;
const dictionary = (values: object) => ({ type: 'object', additionalProperties: values }) as const;

const ruleProperties = {
  id: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9.-]*$' },
  source: text,
  label: text,
  aliases: texts,
  target: { anyOf: [text, dictionary(text)] },
  codec: text,
  map: text,
  direction: { enum: ['both', 'to-fhir', 'to-form', 'none'] },
  required: { type: 'boolean' },
  row: { type: 'boolean' },
  events: texts,
  lengthMax: { type: 'integer', minimum: 1 },
  loss: text,
} as const;

const rule = {
  ...closed,
  required: ['id', 'source', 'label', 'direction'],
  properties: ruleProperties,
  // A rule says where the value goes, or why it goes nowhere.
  if: { properties: { direction: { const: 'none' } } },
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
  then: { required: ['loss'] },
  else: { required: ['target', 'codec'] },
} as const;

const resource = {
  ...closed,
  required: ['type'],
  properties: {
    type: text,
    profile: text,
    fixed: { type: 'object' },
    references: dictionary({ anyOf: [text, texts] }),
    term: text,
    always: { type: 'boolean' },
    when: text,
    context: { type: 'boolean' },
  },
} as const;

const cell = {
  type: 'string',
  pattern: '^[A-Z]{1,2}[1-9][0-9]*(:[A-Z]{1,2}[1-9][0-9]*)?$',
} as const;
const fieldCell = {
  ...closed,
  required: ['value'],
  properties: { label: cell, value: cell },
} as const;

const layoutProperties = {
  sheet: { type: 'string', minLength: 1, maxLength: 31 },
  title: text,
  titleCell: cell,
  columns: { type: 'integer', minimum: 1, maximum: 200 },
  fields: dictionary(fieldCell),
  rows: {
    ...closed,
    required: ['header', 'start', 'columns', 'printed'],
    properties: {
      header: {
        type: 'array',
        items: { type: 'integer' },
        minItems: 2,
        maxItems: 2,
      },
      start: { type: 'integer', minimum: 1 },
      columns: dictionary({
        type: 'string',
        pattern: '^[A-Z]{1,2}:[A-Z]{1,2}$',
      }),
      printed: { type: 'integer', minimum: 0, maximum: 50 },
    },
  },
} as const;

export const rulesSchema = {
  ...closed,
  required: ['id', 'version', 'kind', 'title', 'rules'],
  properties: {
    id: text,
    version: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
    kind: { enum: ['message', 'form'] },
    title: text,
    form: text,
    resources: dictionary(resource),
    rules: { type: 'array', minItems: 1, items: rule },
  },
} as const;

export const layoutSchema = {
  ...closed,
  required: ['sheet', 'title', 'titleCell', 'columns', 'fields', 'rows'],
  properties: layoutProperties,
} as const;

/** An R4 ConceptMap with one group; whatever else it carries is for readers, not for the kit. */
export const conceptMapSchema = {
  type: 'object',
  required: ['resourceType', 'id', 'group'],
  properties: {
    resourceType: { const: 'ConceptMap' },
    id: text,
    group: {
      type: 'array',
      minItems: 1,
      maxItems: 1,
      items: {
        type: 'object',
        required: ['element'],
        properties: {
          target: text,
          element: {
            type: 'array',
            items: {
              type: 'object',
              required: ['code', 'target'],
              properties: {
                code: text,
                target: {
                  type: 'array',
                  minItems: 1,
                  maxItems: 1,
                  items: { type: 'object', required: ['code'] },
                },
              },
            },
          },
        },
      },
    },
  },
} as const;

export const overlaySchema = {
  ...closed,
  required: ['region', 'title', 'version'],
  properties: {
    region: text,
    title: text,
    version: text,
    defaults: dictionary(text),
    override: dictionary({ ...closed, properties: ruleProperties }),
    disable: texts,
    add: { type: 'array', items: rule },
    layout: { ...closed, properties: layoutProperties },
    codes: dictionary({
      type: 'array',
      items: {
        ...closed,
        required: ['source', 'code'],
        properties: { source: text, code: text, display: text },
      },
    }),
  },
} as const;
