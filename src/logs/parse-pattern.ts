// A parser in one place, a function for each rule of the language: letters . [] ^ $ | () * + ? {m,n} \d \w \s.

/** Of one character, small letter for large. */
export type Test = (code: number) => boolean;

export type Node =
  | { readonly is: "test"; readonly test: Test }
  | { readonly is: "begin" }
  | { readonly is: "end" }
  | { readonly is: "all"; readonly of: readonly Node[] }
  | { readonly is: "any"; readonly of: readonly Node[] }
  | { readonly is: "repeat"; readonly of: Node; readonly least: number; readonly most: number };

/** More would make the machine large that looks for it. */
const MOST_REPEATS = 50;

/** Signs that are still to be read. */
type Left = string[];

/** @throws SyntaxError with what a person did that is not known here. */
export function parsePattern(text: string): Node {
  const left = [...text];
  const node = any(left);
  if (left.length > 0) throw new SyntaxError("a ( is missing");
  return node;
}

function any(left: Left): Node {
  const of = [all(left)];
  while (left[0] === "|") {
    left.shift();
    of.push(all(left));
  }
  return { is: "any", of };
}

function all(left: Left): Node {
  const of: Node[] = [];
  while (left[0] !== undefined && left[0] !== "|" && left[0] !== ")")
    of.push(repeated(one(left), left));
  return { is: "all", of };
}

function one(left: Left): Node {
  const sign = left.shift() ?? "";
  if (sign === "(") return group(left);
  if (sign === "[") return { is: "test", test: set(left) };
  if (sign === "^") return { is: "begin" };
  if (sign === "$") return { is: "end" };
  if (sign === ".") return { is: "test", test: () => true };
  if ("*+?{".includes(sign)) throw new SyntaxError(`nothing to repeat before ${sign}`);
  return { is: "test", test: sign === "\\" ? escaped(left) : letter(sign) };
}

function group(left: Left): Node {
  if (left[0] === "?" && left.splice(0, 2)[1] !== ":")
    throw new SyntaxError("only groups with (?: and ( are known");
  const inside = any(left);
  if (left.shift() !== ")") throw new SyntaxError("a ) is missing");
  return inside;
}

const digit: Test = (code) => code >= 48 && code <= 57;
const word: Test = (code) => digit(code) || (code >= 97 && code <= 122) || code === 95;
const blank: Test = (code) => code === 32 || (code >= 9 && code <= 13) || code === 0xa0;

const CLASSES: Readonly<Record<string, Test>> = {
  ...{ d: digit, w: word, s: blank },
  D: (code) => !digit(code),
  W: (code) => !word(code),
  S: (code) => !blank(code),
};

function escaped(left: Left): Test {
  const sign = left.shift();
  if (sign === undefined) throw new SyntaxError("nothing after the last \\");
  const found = CLASSES[sign];
  if (found !== undefined) return found;
  if (/[0-9A-Za-z]/.test(sign)) throw new SyntaxError(`\\${sign} is not known here`);
  return letter(sign);
}

function set(left: Left): Test {
  const isOutside = left[0] === "^";
  if (isOutside) left.shift();
  const tests: Test[] = [];
  while (left[0] !== "]" || tests.length === 0) {
    const from = left.shift();
    if (from === undefined) throw new SyntaxError("a ] is missing");
    tests.push(from === "\\" ? escaped(left) : range(from, left));
  }
  left.shift();
  const isIn: Test = (code) => tests.some((test) => test(code));
  return isOutside ? (code) => !isIn(code) : isIn;
}

function range(from: string, left: Left): Test {
  if (left[0] !== "-" || left[1] === "]" || left[1] === undefined) return letter(from);
  const [, to = from] = left.splice(0, 2);
  const [low, high] = [codeOf(from), codeOf(to)];
  return (code) => code >= low && code <= high;
}

function letter(sign: string): Test {
  const wanted = codeOf(sign);
  return (code) => code === wanted;
}

const codeOf = (sign: string): number => sign.toLowerCase().codePointAt(0) ?? 0;

type Times = Pick<Extract<Node, { is: "repeat" }>, "least" | "most">;

function repeated(node: Node, left: Left): Node {
  let inside = node;
  for (let times = timesOf(left); times !== undefined; times = timesOf(left))
    inside = { is: "repeat", of: inside, ...times };
  return inside;
}

const EVER = Number.POSITIVE_INFINITY;
const SIGNS: Readonly<Record<string, Times>> = {
  "*": { least: 0, most: EVER },
  "+": { least: 1, most: EVER },
  "?": { least: 0, most: 1 },
};

function timesOf(left: Left): Times | undefined {
  const found = SIGNS[left[0] ?? ""];
  if (found !== undefined) left.shift();
  return found ?? (left[0] === "{" ? counted(left) : undefined);
}

function counted(left: Left): Times {
  const [whole = "", low, comma, high] = /^\{(\d{1,3})(,?)(\d{0,3})\}/.exec(left.join("")) ?? [];
  if (whole === "") throw new SyntaxError("{ needs numbers: {2,5}");
  left.splice(0, whole.length);
  const least = Number(low);
  const most = high === "" ? EVER : Number(high);
  if (Math.max(least, most === EVER ? 0 : most) > MOST_REPEATS)
    throw new SyntaxError(`at most ${MOST_REPEATS} times`);
  return { least, most: comma === "" ? least : most };
}
