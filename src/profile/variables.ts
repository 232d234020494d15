import { isSecretRef, type SecretRef } from "../secrets/index.ts";
import { nearest } from "../text/index.ts";
import { type ProfileFile, type Scalar, type Variable, wholeMatch } from "./schema.ts";

/** As they stand in a document, or come from a form as text. */
export type GivenValues = Readonly<Record<string, Scalar | SecretRef>>;

export interface ValueProblem {
  readonly variable: string;
  /** Goes on where the name ends: "is required". */
  readonly message: string;
}

export interface Values {
  /** Typed: a number is one, even where it was typed as text. */
  readonly plain: Readonly<Record<string, Scalar>>;
  /** Name of the secret, by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly problems: readonly ValueProblem[];
}

/** Pure. What each variable of a profile is here; every problem at once, and no value in any of them. */
export function judgeValues({ variables = [] }: ProfileFile, given: GivenValues): Values {
  const names = variables.map(({ name }) => name);
  const problems: ValueProblem[] = Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({ variable: name, message: unknownName(name, names) }));
  const plain: Record<string, Scalar> = {};
  const secrets: Record<string, string> = {};
  for (const variable of variables) {
    const { name } = variable;
    const value = Object.hasOwn(given, name) ? given[name] : variable.default;
    const problem = judge(variable, value);
    if (problem !== undefined) problems.push({ variable: name, message: problem });
    else if (isSecretRef(value)) secrets[name] = value.secret;
    // What is optional and was left out stands empty where it is asked for.
    else plain[name] = typed(variable, value ?? "");
  }
  return { plain, secrets, problems };
}

function unknownName(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined
    ? "is no variable of this profile"
    : `is no variable of this profile; did you mean ${near}?`;
}

function judge(variable: Variable, value: Scalar | SecretRef | undefined): string | undefined {
  const { sensitive, required, type = "text" } = variable;
  if (value === undefined || value === "") {
    if (required === true || sensitive === true) return "is required";
    return type === "text" || type === "lines" ? undefined : "has no value";
  }
  if (isSecretRef(value))
    return sensitive === true ? undefined : "is not sensitive: give its value itself";
  if (sensitive === true) return "is sensitive: name a secret, { secret: NAME }";
  return valueProblem(variable, value);
}

/** Without the value: it may be a secret somebody typed into the wrong field. */
export function valueProblem(variable: Variable, value: Scalar): string | undefined {
  const { type = "text", pattern, options = [] } = variable;
  const text = String(value);
  if (type === "number" && !isNumber(value)) return "must be a number";
  if (type === "boolean" && text !== "true" && text !== "false") return "must be true or false";
  if (type === "choice" && !options.includes(text)) return `must be one of ${options.join(", ")}`;
  if (UNPRINTABLE.test(type === "lines" ? text.replace(/[\n\t]/g, "") : text))
    return type === "lines"
      ? "has a control character in it"
      : "must be one line without control characters";
  if (pattern === undefined) return undefined;
  if (text.length > LONGEST_MATCHED) return `must be at most ${LONGEST_MATCHED} characters`;
  return wholeMatch(pattern).test(text) ? undefined : `must match ${pattern}`;
}

/** A pattern may take long over more than that. */
const LONGEST_MATCHED = 1024;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

function isNumber(value: Scalar): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" && /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(value);
}

function typed({ type = "text" }: Variable, value: Scalar | SecretRef): Scalar {
  if (isSecretRef(value)) return "";
  if (type === "number") return Number(value);
  if (type === "boolean") return String(value) === "true";
  return String(value);
}
