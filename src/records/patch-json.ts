/** Applies a JSON Patch (RFC 6902) to a resource: all of its operations, or none. */
import type { Resource } from '@medplum/fhirtypes';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { copyOf, putAsWritten, type Refusal, refuse } from '#fhir';
import { JSON_DEPTH_MAX } from '#validation';
import { type Extent, extentOf } from './json-extent.ts';
import { PATCH_OPERATIONS_MAX, patchTooCostly } from './patch-limits.ts';

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
  let whole: Resource | null = copyOf(resource);
  let left = COPIES;
  for (const [index, operation] of (operations as Operation[]).entries()) {
    if (pointersOf(operation).some((pointer) => miscounts(whole, pointer))) return failed(index, operation);
    const copied = extentOf(copiedBy(operation, whole), left, JSON_DEPTH_MAX);
    if (copied === undefined) return copiesTooMuch(index);
    left = { values: left.values - copied.values, characters: left.characters - copied.characters };
    try {
      whole = jsonPatch.applyOperation(whole, operation, true, true, true, index).newDocument;
    } catch (error) {
      const { name } = error as { name?: string };
      return name === 'TEST_OPERATION_FAILED' ? testFailed(index) : failed(index, operation);
    }
  }
  keepNumbers(whole, operations as Operation[]);
  return typeof whole === 'object' && whole !== null && !Array.isArray(whole) ? whole : malformed('$');
}

/** What the library copies for an operation: of a move, what is there where it leads. */
function copiedBy(operation: Operation, whole: unknown): unknown {
  if (operation.op === 'copy') return valueAt(whole, tokensOf(operation.from));
  return operation.op === 'move' ? valueAt(whole, tokensOf(operation.path)) : undefined;
}

const valueAt = (whole: unknown, tokens: readonly string[]): unknown =>
  tokens.reduce<unknown>((at, token) => (at as Record<string, unknown> | null | undefined)?.[token], whole);

const pointersOf = (operation: Operation): string[] =>
  'from' in operation ? [operation.from, operation.path] : [operation.path];

/** Does it name an item by digits that are no index (RFC 6901 § 4), or by more than any list has items? */
function miscounts(whole: unknown, pointer: string): boolean {
  let at = whole;
  for (const token of tokensOf(pointer)) {
    if (Array.isArray(at) && /^\d+$/.test(token) && !INDEX.test(token)) return true;
    at = (at as Record<string, unknown> | null | undefined)?.[token];
  }
  return false;
}

const INDEX = /^(0|[1-9]\d{0,8})$/;

const tokensOf = (pointer: string): string[] => pointer.split('/').slice(1).map(jsonPatch.unescapePathComponent);

/** A number that an operation gives is written as it is there. */
function keepNumbers(whole: object | null, operations: readonly Operation[]): void {
  for (const one of operations) {
    if (!('value' in one) || typeof one.value !== 'number') continue;
    const tokens = tokensOf(one.path);
    const place = tokens.pop() ?? '';
    const into = valueAt(whole, tokens);
    if (typeof into === 'object' && into !== null) putAsWritten(one, 'value', into, place);
  }
}

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
    ja: `copy と move で写すものは、合わせて ${COPIES.values} 個の値、${COPIES.characters} 文字、入れ子は ${JSON_DEPTH_MAX} 段までです。写さずに value で送るか、分けて送ってください`,
    en: `what is copied by \`copy\` and \`move\` may be ${COPIES.values} values and ${COPIES.characters} characters together, nested ${JSON_DEPTH_MAX} levels deep; send it as \`value\`, or in parts`,
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
