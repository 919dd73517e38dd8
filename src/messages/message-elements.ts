/** What becomes of the elements of a resource once its rules have run: what is not whole goes, what is lacking is filled. */
import { copyOf } from '#fhir';
import { isTree, type Tree } from '#mapping';
import type { Hl7Component } from './hl7-record.ts';
import type { MessageResource } from './message-kinds.ts';

/** What was read for an element that cannot stand alone has not arrived anywhere. */
export function dropIncomplete(
  tree: Tree,
  { listNeeds = {}, elementNeeds = {} }: MessageResource,
  carried: Map<Hl7Component, string>,
): void {
  const forget = (element: string): void => {
    delete tree[element];
    for (const [component, holder] of carried) if (holder === element) carried.delete(component);
  };
  for (const [element, members] of Object.entries(listNeeds)) {
    const list = tree[element];
    if (!Array.isArray(list)) continue;
    const whole = list.filter((entry) => isTree(entry) && members.every((member) => entry[member] !== undefined));
    if (whole.length === 0) forget(element);
    else tree[element] = whole;
  }
  for (const [element, members] of Object.entries(elementNeeds)) {
    const value = tree[element];
    if (isTree(value) && !members.some((member) => value[member] !== undefined)) forget(element);
  }
}

export function fill(tree: Tree, { fill: fills = {} }: MessageResource): void {
  for (const [element, members] of Object.entries(fills)) {
    const list = tree[element];
    if (Array.isArray(list)) tree[element] = list.map((entry: object) => ({ ...copyOf(members), ...entry }));
  }
}

/** A second code of one system is another statement; it is not carried, unless it says the same. */
export function keepOnePerSystem(
  tree: Tree,
  { onePerSystem = [] }: MessageResource,
  carried: Map<Hl7Component, string>,
): void {
  for (const element of onePerSystem) {
    const concept = tree[element];
    if (!isTree(concept) || !Array.isArray(concept['coding'])) continue;
    const all = concept['coding'] as Tree[];
    const kept = all.filter((one, at) => all.findIndex((other) => other['system'] === one['system']) === at);
    tree[element] = { ...concept, coding: kept };
    const lost = all.filter((one) => !kept.some(({ code }) => code === one['code'])).map(({ code }) => code);
    for (const [component, holder] of carried)
      if (holder === element && lost.includes(component.text)) carried.delete(component);
  }
}

/** Stands among the elements to delete for all that the message does not speak of. */
export const EVERYTHING = '*';

/** The elements of R4 that take one of several types, as far as messages fill them. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  deceased: ['Boolean', 'DateTime'],
  multipleBirth: ['Boolean', 'Integer'],
  onset: ['DateTime', 'String', 'Age', 'Period', 'Range'],
  abatement: ['DateTime', 'String', 'Age', 'Period', 'Range'],
};

/** A date of death takes the place of "not dead": one element holds one of its types. */
export const otherChoices = (tree: Tree): string[] =>
  Object.entries(CHOICES).flatMap(([name, types]) => {
    const all = types.map((type) => `${name}${type}`);
    return all.some((element) => tree[element] !== undefined)
      ? all.filter((element) => tree[element] === undefined)
      : [];
  });

/** Several drugs in one bag: a contained Medication with what is in it. */
export function mix(tree: Tree): void {
  const [medication] = Array.isArray(tree['contained']) ? (tree['contained'] as Tree[]) : [];
  if (medication === undefined) return;
  const { medicationCodeableConcept: code, ...rest } = tree;
  for (const name of Object.keys(tree)) delete tree[name];
  const contained = [
    { resourceType: 'Medication', id: 'medication', ...(code === undefined ? {} : { code }), ...medication },
  ];
  Object.assign(tree, rest, { contained, medicationReference: { reference: '#medication' } });
}
