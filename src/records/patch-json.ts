/** Applies a JSON Patch (RFC 6902) to a resource: all of its operations, or none. */
import type { Resource } from '@medplum/fhirtypes';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { fromNumberTexts, type Refusal, refuse, sameWithNumberTexts, withNumberTexts } from '#fhir';
import { JSON_DEPTH_MAX } from '#validation';
import { type Extent, extentOf } from './json-extent.ts';
import { nestedTooDeep, PATCH_OPERATIONS_MAX, patchTooCostly } from './patch-limits.ts';

const OPERATIONS = ['add', 'remove', 'replace', 'move', 'copy', 'test'];
/** So much the copies of one patch may hold together: a copy of what was copied doubles it. */
const COPIES: Extent = { values: 100_000, characters: 5_000_000 };
/** Members of an object that no JSON text speaks of. */
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/** The patched copy; 422 with the place of the first operation that fails. */
export function applyJsonPatch(resource: Resource, operations: unknown): Resource | Refusal {
  if (!Array.isArray(operations) || operations.length > PATCH_OPERATIONS_MAX) return malformed('$');
  const odd = operations.findIndex((one) => !isOperation(one));
  if (odd !== -1) return malformed(`[${odd}]`);
  // A copy with the texts of its numbers: they go from place to place with every digit.
  let whole = withNumberTexts(resource);
  let left = COPIES;
  for (const [index, operation] of (operations as Operation[]).entries()) {
    const carried = extentOf(carriedBy(operation, whole), left, JSON_DEPTH_MAX);
    if (carried === undefined) return copiesTooMuch(index);
    left = { values: left.values - carried.values, characters: left.characters - carried.characters };
    try {
      for (const step of stepsOf(operation, whole)) {
        if (misleads(whole, step.path)) return failed(index, operation);
        whole = jsonPatch.applyOperation(whole, step, true, true, true, index).newDocument;
      }
    } catch (error) {
      const { name } = error as { name?: string };
      return name === 'TEST_OPERATION_FAILED' ? testFailed(index) : failed(index, operation);
    }
  }
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return malformed('$');
  return nestedTooDeep(whole, resource.resourceType) ?? (fromNumberTexts(whole) as Resource);
}

/** What the library is to do, one after the other: of a move, it would look for the end before it takes away the start. */
function stepsOf(operation: Operation, whole: unknown): Operation[] {
  const { op, path } = operation;
  const carried = carriedBy(operation, whole);
  if (op === 'copy') return [{ op: 'add', path, value: structuredClone(carried) }];
  if (op === 'move')
    return [
      { op: 'remove', path: operation.from },
      { op: 'add', path, value: carried },
    ];
  if (!('value' in operation)) return [operation];
  const { value } = withNumberTexts(operation) as { value: unknown };
  // It compares texts: of a number that is written otherwise, it is to find the text that is there.
  const there = op === 'test' ? valueAt(whole, path) : undefined;
  return [{ ...operation, value: sameWithNumberTexts(there, value) ? there : value }];
}

/** What is copied or moved; undefined where there is nothing. */
function carriedBy(operation: Operation, whole: unknown): unknown {
  if (operation.op !== 'move' && operation.op !== 'copy') return undefined;
  return misleads(whole, operation.from) ? undefined : valueAt(whole, operation.from);
}

const valueAt = (whole: unknown, pointer: string): unknown =>
  tokensOf(pointer).reduce<unknown>((at, token) => (at as Record<string, unknown> | null | undefined)?.[token], whole);

/** Does it lead to what JSON does not have: an item by what is no index (RFC 6901 § 4), or a member of every object? */
function misleads(whole: unknown, pointer: string): boolean {
  let at = whole;
  for (const token of tokensOf(pointer)) {
    if (typeof at !== 'object' || at === null) return false;
    if (Array.isArray(at) ? token !== '-' && !INDEX.test(token) : token in at && !Object.hasOwn(at, token)) return true;
    at = (at as Record<string, unknown>)[token];
  }
  return false;
}

/** No list has as many items as an index of more digits would name. */
const INDEX = /^(0|[1-9]\d{0,8})$/;

const tokensOf = (pointer: string): string[] => pointer.split('/').slice(1).map(jsonPatch.unescapePathComponent);

function isOperation(one: unknown): boolean {
  if (typeof one !== 'object' || one === null) return false;
  const { op, path, from } = one as { op?: unknown; path?: unknown; from?: unknown };
  if (typeof op !== 'string' || !OPERATIONS.includes(op) || !isPointer(path)) return false;
  const needsValue = op === 'add' || op === 'replace' || op === 'test';
  if (needsValue && !Object.hasOwn(one, 'value')) return false;
  return (op !== 'move' && op !== 'copy') || isPointer(from);
}

const isPointer = (pointer: unknown): boolean =>
  typeof pointer === 'string' &&
  /^(\/([^~]|~[01])*)?$/u.test(pointer) &&
  !pointer.split('/').some((token) => FORBIDDEN.includes(token));

const malformed = (place: string): Refusal =>
  refuse(400, {
    code: 'patch-malformed',
    type: 'invalid',
    ja: 'JSON Patch を読めません。op（add、remove、replace、move、copy、test）、path、value か from を持つ操作の並びを送ってください。',
    en: 'this is no JSON Patch; send a list of operations with `op` (add, remove, replace, move, copy, test), `path`, and `value` or `from`',
    expression: place,
  });

const copiesTooMuch = (index: number): Refusal =>
  patchTooCostly(`[${index}]`, {
    ja: `copy で写すものは、合わせて ${COPIES.values} 個の値、${COPIES.characters} 文字、入れ子は ${JSON_DEPTH_MAX} 段までです。写さずに value で送るか、分けて送ってください`,
    en: `what is copied by \`copy\` may be ${COPIES.values} values and ${COPIES.characters} characters together, nested ${JSON_DEPTH_MAX} levels deep; send it as \`value\`, or in parts`,
  });

const testFailed = (index: number): Refusal =>
  refuse(422, {
    code: 'patch-test-failed',
    type: 'conflict',
    ja: `${index + 1} 番目の test の値が、いまの値と違います。読み直してからやり直してください。`,
    en: `the value of the \`test\` at \`[${index}]\` is not what is stored; read it again and retry`,
    expression: `[${index}]`,
  });

/** RFC 6902 § 4.1: what an `add` is put into must be there. */
const failed = (index: number, { op, path }: Operation): Refusal => {
  const into = path.replace(/\/(-|\d+)$/, '');
  const isItem = op === 'add' && into !== path;
  return refuse(422, {
    code: 'patch-path-missing',
    type: 'not-found',
    ja: `${index + 1} 番目の操作の path が指すところがありません。${isItem ? `リスト「${into}」がまだないときは、リストごと（path が「${into}」、value が [ … ]）add してください。` : ''}`,
    en: `there is nothing where the operation at \`[${index}]\` points${isItem ? `; where the list \`${into}\` is not there yet, add it as a whole (\`path\` \`${into}\`, \`value\` \`[ … ]\`)` : ''}`,
    expression: `[${index}]`,
    spec: 'https://www.rfc-editor.org/rfc/rfc6902#section-4.1',
  });
};
