/** What each kind of message makes, as `messages.json` has it beside the rules: read once, checked, and laid out for a run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bilingual, compileSchema, isRefusal, type Refusal, refuse, schemaFaults } from '#fhir';
import { type CodeTable, loadMapping, type Mapping, type MessageCodecName, type Rule } from '#mapping';
import { type MessageStep, messagePath } from './message-path.ts';
import { messagesSchema } from './message-schema.ts';

/** `update`: the message is about it; `refer`: the message only names it, and what is there stays. */
export type Making = 'update' | 'refer';

export interface MessageKind {
  /** `ADT^A01`. */
  readonly on: string;
  /** 入院実施. */
  readonly label: string;
  /** The types of file in SS-MIX2 standard storage that hold it. */
  readonly files?: readonly string[];
  readonly needs: readonly string[];
  readonly makes: Readonly<Record<string, Making>>;
  /** The segment that begins an order, and those that end one. */
  readonly group?: string;
  readonly breaks?: readonly string[];
  readonly fixed?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Lists of References that this kind tells a part of: what other messages brought stays in them. */
  readonly adds?: Readonly<Record<string, readonly string[]>>;
  /** Elements that this event takes back. */
  readonly clears?: Readonly<Record<string, readonly string[]>>;
  readonly profileNeeds?: Readonly<Record<string, readonly string[]>>;
  /** What names a resource in this kind where nothing else does. */
  readonly keys?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** The event as which a file that its store marks as deleted is read. */
  readonly undoneBy?: string;
  /** The event itself deletes what it is about. */
  readonly deletes?: boolean;
  /** What is not its own, and stays when its file is deleted. */
  readonly keeps?: Readonly<Record<string, Keeping>>;
}

/** `set`: what is said where only the deleted file knows of it. `back`: a state into which the file had brought it, and the one before. */
export interface Keeping {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly back?: GoingBack;
}

export interface GoingBack {
  readonly element: string;
  readonly from: string;
  readonly to: string;
}

/** What a list is made of, and what its members tell of the state of the whole. */
export interface Collection {
  readonly of: string;
  /** States of a member in which it is listed no longer. */
  readonly leaves?: readonly string[];
  /** The first that fits: any member in such a state, while the whole is said to be in one `of` these, gives it this one. */
  readonly tells?: readonly {
    readonly any: readonly string[];
    readonly of?: readonly string[];
    readonly status: string;
  }[];
}

export interface MessageResource {
  readonly type: string;
  /** Each of these segments makes one; without them there is one for the message. */
  readonly anchors?: readonly string[];
  /** Segments of its group that speak of all in it, and may stand on either side. */
  readonly heads?: readonly string[];
  /** Segments that follow it and speak of it alone. */
  readonly segments?: readonly string[];
  /** The same, but what stands after several speaks of all of them. */
  readonly shared?: readonly string[];
  readonly profile?: string;
  readonly profileNeeds?: readonly string[];
  /** Canonicals of profiles of others that every one of it holds to. */
  readonly claims?: readonly string[];
  /** The first list whose sources are all there names it, for good: `PV1-44.1:day` takes the date alone. */
  readonly key?: readonly (readonly string[])[];
  readonly keyName?: string;
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Without these it is not made. */
  readonly needs?: readonly string[];
  /** List → members without which an entry of it is dropped; element → members of which it must have one. */
  readonly listNeeds?: Readonly<Record<string, readonly string[]>>;
  readonly elementNeeds?: Readonly<Record<string, readonly string[]>>;
  /** List → members that are filled where an entry lacks them. */
  readonly fill?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly references?: Readonly<Record<string, string>>;
  /** List of References → what follows it, up to the next of its own. */
  readonly collects?: Readonly<Record<string, Collection>>;
  /** Several drugs in one: the medication becomes a contained one with its ingredients. */
  readonly mixes?: boolean;
  /** Two of the same key in one message are two; otherwise they are one, said twice. */
  readonly distinct?: boolean;
  /** Anchors that tell the whole of it: what they do not say is no longer so. */
  readonly snapshot?: readonly string[];
  /** CodeableConcepts that take one coding of each system. */
  readonly onePerSystem?: readonly string[];
  readonly onDelete?: { readonly set: Readonly<Record<string, unknown>>; readonly clear?: readonly string[] };
  readonly deletedBy?: { readonly source: string; readonly codes: readonly string[] };
}

interface MessagesFile {
  readonly kinds: readonly MessageKind[];
  readonly resources: Readonly<Record<string, MessageResource>>;
  /** The field of an amount → the field of its unit. */
  readonly units: Readonly<Record<string, string>>;
  /** The codes of those HL7 tables whose codes are taken over as they are. */
  readonly hl7Tables: Readonly<Record<string, readonly string[]>>;
}

/** A rule with its path taken apart. */
export interface MessageRule {
  readonly rule: Rule;
  readonly codec: MessageCodecName;
  readonly steps: readonly MessageStep[];
  readonly table?: CodeTable;
}

/** Field number → what is done with it. */
export type FieldRules = ReadonlyMap<number, readonly MessageRule[]>;

/** A kind of message with the rules that hold for it, by resource, segment and field. */
export interface MessagePlan {
  readonly kind: MessageKind;
  /** Every segment that something is made of. */
  readonly anchors: ReadonlySet<string>;
  readonly rules: ReadonlyMap<string, ReadonlyMap<string, FieldRules>>;
  /** `MSH-3`, or `PV1` for a whole segment. */
  readonly losses: ReadonlyMap<string, Rule>;
  /** Rules that carry a field, but not all of it, and say so; by the field. */
  readonly partly: ReadonlyMap<string, Rule>;
}

export interface MessageMapping {
  readonly mapping: Mapping;
  readonly resources: Readonly<Record<string, MessageResource>>;
  readonly units: Readonly<Record<string, string>>;
  readonly hl7Tables: ReadonlyMap<string, ReadonlySet<string>>;
  readonly plans: ReadonlyMap<string, MessagePlan>;
}

const HOME = join(import.meta.dirname, '..', '..', 'mappings');
const isMessages = compileSchema<MessagesFile>(messagesSchema);
let loaded: MessageMapping | undefined;

/** The tables lie in the program's own folder and are read once for the life of a process. */
export function messageMapping(): MessageMapping | Refusal {
  if (loaded !== undefined) return loaded;
  const mapping = loadMapping('ssmix2-to-fhir');
  if (isRefusal(mapping)) return mapping;
  const file: unknown = JSON.parse(readFileSync(join(HOME, mapping.id, 'messages.json'), 'utf8'));
  if (!isMessages(file)) {
    const [{ pointer = '', ja = '', en = '' } = {}] = schemaFaults(isMessages);
    return unsound(`messages.json${pointer}`, { ja, en });
  }
  const plans = new Map<string, MessagePlan>();
  for (const kind of file.kinds) {
    const strange = Object.keys(kind.makes).find((name) => file.resources[name] === undefined);
    if (strange !== undefined)
      return unsound(`messages.json: ${kind.on} makes ${strange}`, {
        ja: '作るものが resources にありません',
        en: 'what it makes is none of `resources`',
      });
    plans.set(kind.on, planOf(kind, mapping, file));
  }
  const hl7Tables = new Map(Object.entries(file.hl7Tables).map(([id, codes]) => [id, new Set(codes)]));
  loaded = { mapping, resources: file.resources, units: file.units, hl7Tables, plans };
  return loaded;
}

function planOf(kind: MessageKind, mapping: Mapping, { resources }: MessagesFile): MessagePlan {
  const event = kind.on.split('^')[1] ?? '';
  const rules = new Map<string, Map<string, Map<number, MessageRule[]>>>();
  const losses = new Map<string, Rule>();
  const partly = new Map<string, Rule>();
  for (const rule of mapping.rules) {
    if (rule.events !== undefined && !rule.events.includes(event)) continue;
    const [segment = '', field] = rule.source.split('-');
    if (rule.codec === undefined || typeof rule.target !== 'string') {
      if (!losses.has(rule.source)) losses.set(rule.source, rule);
      continue;
    }
    const [name = '', ...path] = rule.target.split('.');
    const { anchors = [], heads = [], segments = [], shared = [] } = resources[name] ?? {};
    if (kind.makes[name] === undefined || ![...anchors, ...heads, ...segments, ...shared].includes(segment)) continue;
    if (rule.loss !== undefined) partly.set(rule.source, rule);
    const table = mapping.tables[rule.map ?? ''];
    const made: MessageRule = {
      rule,
      codec: rule.codec as MessageCodecName,
      steps: messagePath(path.join('.')),
      ...(table === undefined ? {} : { table }),
    };
    const ofResource = held(rules, name, () => new Map<string, Map<number, MessageRule[]>>());
    const ofSegment = held(ofResource, segment, () => new Map<number, MessageRule[]>());
    held(ofSegment, Number(field), () => [] as MessageRule[]).push(made);
  }
  const anchors = new Set(Object.keys(kind.makes).flatMap((name) => resources[name]?.anchors ?? []));
  return { kind, anchors, rules, losses, partly };
}

function held<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}

const unsound = (place: string, { ja, en }: Bilingual): Refusal =>
  refuse(422, {
    code: 'mapping-unsound',
    type: 'invalid',
    ja: `マッピング表「ssmix2-to-fhir/${place}」に誤りがあります: ${ja}。`,
    en: `the mapping table \`ssmix2-to-fhir/${place}\` is not well formed: ${en}`,
    expression: place,
  });
