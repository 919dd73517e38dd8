/** Keeps of a definition only what validating needs: prose, mappings and narratives are nine tenths of its bytes. */
const DROPPED = new Set([
  'text',
  'mapping',
  'comment',
  'requirements',
  'alias',
  'isSummary',
  'mustSupport',
  'condition',
  'xpath',
  'meaningWhenMissing',
  'orderMeaning',
  'copyright',
  'publisher',
  'contact',
  'useContext',
  'jurisdiction',
  'purpose',
]);

/** The resource as JSON text without prose; a differential is kept only where there is no snapshot. */
export function slim(resource: object): string {
  const hasSnapshot = 'snapshot' in resource;
  return JSON.stringify(resource, function (key, value) {
    if (DROPPED.has(key) && !isPatternContent(this, key)) return undefined;
    if (key === 'definition' || key === 'example') return undefined;
    if (key === 'differential' && hasSnapshot) return undefined;
    return value;
  });
}

/** `text` is prose in a resource but content inside a `patternCodeableConcept` or `fixedCodeableConcept`. */
function isPatternContent(holder: object, key: string): boolean {
  return key === 'text' && !('resourceType' in holder);
}
