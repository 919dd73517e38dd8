/** Says of one code of an expansion what was asked for: its name in a language, its other names, its properties. */
import type { CodeSystemConceptProperty, Extension, ValueSetExpansionContains } from '@medplum/fhirtypes';
import { nameInGrammar } from './grammars.ts';
import type { Item } from './list-codes.ts';
import { type Designation, fitsLanguage, foldedForSearch, nameIn } from './names.ts';

export interface Description {
  /** The wanted languages of names, the most wanted first. */
  readonly languages: readonly string[];
  readonly designations: boolean;
  /** Languages or `system|code` of uses that designations must have; none means all. */
  readonly uses: readonly string[];
  readonly properties: readonly string[];
  readonly setLanguage: string | undefined;
}

/** R4 has no place for properties in an expansion: the extension is how R5's own element is written in R4. */
const PROPERTY = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property';

export function describeItem(item: Item, asked: Description): ValueSetExpansionContains {
  const { system, code, abstract, inactive, concept } = item;
  const names = withGrammar(item, namesOf(item, asked), asked.languages);
  const chosen = nameIn(names, asked.languages);
  const display = chosen ?? nameInGrammar(system, code, asked.languages[0]);
  const designation = asked.designations ? chosenOf(namesShown(names, chosen), asked.uses) : [];
  const properties = (concept?.definition.property ?? []).filter(({ code: name = '' }) =>
    asked.properties.includes(name),
  );
  const definition = asked.properties.includes('definition') ? concept?.definition.definition : undefined;
  const extension = [
    ...(definition === undefined ? [] : [propertyExtension({ code: 'definition', valueString: definition })]),
    ...properties.map(propertyExtension),
  ];
  return {
    ...(extension.length === 0 ? {} : { extension }),
    ...(system === '' ? {} : { system }),
    ...(abstract ? { abstract } : {}),
    ...(inactive ? { inactive } : {}),
    code,
    ...(display === undefined ? {} : { display }),
    ...(designation.length === 0
      ? {}
      : { designation: designation as NonNullable<ValueSetExpansionContains['designation']> }),
  };
}

/** Unicode's own data names languages, countries and currencies where the definitions do not. */
function withGrammar(
  { system, code }: Item,
  names: ReturnType<typeof namesOf>,
  languages: readonly string[],
): ReturnType<typeof namesOf> {
  const known = languages.flatMap((language) => {
    const value = nameInGrammar(system, code, language);
    return value === undefined ? [] : [{ language, value }];
  });
  return known.length === 0 ? names : { ...names, designations: [...names.designations, ...known] };
}

/** All names and the code, folded: what a filter is looked for in. */
export function searchText(item: Item): string {
  const kept = TEXTS.get(item);
  if (kept !== undefined) return kept;
  const { display, designations } = namesOf(item, undefined);
  const names = [item.code, display ?? '', ...designations.map(({ value }) => value ?? '')];
  const own = item.concept?.definition.display ?? '';
  const known = SEARCHED.map((language) => nameInGrammar(item.system, item.code, language) ?? '');
  const text = foldedForSearch([...names, own, ...known].join('\n'));
  TEXTS.set(item, text);
  return text;
}

/** The languages in which codes of a grammar are looked for. */
const SEARCHED = ['ja', 'en'];
const TEXTS = new WeakMap<Item, string>();

function namesOf({ concept, concepts, listed }: Item, asked: Description | undefined) {
  const own = listed?.display !== undefined;
  const language = own ? asked?.setLanguage : undefined;
  return {
    display: listed?.display ?? concept?.definition.display,
    language: language ?? concepts?.system.language,
    designations: [
      ...(listed?.designation ?? []),
      ...(concept?.definition.designation ?? []),
    ] as readonly Designation[],
  };
}

/** Where another name stands for the display, the display is still one of the names. */
function namesShown(
  { display, language, designations }: ReturnType<typeof namesOf>,
  chosen: string | undefined,
): readonly Designation[] {
  if (display === undefined || display === chosen) return designations;
  return [{ ...(language === undefined ? {} : { language }), value: display }, ...designations];
}

function chosenOf(designations: readonly Designation[], uses: readonly string[]): readonly Designation[] {
  if (uses.length === 0) return designations;
  return designations.filter(({ language = '', use }) =>
    uses.some(
      (one) =>
        fitsLanguage(language, one.replace(/^urn:ietf:bcp:47\|/, '')) ||
        one === `${use?.system ?? ''}|${use?.code ?? ''}`,
    ),
  );
}

function propertyExtension({ code, ...value }: CodeSystemConceptProperty): Extension {
  const [[key, content] = ['valueString', '']] = Object.entries(value).filter(([name]) => name.startsWith('value'));
  return {
    url: PROPERTY,
    extension: [{ url: 'code', valueCode: code ?? '' }, { url: 'value', [key]: content } as Extension],
  };
}
