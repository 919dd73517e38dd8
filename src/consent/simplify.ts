/** Writes a formula shorter: what one of its parts settles is not asked again in the others. */
import { and, constant, type Formula, not, or, shared } from './formula.ts';

type Joined = Extract<Formula, { op: 'and' | 'or' }>;
/** Of single questions, whether they hold. */
type Known = ReadonlyMap<Formula, boolean>;

const NOTHING: Known = new Map();
const simpler = new WeakMap<Formula, Formula>();

/** A formula that holds for the same rows. */
export function simplify(formula: Formula): Formula {
  const asked = shared(formula);
  const known = simpler.get(asked);
  if (known) return known;
  const made = shared(under(asked, NOTHING));
  simpler.set(asked, made);
  return made;
}

function under(formula: Formula, known: Known): Formula {
  switch (formula.op) {
    case 'not':
      return not(under(formula.of, known));
    case 'and':
    case 'or':
      return joined(formula, known);
    default: {
      const holds = known.get(shared(formula));
      return holds === undefined ? formula : constant(holds);
    }
  }
}

/** A single question among the parts is settled for the others: what is joined by "and" fails without it, by "or" holds with it. */
function joined({ op, of }: Joined, known: Known): Formula {
  const parts = of.flatMap((part) => spread(op, part));
  const questions = parts.map(questionIn);
  const settled = new Map(known);
  for (const [i, question] of questions.entries())
    if (question) settled.set(question, (parts[i]?.op !== 'not') === (op === 'and'));
  const rest = parts.map((part, i) => under(part, questions[i] ? known : settled));
  return absorb(op === 'and' ? and(...rest) : or(...rest));
}

const DUAL = { and: 'or', or: 'and' } as const;

/** The parts of a part whose negation is joined the other way. */
const spread = (op: Joined['op'], part: Formula): readonly Formula[] =>
  part.op === 'not' && part.of.op === DUAL[op] ? part.of.of.map(not) : [part];

/** The question that a part asks, or the opposite of which it asks. */
function questionIn(part: Formula): Formula | undefined {
  const asked = part.op === 'not' ? part.of : part;
  return asked.op === 'and' || asked.op === 'or' ? undefined : shared(asked);
}

/** Each part is held against each other: of very many that would take longer than it spares. */
const ABSORBED_MAX = 200;

/** Without the parts that another part makes superfluous: `a or (a and b)` is `a`. */
function absorb(formula: Formula): Formula {
  if (formula.op !== 'and' && formula.op !== 'or') return formula;
  const { op, of } = formula;
  if (of.length > ABSORBED_MAX) return formula;
  const sets = of.map((part) => new Set(part.op === DUAL[op] ? part.of.map(shared) : [shared(part)]));
  const isLess = (one: ReadonlySet<Formula>, other: ReadonlySet<Formula>) =>
    one.size < other.size && [...one].every((part) => other.has(part));
  const kept = of.filter((_, i) => !sets.some((set) => isLess(set, sets[i] as Set<Formula>)));
  return op === 'and' ? and(...kept) : or(...kept);
}
