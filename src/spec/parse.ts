import { nearest } from "../text/index.ts";
import { error, type Issue, type Unplaced } from "./issue.ts";
import { formatPath, valueAt } from "./path.ts";
import { arranged, MOST_ISSUES, type Raw, readable } from "./place.ts";
import { readTree, type Tree } from "./read.ts";
import { crossRules } from "./rules.ts";
import { type EdgeHost, edgeHostSchema } from "./schema.ts";
import { unknownKeyRemark } from "./unknown-key.ts";
import { UNWORDED, wordsFor, type ZodIssue } from "./words.ts";

interface ParseOptions {
  /** How messages name the whole text: a file name. "the document" unless told. */
  readonly source?: string;
  /** Registered distributions; absent: any name passes. */
  readonly distributions?: readonly { readonly id: string }[];
  /**
   * Makes the whole out of this layer (`mergeLayers`): rules between fields then judge the whole, so
   * that one layer may name what another completes, and a clash between layers is seen on saving.
   */
  readonly merged?: (host: EdgeHost) => EdgeHost;
  /** Judgements of others, run on a document that is otherwise valid; positions are added here. */
  readonly extraChecks?: (host: EdgeHost) => readonly Unplaced[];
  /** Wall time for "expired"; now unless told. */
  readonly nowMs?: number;
}

export type ParseOutcome =
  | { readonly is: "valid"; readonly host: EdgeHost; readonly warnings: readonly Issue[] }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] };

/**
 * Reads a document from YAML (JSON is YAML too). Reports every problem at once, in the order of the
 * text, warnings included. Never throws. A message goes on where the path ends: "spec.paused" +
 * "must be true or false"; with an empty path it is a sentence of its own.
 */
export function parseDocument(text: string, options: ParseOptions = {}): ParseOutcome {
  const tree = readTree(text, options.source ?? "the document");
  if (tree.value === undefined) return { is: "invalid", issues: arranged(tree, []) };
  const parsed = edgeHostSchema.safeParse(tree.value, { error: () => UNWORDED });
  const host = parsed.success ? parsed.data : undefined;
  const whole = host === undefined ? undefined : (options.merged?.(host) ?? host);
  const issues = [
    ...(parsed.success ? [] : wholesome(parsed.error.issues)).flatMap((issue) =>
      schemaIssues(issue, tree),
    ),
    ...crossRules(whole ?? tree.value, options.nowMs ?? Date.now()),
    ...distributionIssues(whole ?? tree.value, options.distributions),
  ].map((issue) => withDistributions(issue, options.distributions));
  const extra = whole === undefined ? [] : (options.extraChecks?.(whole) ?? []);
  const all = arranged(tree, [...issues, ...extra]);
  if (host === undefined || all.some(({ severity }) => severity === "error")) {
    return { is: "invalid", issues: readable(all) };
  }
  return { is: "valid", host, warnings: readable(all) };
}

/** What is of the wrong type is not also too long: zod goes on counting. */
function wholesome(issues: readonly ZodIssue[]): readonly ZodIssue[] {
  const broken = issues.filter(({ code }) => code === "invalid_type");
  return issues.filter(
    (issue) =>
      issue.code === "invalid_type" ||
      !broken.some(({ path }) => path.join("\0") === issue.path.join("\0")),
  );
}

function schemaIssues(issue: ZodIssue, tree: Tree): readonly Raw[] {
  const path = issue.path.filter((segment) => typeof segment !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name, index) => {
      // Looking for the nearest name takes its time; nobody reads that many.
      if (index > MOST_ISSUES)
        return error([...path, name], "is not a known setting", "Remove it.");
      const { message, hint } = unknownKeyRemark(path, name);
      return { ...error([...path, name], message, hint), side: "key" };
    });
  }
  if (issue.code === "invalid_key") {
    const hint = "Use a shorter name.";
    return [{ ...error(path, "has a name that is too long", hint), side: "key" }];
  }
  const written = tree.written.get(formatPath(path));
  const seen = { path, value: valueAt(tree.value, path), written };
  const { message, hint } = wordsFor(issue, seen);
  return [error(path, message, hint)];
}

function distributionIssues(
  root: unknown,
  distributions: ParseOptions["distributions"],
): readonly Unplaced[] {
  const path = ["spec", "cluster", "distribution"];
  const name = valueAt(root, path);
  if (distributions === undefined || typeof name !== "string" || name === "") return [];
  const ids = distributions.map(({ id }) => id);
  if (ids.includes(name)) return [];
  const near = nearest(name, ids);
  const hint = near === undefined ? `Use one of: ${ids.join(", ")}.` : `Did you mean ${near}?`;
  return [error(path, "is not a distribution this program knows", hint)];
}

/** The schema cannot list them; the caller can. */
function withDistributions(raw: Raw, distributions: ParseOptions["distributions"]): Raw {
  if (raw.path !== "spec.cluster.distribution" || raw.message !== "is missing") return raw;
  const ids = distributions?.map(({ id }) => id) ?? [];
  return ids.length === 0 ? raw : { ...raw, hint: `Add distribution: ${ids.join(" or ")}.` };
}
