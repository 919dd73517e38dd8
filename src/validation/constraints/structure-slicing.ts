/** The slicing of an element: what it tells slices apart by is there in what is sliced. */
import { enter, follow, type Located } from './element-lookup.ts';
import { isFields, list } from './fields.ts';
import type { Run } from './shape.ts';
import type { ElementPlace } from './structure-element.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

export function checkSlicing({ element, below, node }: ElementPlace, root: readonly Located[], run: Run): void {
  const path = String(element['path']);
  const sliced = follow(root, path.split('.').slice(1), run);
  const { slicing } = element;
  if (sliced === undefined || sliced.length === 0 || !isFields(slicing)) return;
  list(slicing['discriminator']).forEach((discriminator, index) => {
    const words = { path, discriminator: String(discriminator['path']) };
    if (typeof discriminator['path'] !== 'string' || leadsSomewhere(discriminator['path'], sliced, run)) return;
    run.report('structure-discriminator', node, words, { below: `${below}.slicing.discriminator[${index}]` });
    run.report('structure-unusable', node, { path, reason: words.discriminator });
  });
}

/** Follows the small FHIRPath that discriminators may use. What cannot be told counts as good. */
function leadsSomewhere(path: string, from: readonly Located[], run: Run): boolean {
  let at: readonly Located[] | undefined = from;
  for (const step of path.match(/(?:[^.(]|\([^)]*\))+/g) ?? []) {
    if (step === '$this') continue;
    // What a reference leads to is described by its targets, which may be any resource.
    if (step === 'resolve()') return true;
    const [, call, argument = ''] = /^(\w+)\(['"]?(.*?)['"]?\)$/.exec(step) ?? [];
    if (call === 'extension') at = extensionAt(argument, at, run);
    else if (call === 'ofType')
      at = at.map((one) => ({ ...one, element: { ...one.element, type: [{ code: argument }] } }));
    else if (call === undefined) at = enter(at, step, run);
    else return false;
    if (at === undefined) return true;
    if (at.length === 0) return false;
  }
  return true;
}

function extensionAt(url: string, from: readonly Located[], run: Run): readonly Located[] | undefined {
  const found = enter(from, 'extension', run);
  const profile = run.definition('StructureDefinition', url);
  // The definition of the extension says more about its value than `Extension` does, but need not be loaded.
  return found === undefined || !isFields(profile)
    ? undefined
    : found.map((one) => ({ ...one, element: { ...one.element, type: [{ code: `${CORE}Extension` }] } }));
}
