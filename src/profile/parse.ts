import {
  arranged,
  error,
  formatPath,
  type Issue,
  isMap,
  readable,
  readTree,
  type Segments,
  type Unplaced,
  valueAt,
} from "../spec/index.ts";
import { nearest } from "../text/index.ts";
import { fieldRules } from "./rules.ts";
import { type ProfileFile, profileFile } from "./schema.ts";

export type ProfileOutcome =
  | { readonly is: "valid"; readonly profile: ProfileFile }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] };

type ZodIssue = NonNullable<ReturnType<typeof profileFile.safeParse>["error"]>["issues"][number];

const READING = {
  subject: "the profile",
  start: "Begin with apiVersion: bringup/v1alpha1 and kind: ClusterProfile.",
};

/** Pure. The text of profile.yaml; every problem at once, in the order of the text. Never throws. */
export function parseProfile(text: string): ProfileOutcome {
  const tree = readTree(text, READING);
  if (tree.value === undefined) return { is: "invalid", issues: arranged(tree, []) };
  const parsed = profileFile.safeParse(tree.value);
  const raws = [
    ...(parsed.error?.issues ?? []).flatMap((issue) => remarksOf(issue, tree.value)),
    ...(parsed.success ? fieldRules(parsed.data) : []),
  ];
  const issues = arranged(tree, raws);
  if (!parsed.success || issues.length > 0) return { is: "invalid", issues: readable(issues) };
  return { is: "valid", profile: parsed.data };
}

function remarksOf(issue: ZodIssue, root: unknown): readonly Unplaced[] {
  const path: Segments = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) =>
      error([...path, key], "is not a known setting", unknownHint(key)),
    );
  const value = valueAt(root, path);
  if (value === undefined)
    return [error(path, "is missing", `Add ${formatPath(path.slice(-1))} there.`)];
  if (issue.code === "invalid_value")
    return [error(path, `must be ${oneOf(issue.values)}`, "Write one of these.")];
  if (issue.code === "invalid_type") {
    const message = issue.message.startsWith("must")
      ? issue.message
      : `must be ${article(issue.expected)}`;
    return [error(path, message, isMap(value) ? "Remove the colon inside it." : "Correct it.")];
  }
  const message = issue.message.startsWith("must") ? issue.message : "is too long or too short";
  return [error(path, message, "Correct it.")];
}

const KEYS = [
  ...["apiVersion", "kind", "name", "version", "description", "layers", "variables"],
  ...["manifests", "requires", "readiness", "namespace", "condition"],
  ...["title", "type", "pattern", "default", "required", "sensitive", "options"],
];

function unknownHint(key: string): string {
  const near = nearest(key, KEYS);
  return near === undefined ? "Remove it." : `Did you mean ${near}?`;
}

function oneOf(values: readonly unknown[]): string {
  return values.map(String).join(" or ");
}

function article(expected: string): string {
  if (expected === "array") return "a list";
  if (expected === "object" || expected === "record") return "a section";
  return expected === "boolean" ? "true or false" : "text";
}
