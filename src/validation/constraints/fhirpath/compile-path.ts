/**
 * Compiles FHIRPath to plain functions over JSON, for the part of the language that rules of profiles are written in.
 * The types of all members are known from the definitions, so nothing is looked up while a rule is evaluated.
 * What lies beyond that part is left to the library, which answers the same, some fifty times slower.
 */
import { callFunction } from './functions.ts';
import { memberOf, ofTypes, typeNamed } from './members.ts';
import { OPERATORS } from './operators.ts';
import {
  type Ast,
  Beyond,
  beyond,
  type Collection,
  EMPTY,
  FALSE,
  type Part,
  type Scope,
  type Surroundings,
  TRUE,
} from './part.ts';

export type Compiled = (value: unknown, around: Surroundings) => Collection | undefined;

/** The expression as a function that gives its answer, or undefined where only the library can; undefined when all is beyond. */
export function compilePath(tree: Ast, scope: Scope): Compiled | undefined {
  let part: Part;
  try {
    part = compile(tree, scope);
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
  return (value, around) => {
    try {
      return part.run([value], around);
    } catch (error) {
      if (error instanceof Beyond) return undefined;
      throw error;
    }
  };
}

/** Compiles one node of the tree, its operands and arguments with it. */
function compile(node: Ast, scope: Scope): Part {
  const [first, second] = node.children ?? [];
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'InvocationTerm':
    case 'ParenthesizedTerm':
    case 'LiteralTerm':
      return compile(only(node), scope);
    case 'InvocationExpression':
      return invoke(second ?? beyond(), compile(first ?? beyond(), scope), scope);
    case 'MemberInvocation':
    case 'FunctionInvocation':
    case 'ThisInvocation':
      return invoke(node, { types: scope.focus, run: (focus) => focus }, scope, true);
    case 'IndexerExpression':
      return indexed(compile(first ?? beyond(), scope), second);
    case 'ExternalConstantTerm':
      return constant(node.text ?? '', scope);
    case 'TypeExpression':
      return typed(node.text, first, second, scope);
    case 'StringLiteral':
      return literal('string', unescaped(node.text ?? ''));
    case 'NumberLiteral':
      return literal(/^\d+$/.test(node.text ?? '') ? 'integer' : 'decimal', Number(node.text));
    case 'BooleanLiteral':
      return { types: ['boolean'], run: () => (node.text === 'true' ? TRUE : FALSE) };
    case 'NullLiteral':
      return { types: [], run: () => EMPTY };
    default:
      return operate(node, scope);
  }
}

const only = ({ children = [] }: Ast): Ast => (children.length === 1 && children[0]) || beyond();

function operate({ text = '', children: [left, right] = [] }: Ast, scope: Scope): Part {
  const operator = OPERATORS[text];
  if (operator === undefined || left === undefined || right === undefined) return beyond();
  return operator(compile(left, scope), LAZY.has(text) ? compileLazily(right, scope) : compile(right, scope));
}

/** Operators that often need no second operand: one that is beyond what is compiled matters only where it is asked. */
const LAZY: ReadonlySet<string> = new Set(['and', 'or', 'implies']);

function compileLazily(node: Ast, scope: Scope): Part {
  try {
    return compile(node, scope);
  } catch (error) {
    if (error instanceof Beyond) return { types: ['boolean'], run: beyond };
    throw error;
  }
}

/** A member or a function of what stands before the dot. `atStart` where nothing stands there but the focus. */
function invoke(node: Ast, input: Part, scope: Scope, atStart = false): Part {
  if (node.type === 'ThisInvocation') return input;
  if (node.type === 'FunctionInvocation') {
    const name = nameOf(node);
    const params = node.children?.[0]?.children?.find(({ type }) => type === 'ParamList')?.children ?? [];
    return callFunction({ name, params, input, scope, compile });
  }
  if (node.type !== 'MemberInvocation') return beyond();
  const name = nameOf(node);
  // A path may begin with the name of the type that it starts from.
  if (atStart && /^[A-Z]/.test(name)) return scope.focus.every((type) => type === name) ? input : beyond();
  return memberOf(input, name, scope.schema);
}

const nameOf = ({ text = '' }: Ast): string => text.replaceAll('`', '');

function indexed(input: Part, index: Ast | undefined): Part {
  const at = Number(index?.text);
  if (!Number.isInteger(at)) return beyond();
  return {
    types: input.types,
    run(focus, around) {
      const values = input.run(focus, around);
      return at < values.length ? [values[at]] : EMPTY;
    },
  };
}

const CONSTANTS: Readonly<Record<string, string>> = {
  ucum: 'http://unitsofmeasure.org',
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
};

function constant(name: string, { resource, rootResource }: Scope): Part {
  if (name === 'resource') return { types: [resource], run: (_, around) => [around.resource] };
  if (name === 'rootResource') return { types: [rootResource], run: (_, around) => [around.rootResource] };
  return literal('string', CONSTANTS[name] ?? beyond());
}

function literal(type: string, value: unknown): Part {
  const values = [value];
  return { types: [type], run: () => values };
}

/** `value is Quantity` and `value as Quantity`. */
function typed(operator: string | undefined, left: Ast | undefined, type: Ast | undefined, scope: Scope): Part {
  const narrowed = ofTypes(compile(left ?? beyond(), scope), typeNamed(type?.text), scope.schema);
  return operator === 'is' ? narrowed.is() : narrowed.as();
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

/** What stands between the quotes of a string literal. */
function unescaped(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, hex: string | undefined, letter: string) =>
      hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
