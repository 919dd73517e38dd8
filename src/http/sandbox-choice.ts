/** What was chosen for a launch, from a form, a link or JSON. */

/** The choices by name. Which of them make a launch is for the authorization server to judge. */
export type LaunchForm = Readonly<Record<string, string>>;

const NAMES = [
  'client',
  'appUrl',
  'redirectUri',
  'user',
  'patient',
  'encounter',
  'pathway',
  'intent',
  'error',
] as const;
/** The choice of an app that is not registered. */
export const OTHER_APP = 'other';

/** What was left empty is not chosen. */
export function chosenOf(given: Readonly<Record<string, unknown>>): LaunchForm {
  const chosen = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = given[name];
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : [];
    }),
  );
  const { client, appUrl: _, redirectUri: __, ...rest } = chosen;
  // On the page the fields of another app stand beside the choice of a registered one.
  if (client === OTHER_APP) {
    const { client: ___, ...other } = chosen;
    return other;
  }
  return client === undefined ? chosen : { ...rest, client };
}
