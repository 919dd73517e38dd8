/** Checks definitions of structures before anything is held to them, and keeps what that has cost. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { parseFault } from './constraints/index.ts';
import { type Catalogue, type Finding, readBlock, writeBlock } from './definitions/index.ts';
import {
  FAULTS,
  type Fault,
  faultAt,
  formFault,
  isFault,
  orMalformed,
  snapshotFault,
  withSnapshot,
} from './snapshot/index.ts';

/** What checking finds out: what is wrong, and the snapshots that it had to generate, by `url|version`. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly snapshots: ReadonlyMap<string, () => readonly ElementDefinition[]>;
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** A definition as findings name it. */
export const nameOf = ({ url = '', version = '' }: Pick<StructureDefinition, 'url' | 'version'>): string =>
  `${url}|${version}`;

/** Checks each structure, given as `url|version`: has it a base, does it only narrow, can its rules be read? */
export function checkStructures(names: readonly string[], { structure }: Catalogue['definitions']): Checked {
  const findings: Finding[] = [];
  const snapshots = new Map<string, () => readonly ElementDefinition[]>();
  for (const name of new Set(names)) {
    const definition = structure(name);
    if (definition === undefined) continue;
    const whole = formFault(definition) ?? withSnapshot(definition, structure);
    const fault = isFault(whole) ? whole : orMalformed(() => faultIn(whole));
    if (fault !== undefined) findings.push(findingOf(fault, definition));
    else if (!isFault(whole) && whole !== definition)
      snapshots.set(nameOf(definition), () => whole.snapshot?.element ?? []);
  }
  return { findings, snapshots };
}

function faultIn({ snapshot, url }: StructureDefinition): Fault | undefined {
  const elements = snapshot?.element ?? [];
  return snapshotFault(elements) ?? expressionFault(elements, url?.startsWith(CORE) === true);
}

/** Rules that come from R4 itself are known to be readable. */
function expressionFault(elements: readonly ElementDefinition[], isCore: boolean): Fault | undefined {
  for (const { id, path, constraint = [] } of elements) {
    for (const { key = '', expression, source } of constraint) {
      if (expression === undefined || (!isCore && source?.startsWith(CORE))) continue;
      const reason = parseFault(expression);
      if (reason !== undefined) return faultAt(id ?? path, FAULTS.expressionBroken(key, reason));
    }
  }
  return undefined;
}

function findingOf({ code, element, ja, en }: Fault, definition: StructureDefinition): Finding {
  const { url = '' } = definition;
  const place = element === undefined ? '' : `${element}: `;
  return {
    severity: 'warning',
    code,
    type: 'invalid',
    ja: `プロファイル「${url}」は使えません（${place}${ja}）。パッケージの提供元に知らせてください。`,
    en: `the profile \`${url}\` cannot be used (${place}${en}); tell the publisher of the package`,
    ...(element === undefined ? {} : { expression: element }),
    spec: 'https://hl7.org/fhir/R4/profiling.html',
    profile: nameOf(definition),
    reason: { ja: `${place}${ja}`, en: `${place}${en}` },
  };
}

type Places = Readonly<Record<string, readonly [start: number, end: number]>>;

/** What was found out by an earlier start; undefined when there was none, or when the file is not whole. */
export function readChecked(file: string): Checked | undefined {
  const block = readBlock<{ findings: Finding[]; places: Places }>(file);
  if (block === undefined) return undefined;
  const { index } = block;
  const snapshots = Object.entries(index.places).map(([name, [start, end]]) => {
    const read = (): ElementDefinition[] => JSON.parse(block.text(start, end));
    return [name, read] as const;
  });
  return { findings: index.findings, snapshots: new Map(snapshots) };
}

export function writeChecked(file: string, { findings, snapshots }: Checked): void {
  const places: Record<string, [number, number]> = {};
  const chunks: Buffer[] = [];
  let start = 0;
  for (const [name, elements] of snapshots) {
    const chunk = Buffer.from(JSON.stringify(elements()));
    places[name] = [start, start + chunk.length];
    chunks.push(chunk);
    start += chunk.length;
  }
  writeBlock(file, { index: { findings, places }, bytes: Buffer.concat(chunks) });
}
