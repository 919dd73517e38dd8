/** The table of contents: every definition by its kind, with a line on what it is for. */
import type { StructureDefinition } from '@medplum/fhirtypes';
import { html, type Markup } from '#html';
import type { Desk } from './desk.ts';
import { documentOf } from './frame.ts';
import { MATRIX_PAGE } from './matrix-page.ts';
import type { Publication, Published } from './publication.ts';
import { section, table } from './tables.ts';
import { isWord, type Word } from './words.ts';

/** The order of the contents. What a type is not named for comes last. */
const KINDS: readonly Word[] = [
  'documents',
  'surroundings',
  'extensions',
  'types',
  'Questionnaire',
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'SearchParameter',
  'OperationDefinition',
  'CapabilityStatement',
  'NamingSystem',
  'others',
];

/** Types of which a document, a plan or its answers are made. */
const DOCUMENT_TYPES = ['Bundle', 'Composition', 'DocumentReference', 'CarePlan', 'Goal', 'QuestionnaireResponse'];

export function indexPage(desk: Desk): Markup {
  const { say, text, publication } = desk;
  const groups = Map.groupBy(publication.resources, kindOf);
  const messages = html`<p><a href="../messages.html">${say('messages')}</a></p>\n`;
  const matrix = html`<p><a href="${MATRIX_PAGE}.html">${say('matrix')}</a></p>\n`;
  return html`<p>${text(publication.description)}</p>
${publication.matrix === undefined ? undefined : matrix}${publication.messages === undefined ? undefined : messages}<nav aria-label="${say('contents')}"><ul>${KINDS.filter(
    (kind) => groups.has(kind),
  ).map((kind) => html`<li><a href="#${kind}">${say(kind)}</a> (${groups.get(kind)?.length})</li>`)}</ul></nav>
${KINDS.map((kind) => section(kind, say(kind), group(desk, kind, groups.get(kind) ?? [])))}`;
}

function group({ say, text, pageLink }: Desk, kind: Word, resources: readonly Published[]): Markup | undefined {
  if (resources.length === 0) return undefined;
  const rows = resources.map((resource) => ({
    head: pageLink(resource),
    cells: [html`<code>${resource.id}</code>`, text(resource.description)],
  }));
  return table(say(kind), [say('name'), say('key'), say('description')], rows);
}

function kindOf(resource: Published): Word {
  const { resourceType } = resource;
  if (resourceType !== 'StructureDefinition')
    return isWord(resourceType) && KINDS.includes(resourceType) ? resourceType : 'others';
  const { type = '', derivation, kind } = resource as Partial<StructureDefinition>;
  if (derivation !== 'constraint' || kind === 'logical') return 'types';
  if (type === 'Extension') return 'extensions';
  return DOCUMENT_TYPES.includes(type) ? 'documents' : 'surroundings';
}

/** The first page of all, where the language is chosen. */
export function welcomePage({ title, packages }: Publication): string {
  return documentOf(
    { language: 'ja', title, style: 'style.css' },
    html`<main>
<h1>${title}</h1>
<ul>
<li><a href="ja/index.html">日本語</a></li>
<li><a href="en/index.html" lang="en" hreflang="en">English</a></li>
</ul>
</main>
<footer><p>${packages.join(', ')}</p></footer>
`,
  );
}

/** What is answered where there is no page. */
export function missingPage(): string {
  return documentOf(
    { language: 'ja', title: 'ありません / not found', style: '/ig/style.css' },
    html`<main>
<h1>このページはありません <span lang="en">/ there is no such page</span></h1>
<p><a href="/ig/">目次 <span lang="en">/ contents</span></a></p>
</main>
`,
  );
}
