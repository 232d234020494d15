import { useState } from "react";
import {
  type FormRow,
  type FormSource,
  formRows,
  isIssueOf,
  proposalOf,
  SECRET_TYPED,
} from "../src/forms/index.ts";
import type { Answer } from "../src/session/index.ts";
import type { Field, Issue } from "../src/spec/index.ts";
import { useActions, useSession } from "./session-provider.tsx";

export interface Form {
  readonly rows: readonly FormRow[];
  readonly editedCount: number;
  /** Problems of the last preview, those of no single field included. */
  readonly issues: readonly Issue[];
  readonly isPlanning: boolean;
  set(field: Field, text: string): void;
  undo(field: Field): void;
  /** Asks for the plan of what was typed; nothing is saved or changed. */
  preview(): Promise<Answer | undefined>;
}

const NOTHING = {};
const NONE: readonly never[] = [];

/** A form over fields of the document. What is typed is a draft until a plan is approved. */
export function useForm(id: string, fields: readonly Field[]): Form | undefined {
  const { setField, setSecret, send, notify } = useActions();
  const document = useSession(({ snapshot }) => snapshot?.document);
  const settings = useSession(({ snapshot }) => snapshot?.settings ?? NONE);
  const drafts = useSession((state) => state.drafts[id] ?? NOTHING);
  const secrets = useSession((state) => state.secrets[id] ?? NOTHING);
  const [issues, setIssues] = useState<readonly Issue[]>(NONE);
  const [isPlanning, setPlanning] = useState(false);
  if (document === undefined) return undefined;

  const source: FormSource = { document, settings, drafts, secrets, issues };
  const rows = formRows(fields, source);

  function set(field: Field, text: string): void {
    forgetIssuesOf(field);
    if (field.kind === "secret") {
      setSecret(id, field.path, text);
      setField(id, field.path, SECRET_TYPED);
      return;
    }
    setField(id, field.path, text);
  }

  /** What was said of a value does not hold for another one. */
  function forgetIssuesOf(field: Field): void {
    setIssues((before) => before.filter((issue) => !isIssueOf(issue, field)));
  }

  async function preview(): Promise<Answer | undefined> {
    const lost = rows.find(({ isLost }) => isLost);
    if (lost !== undefined) {
      const text = `${lost.field.title} was typed into a console that is gone`;
      notify({ level: "warn", text, hint: "Type it again, or undo the edit with u." });
      return undefined;
    }
    setPlanning(true);
    const answer = await send({ do: "plan", ...proposalOf(fields, source) });
    setPlanning(false);
    setIssues(answer.is === "invalid" ? errorsFirst(answer.issues) : NONE);
    return answer;
  }

  return {
    rows,
    editedCount: rows.filter(({ origin }) => origin === "draft").length,
    issues,
    isPlanning,
    set,
    undo(field) {
      forgetIssuesOf(field);
      setField(id, field.path, undefined);
      setSecret(id, field.path, undefined);
    },
    preview,
  };
}

/** Warnings stop nobody: they are shown only where nothing worse is. */
function errorsFirst(issues: readonly Issue[]): readonly Issue[] {
  const errors = issues.filter(({ severity }) => severity === "error");
  return errors.length === 0 ? issues : errors;
}
