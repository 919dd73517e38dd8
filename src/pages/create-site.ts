/** Writes the site: one page a definition and an example, in both languages, each written only when it is asked for. */
import type { Resource } from '@medplum/fhirtypes';
import { html, type Markup } from '#html';
import { createTerminology } from '#terminology';
import { aboutOf } from './about.ts';
import { capabilityPage, namingSystemPage, operationPage, searchParameterPage } from './behaviour-pages.ts';
import { LANGUAGES } from './bilingual.ts';
import { codeSystemPage } from './code-system-page.ts';
import { conceptMapPage } from './concept-map-page.ts';
import { type Desk, deskFor } from './desk.ts';
import { exampleName, examplePage } from './example-list.ts';
import { frame } from './frame.ts';
import { indexPage, welcomePage } from './index-page.ts';
import { MATRIX_PAGE, matrixPage } from './matrix-page.ts';
import { namePages } from './page-names.ts';
import type { Publication, Published } from './publication.ts';
import { questionnairePage } from './questionnaire-page.ts';
import { structurePage } from './structure-page.ts';
import { STYLE } from './style.ts';
import { valueSetPage } from './value-set-page.ts';

export interface Site {
  /** Every file by its path, such as `ja/index.html`, in a fixed order. */
  readonly paths: readonly string[];
  /** The text of a file; undefined where there is none. The same publication gives the same bytes. */
  file(path: string): string | undefined;
}

/** The site of a publication: HTML, one stylesheet and the definitions as JSON. Nothing is loaded from elsewhere. */
export function createSite(publication: Publication): Site {
  const names = namePages(publication.resources);
  const terminology = createTerminology(publication.definitions);
  const files = new Map<string, () => string>([
    ['index.html', () => welcomePage(publication)],
    ['style.css', () => STYLE],
  ]);
  const { messages, matrix } = publication;
  if (messages !== undefined) files.set('messages.html', () => inOurStyle(messages));
  for (const language of LANGUAGES) {
    const desk = deskFor(language, { publication, names, terminology });
    const add = (name: string, title: string, body: () => Markup): void => {
      files.set(`${language}/${name}.html`, () => frame(desk, { name, title, body: body() }));
    };
    add('index', desk.say('guide'), () => indexPage(desk));
    if (matrix !== undefined) add(MATRIX_PAGE, desk.say('matrix'), () => matrixPage(desk, matrix));
    for (const resource of publication.resources) {
      add(names.of(resource), desk.titleOf(resource), () => definitionPage(desk, resource));
    }
    for (const example of publication.examples) {
      add(exampleName(example), `${example.of}: ${example.name}`, () => examplePage(desk, example));
    }
  }
  for (const resource of publication.resources) files.set(`json/${names.of(resource)}.json`, () => jsonOf(resource));
  for (const example of publication.examples) files.set(`json/${exampleName(example)}.json`, () => example.json);
  return { paths: [...files.keys()], file: (path) => files.get(path)?.() };
}

/** No page brings a style of its own, so that none needs to be allowed one. */
const inOurStyle = (page: string): string =>
  page.replace(/<style>[\s\S]*?<\/style>/, '<link rel="stylesheet" href="style.css">');

const jsonOf = (resource: Published): string => `${JSON.stringify(resource, undefined, 2)}\n`;

function definitionPage(desk: Desk, resource: Published): Markup {
  try {
    return bodyOf(desk, resource);
  } catch (error) {
    // A definition that is not built as FHIR says must not take the others with it; what is well built always has a page.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return html`<p>${desk.say('notShown')}</p>
`;
  }
}

function bodyOf(desk: Desk, published: Published): Markup {
  const resource = published as Resource;
  switch (resource.resourceType) {
    case 'StructureDefinition':
      return structurePage(desk, resource);
    case 'CodeSystem':
      return codeSystemPage(desk, resource);
    case 'ValueSet':
      return valueSetPage(desk, resource);
    case 'ConceptMap':
      return conceptMapPage(desk, resource);
    case 'Questionnaire':
      return questionnairePage(desk, resource);
    case 'SearchParameter':
      return searchParameterPage(desk, resource);
    case 'OperationDefinition':
      return operationPage(desk, resource);
    case 'CapabilityStatement':
      return capabilityPage(desk, resource);
    case 'NamingSystem':
      return namingSystemPage(desk, resource);
    default:
      return aboutOf(desk, published);
  }
}
