/** Puts packages into the order of their dependencies, and says what is missing or goes in a circle. */
import type { Issue } from '#fhir';
import { packageName, type Shelf } from './shelf.ts';
import { compareVersions, satisfies } from './versions.ts';

/** What R4 core and this gateway bring themselves. */
const BROUGHT =
  /^hl7\.(fhir\.r4\.(core|expansions|examples)|terminology(\.r\d\w?)?|fhir\.uv\.(extensions|tools)(\.r\d\w?)?)$/;

const SPEC = 'https://hl7.org/fhir/R4/packages.html';

export interface Ordered {
  /** Each after those that it depends on; otherwise as they were given. Each knows what it sees. */
  readonly shelves: readonly Shelf[];
  readonly missing: readonly Issue[];
  readonly ring: Issue | undefined;
}

export interface Missing {
  readonly by: Shelf;
  readonly name: string;
  readonly range: string;
}

/** What the packages ask for and none of them is. */
export function missingOf(shelves: readonly Shelf[]): Missing[] {
  return shelves.flatMap((by) =>
    Object.entries(by.dependencies)
      .filter(([name, range]) => !BROUGHT.test(name) && bestOf(shelves, name, range) === undefined)
      .map(([name, range]) => ({ by, name, range })),
  );
}

/** Orders the packages and lets each see its dependencies. */
export function orderPackages(given: readonly Shelf[]): Ordered {
  const direct = new Map(
    given.map((shelf) => [
      shelf,
      Object.entries(shelf.dependencies).flatMap(([name, range]) => bestOf(given, name, range) ?? []),
    ]),
  );
  const shelves: Shelf[] = [];
  let ring: Issue | undefined;
  const visit = (shelf: Shelf, trail: readonly Shelf[]): void => {
    if (trail.includes(shelf)) ring ??= ringIssue([...trail.slice(trail.indexOf(shelf)), shelf]);
    if (trail.includes(shelf) || shelves.includes(shelf)) return;
    for (const other of direct.get(shelf) ?? []) visit(other, [...trail, shelf]);
    shelves.push(shelf);
  };
  for (const shelf of given) visit(shelf, []);
  for (const shelf of shelves) shelf.sees = reachable(shelf, direct);
  return { shelves, ring, missing: missingOf(given).map((one) => missingIssue(one, given)) };
}

/** The highest loaded version that fits. */
function bestOf(shelves: readonly Shelf[], name: string, range: string): Shelf | undefined {
  return shelves
    .filter((one) => one.name === name && satisfies(one.version, range))
    .toSorted((a, b) => compareVersions(b.version, a.version))[0];
}

/** Its dependencies, then theirs. */
function reachable(from: Shelf, direct: ReadonlyMap<Shelf, readonly Shelf[]>): Shelf[] {
  const found = new Set<Shelf>();
  let layer: readonly Shelf[] = [from];
  while (layer.length > 0) {
    layer = layer.flatMap((one) => direct.get(one) ?? []).filter((one) => one !== from && !found.has(one));
    for (const one of layer) found.add(one);
  }
  return [...found];
}

function ringIssue(trail: readonly Shelf[]): Issue {
  const ring = trail.map(packageName).join(' → ');
  return {
    severity: 'error',
    code: 'package-cycle',
    type: 'invalid',
    ja: `FHIR パッケージの依存関係が循環しています（${ring}）。どれか一つの package.json から依存を外してください。`,
    en: `FHIR packages depend on each other in a circle (${ring}); take one dependency out of a package.json`,
    spec: SPEC,
  };
}

function missingIssue({ by, name, range }: Missing, given: readonly Shelf[]): Issue {
  const others = given.filter((one) => one.name === name).map(({ version }) => version);
  const only = others.length === 0 ? undefined : others.join(', ');
  return {
    severity: 'error',
    code: 'package-missing',
    type: 'not-found',
    ja: `FHIR パッケージ「${packageName(by)}」が必要とする「${name}#${range}」がありません${only === undefined ? '' : `（あるのは ${only}）`}。一緒に指定するか、同じフォルダーに置いてください。なくても進めるには --allow-missing（gateway では KAKEHASHI_PACKAGES_ALLOW_MISSING=true）を指定してください。`,
    en: `the FHIR package \`${packageName(by)}\` needs \`${name}#${range}\`, which is not loaded${only === undefined ? '' : ` (there is ${only})`}; give it too, or put it into the same folder; --allow-missing (in the gateway KAKEHASHI_PACKAGES_ALLOW_MISSING=true) goes on without it`,
    spec: SPEC,
  };
}
