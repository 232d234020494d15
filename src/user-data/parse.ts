import {
  arranged,
  error,
  type Issue,
  isMap,
  type Raw,
  readable,
  readTree,
  type Tree,
  warning,
} from "../spec/index.ts";
import { crossDoubts } from "./cross-doubts.ts";
import { headerIssue } from "./header.ts";
import { judged } from "./judge.ts";
import type { Section } from "./parameter.ts";

export type UserDataOutcome =
  | {
      readonly is: "valid";
      readonly value: Section;
      readonly tree: Tree;
      readonly warnings: readonly Issue[];
    }
  | { readonly is: "invalid"; readonly issues: readonly Issue[] };

interface ParseOptions {
  /** How messages name the whole text: a file name. "the user-data" unless told. */
  readonly source?: string;
  /** Wall time for "expired"; now unless told. */
  readonly nowMs?: number;
}

/** How the text of user-data is read, here and when it is edited. */
export const READING = {
  subject: "the user-data",
  start: "Begin with #cloud-config and, below it, stylus:",
  odd: "text",
} as const;

/**
 * Reads Palette user-data. An error is what Palette refuses (no YAML, no header, a wrong type,
 * something missing); all else is a warning, names that are not known among them. Never throws.
 */
export function parseUserData(text: string, options: ParseOptions = {}): UserDataOutcome {
  const subject = options.source ?? READING.subject;
  const tree = readTree(text, { ...READING, subject });
  const { value } = tree;
  const header = text.trim() === "" ? [] : headerIssue(text);
  if (!isMap(value)) {
    const shape = value === undefined ? [] : [notASection(subject)];
    return invalid([...header, ...arranged(tree, shape)]);
  }
  const raws = [
    ...judged(value, { tree, text }),
    ...crossDoubts(value, options.nowMs ?? Date.now()),
  ];
  const issues = readable([...header, ...arranged(tree, [...raws, ...aliasRemarks(tree, value)])]);
  if (issues.some(({ severity }) => severity === "error")) return invalid(issues);
  return { is: "valid", value, tree, warnings: issues };
}

function invalid(issues: readonly Issue[]): UserDataOutcome {
  return { is: "invalid", issues };
}

function notASection(subject: string): Raw {
  return error([], `${subject} must be name: value lines`, READING.start);
}

/** What a merge key brings is seen by Palette and not by us. */
function aliasRemarks({ places }: Tree, value: Section): readonly Raw[] {
  const isMerged = [...places.keys()].some((path) => path.endsWith('["<<"]'));
  if (!isMerged && !Object.hasOwn(value, "<<")) return [];
  const hint = "Write the settings out where they are meant.";
  return [warning([], "merge keys (<<) are not followed here", hint)];
}
