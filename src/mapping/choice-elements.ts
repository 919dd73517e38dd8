/** Elements of R4 that can be of several types: `valueCode` in JSON is the element `value` of the type `code`. */

/** Those that the tables write. */
const CHOICES =
  /^(abatement|asNeeded|collected|deceased|dose|due|effective|fastingStatus|medication|multipleBirth|occurrence|onset|performed|product|rate|scheduled|start|timing|value)([A-Z][A-Za-z]*)$/;

const COMPLEX: readonly string[] = [
  'Address',
  'Age',
  'Annotation',
  'Attachment',
  'CodeableConcept',
  'Coding',
  'ContactPoint',
  'Duration',
  'HumanName',
  'Identifier',
  'Money',
  'Period',
  'Quantity',
  'Range',
  'Ratio',
  'Reference',
  'SampledData',
  'Timing',
];

const PRIMITIVE: readonly string[] = [
  'base64Binary',
  'boolean',
  'canonical',
  'code',
  'date',
  'dateTime',
  'decimal',
  'id',
  'instant',
  'integer',
  'markdown',
  'positiveInt',
  'string',
  'time',
  'unsignedInt',
  'uri',
  'url',
];

/** The element and, where its name says one, its type. */
export function choiceOf(name: string): { element: string; type?: string } {
  const [, element, ending = ''] = CHOICES.exec(name) ?? [];
  if (element === undefined) return { element: name };
  const primitive = ending.charAt(0).toLowerCase() + ending.slice(1);
  const type = COMPLEX.find((one) => one === ending) ?? PRIMITIVE.find((one) => one === primitive);
  return type === undefined ? { element: name } : { element, type };
}
