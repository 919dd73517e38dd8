/** Reads a suite in the shape of HL7's validator test suite: `manifest.json`, `files/` and, where XML was converted, `converted-xml/`. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isRefusal } from '#fhir';
import { type Definitions, loadPackages, type ValidatorOptions } from '#validation';

/** One resource, what to hold it against, and what HL7's validator found. */
export interface Check {
  readonly id: string;
  readonly module?: string;
  readonly file: string;
  readonly profile: string | null;
  readonly supporting: readonly string[];
  readonly profiles: readonly string[];
  readonly profileSupporting: readonly string[];
  readonly packages: readonly string[];
  /** Where the packages lie that other packages ask for: `name#version` → file. */
  readonly packageMap?: Readonly<Record<string, string>> | null;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly expected: {
    readonly hasError: boolean;
    readonly errorPaths?: readonly (string | null)[];
    readonly errorTexts?: readonly string[];
  };
  readonly flags?: { readonly someErrorsNeedTx?: unknown };
}

/** A check with everything that it needs at hand. */
export interface Prepared {
  readonly text: string;
  readonly definitions: Definitions;
  readonly options: ValidatorOptions;
  /** The canonical of the profile that the check names, beside those that the resource claims. */
  readonly profile: string | undefined;
}

export function readManifest(folder: string): readonly Check[] {
  return (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { cases: Check[] }).cases;
}

/** Loads what a check needs; checks that need nothing but R4 share one set of definitions. */
export function preparer(folder: string): (check: Check) => Promise<Prepared> {
  let core: Promise<Definitions> | undefined;
  return async (check) => {
    const own = check.profile === null ? undefined : (readJson(folder, check.profile) as { url?: string } | undefined);
    const files = [...check.supporting, ...check.profiles, ...check.profileSupporting];
    const resources = [...files.map((file) => readJson(folder, file)), ...(own === undefined ? [] : [own])];
    const packages = [...Object.values(check.packageMap ?? {}), ...check.packages];
    const isPlain = resources.length === 0 && packages.length === 0;
    if (isPlain) core ??= load([], []);
    return {
      text: readFileSync(join(folder, 'files', check.file), 'utf8'),
      definitions: await (isPlain && core !== undefined
        ? core
        : load(
            packages.map((file) => join(folder, 'files', file)),
            resources,
          )),
      options: optionsOf(check),
      profile: own?.url,
    };
  };
}

async function load(packages: readonly string[], resources: readonly unknown[]): Promise<Definitions> {
  const definitions = await loadPackages(packages, { resources, allowMissing: true });
  if (isRefusal(definitions)) throw new Error(definitions.issues[0]?.en);
  return definitions;
}

/** A supporting file as JSON; a check whose supporting file cannot be read goes on without it, as HL7's does. */
function readJson(folder: string, file: string): unknown {
  const converted = join(folder, 'converted-xml', `${basename(file, '.xml')}.json`);
  const path = file.endsWith('.xml') && existsSync(converted) ? converted : join(folder, 'files', file);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Options of the suite that this validator has, too: HL7's name → ours. */
const OPTIONS: Readonly<Record<string, (value: unknown) => ValidatorOptions>> = {
  validateContains: (value) => ({ contained: value === 'IGNORE' ? 'ignored' : 'checked' }),
  examples: (value) => ({ exampleUrls: value === false ? 'refused' : 'allowed' }),
  'no-experimental-content': (value) => ({ experimental: value === true ? 'refused' : 'allowed' }),
  'security-checks': (value) => ({ embeddedHtml: value === true ? 'refused' : 'allowed' }),
  'allowed-extension-domain': (value) => ({ extensionDomains: [String(value)] }),
  'allowed-extension-domains': (value) => ({ extensionDomains: Array.isArray(value) ? value.map(String) : [] }),
  assumeValidRestReferences: (value) => ({ literalTypes: value === true ? 'trusted' : 'ignored' }),
};

/** HL7's validator believes no reference that leads out of what it has, unless it is told to. */
const USUAL: ValidatorOptions = { literalTypes: 'ignored' };

function optionsOf({ options = {} }: Check): ValidatorOptions {
  return Object.assign({ ...USUAL }, ...Object.entries(options).map(([name, value]) => OPTIONS[name]?.(value)));
}
