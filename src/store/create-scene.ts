/** Makes the scene of a search: each table in it under the permit. */
import type { Permit } from '#consent';
import { createBindings } from './bindings.ts';
import { liveAt, type Snapshot } from './live.ts';
import { visibleAtEnd, visibleTo } from './predicate.ts';
import type { Scene } from './scene.ts';
import { foundInSections, valueOfSections, withholdsNothing } from './section-sql.ts';

/** The scene of a whole statement. */
export interface WholeScene extends Scene {
  /** What the statement begins with: all that its parts look for once. */
  beginning(): string;
}

export function createScene(permit: Permit, snapshot: Snapshot): WholeScene {
  const bind = createBindings();
  let aliases = 0;
  const alias = () => {
    aliases += 1;
    return `t${aliases}`;
  };
  const targetSeen: Scene['targetSeen'] = (type, id, types) => {
    const target = alias();
    return `EXISTS (SELECT 1 FROM resource ${target} WHERE ${target}.type = ${type} AND ${target}.id = ${id}
    AND ${liveAt(snapshot, target, bind)} AND ${visibleAtEnd(permit, target, bind, types)})`;
  };
  const once = new Map<string, { readonly name: string; readonly condition: string }>();
  return {
    permit,
    snapshot,
    bind,
    alias,
    seen: (name, types) => `${liveAt(snapshot, name, bind)} AND ${visibleTo(permit, name, bind, { types })}`,
    withholdsNothing: (name) => withholdsNothing(permit, name, bind),
    inSections: (name, asked) => foundInSections(permit, name, bind, asked),
    ofSections: (name, whole, aggregate, told) => valueOfSections(permit, name, bind, { whole, aggregate, told }),
    targetSeen,
    oneSeen: (type, id) => {
      const target = `${type}/${id}`;
      const known = once.get(target) ?? {
        name: `${alias()}_there`,
        condition: targetSeen(bind(type), bind(id, 'uuid'), [type]),
      };
      once.set(target, known);
      return `(SELECT holds FROM ${known.name})`;
    },
    beginning: () => {
      const all = [...once.values()].map(
        ({ name, condition }) => `${name}(holds) AS MATERIALIZED (SELECT ${condition})`,
      );
      return all.length === 0 ? '' : `WITH ${all.join(', ')} `;
    },
  };
}
