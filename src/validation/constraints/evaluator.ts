/** Asks a FHIRPath rule of a place: compiled where it can be, by the library where it cannot. */
import fhirpath from 'fhirpath';
import { type Compiled, compilePath } from './fhirpath/compile-path.ts';
import type { Ast } from './fhirpath/part.ts';
import { evaluate } from './fhirpath.ts';
import { compiledWatch, limited } from './limited.ts';
import { type Node, rootResource } from './node.ts';
import type { Run } from './shape.ts';

/** True or false, or in words why the rule cannot be evaluated. */
export type Evaluator = (node: Node, run: Run) => boolean | string;

/** The evaluator of one rule. What it compiles, once for each type that it is asked of, it keeps. */
export function evaluatorOf(expression: string): Evaluator {
  const tree = parse(expression);
  const compiled = new Map<string, Compiled | undefined>();
  const watch = compiledWatch(expression);
  const asksAround = expression.includes('%r');
  return (node, run) => {
    if (tree === undefined || node.value === undefined) return evaluate(expression, node, run);
    const root = asksAround ? rootResource(node) : node.resource;
    const key = asksAround ? `${node.type} ${node.resource.type} ${root.type}` : node.type;
    let path = compiled.get(key);
    if (path === undefined && !compiled.has(key)) {
      const types = { focus: [node.type], resource: node.resource.type, rootResource: root.type };
      path = compilePath(tree, { ...types, schema: run });
      compiled.set(key, path);
    }
    if (path === undefined) return evaluate(expression, node, run);
    const around = { resource: node.resource.value, rootResource: root.value };
    const answer = limited(watch, node, run, () => path?.(node.value, around));
    if (typeof answer === 'string') return answer;
    return answer === undefined ? evaluate(expression, node, run) : answer.length > 0 && answer[0] !== false;
  };
}

function parse(expression: string): Ast | undefined {
  try {
    return fhirpath.parse(expression) as Ast;
  } catch {
    // The library says what is wrong with it where the rule is asked.
    return undefined;
  }
}
