/** The beginning of every definition's page: what it is, how it is cited, and who uses it. */

import { html, joined, type Markup } from '#html';
import type { Desk } from './desk.ts';
import type { Published } from './publication.ts';
import { facts } from './tables.ts';
import { usersOf } from './used-by.ts';

type Facts = readonly (readonly [name: string, value: unknown])[];

export function aboutOf(desk: Desk, resource: Published, more: Facts = []): Markup {
  const { say, sayCode, text, names, publication, pageLink } = desk;
  const file = `${names.of(resource)}.json`;
  const users = usersOf(resource, publication).map((one) => pageLink(one));
  const { description, url, name, version, status } = resource;
  return html`${description === undefined ? undefined : html`<p>${text(description)}</p>\n`}${facts([
    [say('canonical'), url === undefined ? undefined : html`<code>${url}</code>`],
    [say('name'), name],
    [say('version'), version],
    [say('status'), status === undefined ? undefined : sayCode(status)],
    ...more,
    [say('usedBy'), joined(users, html`, `)],
    [say('file'), html`<a href="../json/${file}">${file}</a>`],
  ])}`;
}
