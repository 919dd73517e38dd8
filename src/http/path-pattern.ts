/** The pattern of a route's path, such as `/fhir/:type/:id`. */

/** What stands for the names of the pattern; undefined where the path is not of it. */
export function parametersIn(pattern: string, path: string): Record<string, string> | undefined {
  const parts = pattern.split('/');
  // The routes take a slash at the end too.
  const given = path.replace(/\/$/, '').split('/');
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const own = given[i] ?? '';
    if (!part.startsWith(':')) {
      if (part !== own) return undefined;
    } else if (own === '') return undefined;
    else params[part.slice(1)] = own;
  }
  return params;
}
