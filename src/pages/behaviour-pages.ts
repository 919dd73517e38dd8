/** The pages of what a system does with the definitions: search parameters, operations, capabilities, and numbers it knows. */
import type {
  CapabilityStatement,
  CapabilityStatementRest,
  NamingSystem,
  OperationDefinition,
  OperationDefinitionParameter,
  SearchParameter,
} from '@medplum/fhirtypes';
import { html, joined, type Markup } from '#html';
import { aboutOf } from './about.ts';
import type { Desk } from './desk.ts';
import { section, table } from './tables.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

export function searchParameterPage(desk: Desk, parameter: SearchParameter): Markup {
  const { say } = desk;
  const { code, type, expression } = parameter;
  return aboutOf(desk, parameter, [
    [say('code'), html`<code>${code}</code>`],
    [say('type'), type],
    [say('resources'), typeLinks(desk, parameter.base)],
    [say('target'), typeLinks(desk, parameter.target)],
    [say('expression'), expression === undefined ? undefined : html`<code>${expression}</code>`],
  ]);
}

export function operationPage(desk: Desk, operation: OperationDefinition): Markup {
  const { say } = desk;
  const { code, resource, affectsState, parameter = [] } = operation;
  const where = (['system', 'type', 'instance'] as const).filter((level) => operation[level] === true);
  return html`${aboutOf(desk, operation, [
    [say('code'), html`<code>$${code}</code>`],
    [say('resources'), typeLinks(desk, resource)],
    [say('where'), where.join(', ')],
    [say('affectsState'), affectsState === undefined ? undefined : say(affectsState ? 'yes' : 'no')],
  ])}
${section('parameters', say('parameters'), parameters(desk, parameter))}`;
}

function parameters({ say, text }: Desk, given: readonly OperationDefinitionParameter[]): Markup | undefined {
  if (given.length === 0) return undefined;
  const rows = levels(given, 0).map(({ parameter, depth }) => ({
    head: html`<code>${parameter.name}</code>`,
    depth,
    cells: [parameter.use, `${parameter.min}..${parameter.max}`, parameter.type, text(parameter.documentation)],
  }));
  return table(say('parameters'), [say('name'), say('use'), say('cardinality'), say('type'), say('description')], rows);
}

interface Level {
  readonly parameter: OperationDefinitionParameter;
  readonly depth: number;
}

const levels = (given: readonly OperationDefinitionParameter[], depth: number): Level[] =>
  given.flatMap((parameter) => [{ parameter, depth }, ...levels(parameter.part ?? [], depth + 1)]);

export function capabilityPage(desk: Desk, statement: CapabilityStatement): Markup {
  const { say } = desk;
  return html`${aboutOf(desk, statement, [
    [say('kind'), statement.kind],
    [say('content'), statement.format?.join(', ')],
  ])}
${(statement.rest ?? []).map((rest, at) => section(`rest-${at}`, `${say('resources')} – ${rest.mode}`, restOf(desk, rest)))}`;
}

function restOf({ say, link, text }: Desk, { documentation, resource = [] }: CapabilityStatementRest): Markup {
  const rows = resource.map((one) => ({
    head: link(`${CORE}${one.type}`, one.type),
    cells: [
      (one.interaction ?? []).map(({ code }) => code).join(', '),
      joined(
        (one.searchParam ?? []).map(({ name, definition }) =>
          definition === undefined ? html`<code>${name}</code>` : link(definition, name),
        ),
        html`, `,
      ),
      joined(
        (one.operation ?? []).map(({ name, definition = '' }) => link(definition, `$${name}`)),
        html`, `,
      ),
      joined(
        [...(one.profile === undefined ? [] : [one.profile]), ...(one.supportedProfile ?? [])].map((url) => link(url)),
        html`, `,
      ),
    ],
  }));
  const heads = [say('type'), say('interactions'), say('searches'), say('operations'), say('profiles')];
  return html`<p>${text(documentation)}</p>
${table(say('resources'), heads, rows)}`;
}

export function namingSystemPage(desk: Desk, naming: NamingSystem): Markup {
  const { say, text } = desk;
  const rows = (naming.uniqueId ?? []).map(({ value, type, preferred, comment }) => ({
    head: html`<code>${value}</code>`,
    cells: [type, preferred === true ? say('preferredId') : undefined, text(comment)],
  }));
  return html`${aboutOf(desk, naming, [
    [say('kind'), naming.kind],
    [say('responsible'), text(naming.responsible)],
  ])}
${section('systems', say('system'), table(say('system'), [say('system'), say('type'), say('preferredId'), say('comment')], rows))}`;
}

function typeLinks({ link }: Desk, types: readonly string[] | undefined): Markup[] {
  return joined(
    (types ?? []).map((type) => link(`${CORE}${type}`, type)),
    html`, `,
  );
}
