/** A black-box conformance checker for SMART App Launch 2.2: `fetch` and Node's own modules only, nothing of the product. */
import { browserPerson } from './client/browser-person.ts';
import { formDriver } from './client/form-driver.ts';
import type { Config } from './config.ts';
import { type Context, createContext } from './context.ts';

export { readConfig } from './config.ts';
export { EXAMPLE_CONFIG } from './example-config.ts';
export { FORMATS, htmlOf, isGood, LANGUAGES, ndjsonOf, summaryOf, textOf } from './report.ts';
export { CHECKS, type Result, runChecks } from './run.ts';

/** Everything the checks share; `tell` speaks to a person who signs in by a browser. */
export function openContext(base: string, config: Config, tell: (text: string) => void): Context {
  const { way, fields = {}, submit = [] } = config.signIn;
  return createContext(base, config, way === 'forms' ? formDriver(fields, submit) : browserPerson(tell));
}
