/** How a check says what was expected and what was seen. */
import { type Answer, mediaTypeOf } from './client/http.ts';
import type { Text } from './client/person.ts';

/** The server does not do what the check is about. */
export class CheckFailed extends Error {
  override name = 'CheckFailed';
  readonly expected: string;
  readonly seen: string;
  readonly answer: Answer | undefined;
  constructor(expected: string, seen: string, answer?: Answer) {
    super(`expected ${expected}, seen ${seen}`);
    this.expected = expected;
    this.seen = seen;
    this.answer = answer;
  }
}

/** The check does not apply, or (`blocked`) could not be tried since something before it failed. */
export class Skipped extends Error {
  override name = 'Skipped';
  readonly why: Text;
  readonly blocked: boolean;
  constructor(ja: string, en: string, blocked = false) {
    super(en);
    this.why = { ja, en };
    this.blocked = blocked;
  }
}

export const blocked = (numbers: string): Skipped =>
  new Skipped(`先に ${numbers} が成功する必要があります`, `${numbers} must work first`, true);

/** Holds that something is so. */
export function expect(holds: boolean, expected: string, seen: unknown, answer?: Answer): asserts holds {
  if (!holds)
    throw new CheckFailed(expected, typeof seen === 'string' ? seen : (JSON.stringify(seen) ?? 'nothing'), answer);
}

export function expectStatus(answer: Answer, ...statuses: readonly number[]): void {
  expect(statuses.includes(answer.status), `status ${statuses.join(' | ')}`, `status ${answer.status}`, answer);
}

/** A 200 with a body that is JSON and says so. */
export function expectJson(answer: Answer): void {
  expectStatus(answer, 200);
  expect(
    mediaTypeOf(answer) === 'application/json',
    'Content-Type: application/json',
    answer.headers.get('content-type') ?? 'none',
    answer,
  );
  expect(answer.json !== undefined, 'JSON', answer.text.slice(0, 60), answer);
}

/** An answer of the OAuth error kind. */
export function expectError(answer: Answer, statuses: readonly number[], error: string): void {
  expectStatus(answer, ...statuses);
  expect(answer.body['error'] === error, `error ${error}`, answer.body['error'], answer);
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
