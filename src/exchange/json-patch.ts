/** JSON Patch (RFC 6902) on a resource: all operations, or none. */
import type { Resource } from '@medplum/fhirtypes';
import { applyPatch, type Operation } from 'rfc6902';
import { type Refusal, refuse } from '#fhir';

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];
const OPERATIONS_MAX = 1_000;
/** Names that reach what every object is made of. */
const FORBIDDEN = /(^|\/)(__proto__|constructor|prototype)(\/|$)/;

/** The patched copy; 400 for what is no patch, 422 for one that does not fit the resource. */
export function applyJsonPatch(resource: Resource, patch: unknown): Resource | Refusal {
  if (!Array.isArray(patch) || patch.length > OPERATIONS_MAX) return malformed(undefined);
  const odd = patch.findIndex((one) => !isOperation(one));
  if (odd >= 0) return malformed(odd);
  const copy = structuredClone(resource);
  const failures = applyPatch(copy, patch as Operation[]);
  const failed = failures.findIndex((failure) => failure !== null);
  return failed < 0 ? copy : unfitting(failed, (patch[failed] as { path: string }).path);
}

function isOperation(one: unknown): boolean {
  if (typeof one !== 'object' || one === null) return false;
  const { op, path, from, value } = one as Record<string, unknown>;
  const isPointer = (text: unknown) =>
    typeof text === 'string' && (text === '' || text.startsWith('/')) && !FORBIDDEN.test(text);
  if (typeof op !== 'string' || !OPERATIONS.includes(op) || !isPointer(path)) return false;
  if (op === 'move' || op === 'copy') return isPointer(from);
  return op === 'remove' || value !== undefined;
}

const malformed = (index: number | undefined): Refusal =>
  refuse(400, {
    code: 'patch-malformed',
    type: 'structure',
    ja: 'JSON Patch（RFC 6902）として読めません。{"op", "path", "value"} の並びを送ってください（1000 個まで）。',
    en: 'this is no JSON Patch (RFC 6902); send a list of {"op", "path", "value"}, 1000 at most',
    expression: index === undefined ? 'patch' : `patch[${index}]`,
  });

export const unfitting = (index: number, path: string): Refusal =>
  refuse(422, {
    code: 'patch-unfitting',
    type: 'processing',
    ja: `変更の ${index + 1} 番目（${path}）を当てはめられません。リソースを読み直し、場所と値を確かめてください。`,
    en: `operation ${index + 1} of the patch (\`${path}\`) does not fit the resource; read it again, and check place and value`,
    expression: `patch[${index}]`,
  });
