/** What `messages.json` may say; anything else is refused with its place. */

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: text } as const;
const closed = { type: 'object', additionalProperties: false } as const;
const dictionary = (values: object) => ({ type: 'object', additionalProperties: values }) as const;
const values = { type: 'object' } as const;

const back = {
  ...closed,
  required: ['element', 'from', 'to'],
  properties: { element: text, from: text, to: text },
} as const;

const kind = {
  ...closed,
  required: ['on', 'label', 'needs', 'makes'],
  properties: {
    on: {
      type: 'string',
      pattern: '^[A-Z]{3}\\^[A-Z][A-Z0-9]{2}$',
      form: { ja: '「ADT^A01」のような形', en: 'a message and its event such as `ADT^A01`' },
    },
    label: text,
    files: texts,
    needs: texts,
    makes: dictionary({ enum: ['update', 'refer'] }),
    group: text,
    breaks: texts,
    fixed: dictionary(values),
    adds: dictionary(texts),
    clears: dictionary(texts),
    profileNeeds: dictionary(texts),
    keys: dictionary({ type: 'array', items: texts }),
    undoneBy: text,
    deletes: { type: 'boolean' },
    keeps: dictionary({ ...closed, properties: { set: values, back } }),
  },
} as const;

const collection = {
  ...closed,
  required: ['of'],
  properties: {
    of: text,
    leaves: texts,
    tells: {
      type: 'array',
      items: { ...closed, required: ['any', 'status'], properties: { any: texts, of: texts, status: text } },
    },
  },
} as const;

const resource = {
  ...closed,
  required: ['type'],
  properties: {
    type: text,
    anchors: texts,
    heads: texts,
    segments: texts,
    shared: texts,
    profile: text,
    profileNeeds: texts,
    claims: texts,
    key: { type: 'array', items: texts },
    keyName: text,
    fixed: values,
    needs: texts,
    listNeeds: dictionary(texts),
    elementNeeds: dictionary(texts),
    fill: dictionary(values),
    references: dictionary(text),
    collects: dictionary(collection),
    mixes: { type: 'boolean' },
    distinct: { type: 'boolean' },
    onePerSystem: texts,
    snapshot: texts,
    onDelete: { ...closed, required: ['set'], properties: { set: values, clear: texts } },
    deletedBy: { ...closed, required: ['source', 'codes'], properties: { source: text, codes: texts } },
  },
} as const;

export const messagesSchema = {
  ...closed,
  required: ['kinds', 'resources', 'units', 'hl7Tables'],
  properties: {
    kinds: { type: 'array', minItems: 1, items: kind },
    resources: dictionary(resource),
    units: dictionary(text),
    hl7Tables: dictionary(texts),
  },
} as const;
