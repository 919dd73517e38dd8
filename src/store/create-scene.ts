/** Makes the scene of a search: each table in it under the permit. */
import type { Permit } from '#consent';
import { createBindings } from './bindings.ts';
import { liveAt, type Snapshot } from './live.ts';
import { visibleAtEnd, visibleTo } from './predicate.ts';
import type { Scene } from './scene.ts';
import { foundInSections, withholdsNothing } from './section-sql.ts';

export function createScene(permit: Permit, snapshot: Snapshot): Scene {
  const bind = createBindings();
  let aliases = 0;
  const alias = () => {
    aliases += 1;
    return `t${aliases}`;
  };
  return {
    permit,
    snapshot,
    bind,
    alias,
    seen: (name, types) => `${liveAt(snapshot, name, bind)} AND ${visibleTo(permit, name, bind, { types })}`,
    withholdsNothing: (name) => withholdsNothing(permit, name, bind),
    inSections: (name, asked) => foundInSections(permit, name, bind, asked),
    targetSeen: (type, id, types) => {
      const target = alias();
      return `EXISTS (SELECT 1 FROM resource ${target} WHERE ${target}.type = ${type} AND ${target}.id = ${id}
    AND ${liveAt(snapshot, target, bind)} AND ${visibleAtEnd(permit, target, bind, types)})`;
    },
  };
}
