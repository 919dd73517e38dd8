/** Shows an exchange in a report that may be passed on: whatever opens something is cut short. */
import type { Answer } from './client/http.ts';

const SECRET_NAMES =
  /^(code|access_token|refresh_token|id_token|token|client_assertion|client_secret|code_verifier|password|pass|pin|otp|totp|launch|authorization|cookie)$/i;
const SHOWN_LENGTH = 6;
const BODY_LENGTH_MAX = 1_000;

/** Lines of what was sent and what came. */
export function linesOf({ request, status, headers, text }: Answer): string[] {
  const sent = Object.entries(request.headers).map(
    ([name, value]) => `  ${name}: ${SECRET_NAMES.test(name) ? cut(value) : value}`,
  );
  const form = request.headers['Content-Type']?.includes('form-urlencoded');
  const body = request.body === undefined ? [] : form ? formLines(request.body) : [`  ${cutBody(request.body)}`];
  const type = headers.get('content-type') ?? '';
  return [
    `→ ${request.method} ${cutUrl(request.url)}`,
    ...sent,
    ...body,
    `← ${status} ${type}`,
    ...(text ? [`  ${cutBody(text)}`] : []),
  ];
}

const cut = (value: string): string => (value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : '…');

const formLines = (body: string): string[] =>
  [...new URLSearchParams(body)].map(([name, value]) => `  ${name}=${SECRET_NAMES.test(name) ? cut(value) : value}`);

/** Members of JSON, and parameters of addresses, that open something. */
export const cutUrl = (url: string): string =>
  url.replace(
    /([?&])([^=&#]+)=([^&#\s]*)/g,
    (_, before, name, value) => `${before}${name}=${SECRET_NAMES.test(name) ? cut(value) : value}`,
  );

/** A `code` in JSON is one of a terminology: those that open something come in addresses only. */
const cutBody = (text: string): string =>
  text
    .slice(0, BODY_LENGTH_MAX)
    .replace(/"([\w-]+)"\s*:\s*"([^"]*)"/g, (whole, name, value) =>
      SECRET_NAMES.test(name) && name !== 'code' ? `"${name}":"${cut(value)}"` : whole,
    )
    .replace(/\s*\n\s*/g, ' ');
