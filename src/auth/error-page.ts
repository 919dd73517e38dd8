/** What a browser sees that came to the authorization server by mistake or by a broken app. */
import { type Language, preferredLanguage } from '#fhir';
import { refused } from './screens/notices.ts';

/** Which client or address it was is not told: whoever tries them learns nothing. */
const ALIKE: readonly string[] = ['invalid_client', 'invalid_redirect_uri'];

/** A whole page of HTML for an OAuth error code. */
export function errorPage(acceptLanguage: string | undefined, error: string): string {
  const language: Language = preferredLanguage(acceptLanguage) ?? 'ja';
  return refused(language, ALIKE.includes(error) ? 'invalid_request' : error).html;
}
