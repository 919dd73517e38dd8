/** Keeps of a definition only what validating needs: prose, mappings and narratives are nine tenths of its bytes. */

/** Prose of a structure and of its elements. */
const PROSE = [
  'mapping',
  'definition',
  'comment',
  'requirements',
  'alias',
  'mustSupport',
  'condition',
  'meaningWhenMissing',
  'orderMeaning',
  'example',
];
/** What a resource says about itself, and nothing of what it defines. */
const ABOUT = ['text', 'copyright', 'publisher', 'contact', 'useContext', 'jurisdiction', 'purpose', 'mapping'];

interface Loose {
  [key: string]: unknown;
}

/** The resource as JSON text without prose; a differential is kept only where there is no snapshot. Changes the resource. */
export function slim(resource: object): string {
  const loose = resource as Loose;
  for (const key of ABOUT) delete loose[key];
  if (loose['resourceType'] === 'StructureDefinition') slimStructure(loose);
  return JSON.stringify(loose);
}

function slimStructure(structure: Loose): void {
  const { snapshot } = structure as { snapshot?: Loose };
  if (snapshot !== undefined) delete structure['differential'];
  const { differential } = structure as { differential?: Loose };
  for (const list of [snapshot?.['element'], differential?.['element']]) {
    if (!Array.isArray(list)) continue;
    for (const element of list as Loose[]) {
      for (const key of PROSE) delete element[key];
      if (element['isSummary'] === false) delete element['isSummary'];
      const rules = element['constraint'];
      if (Array.isArray(rules)) for (const rule of rules as Loose[]) delete rule['xpath'];
    }
  }
}
