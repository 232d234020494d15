import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { JournalEntry } from "../../src/engine/index.ts";

export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-store-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const ACTOR = { user: "jo", from: "tty1" };

export const APPROVED: JournalEntry = {
  type: "run-approved",
  plan: {
    hash: "aa11",
    goal: { do: "converge" },
    generation: 3,
    steps: [
      {
        id: "file.one",
        kind: "file.ensure",
        title: "Write /etc/one",
        params: { path: "/etc/one", template: "x" },
        inputsDigest: "bb22",
        impact: "none",
        undo: "exact",
        usualMs: 100,
        limit: { noProgressMs: 1000, totalMs: 5000 },
        rerun: "safe",
        changes: [{ subject: "/etc/one", lines: [{ sign: "+", text: "x" }] }],
      },
    ],
    skipped: [{ title: "Proxy", reason: "not managed" }],
    blocked: [],
  },
  actor: ACTOR,
  documentText: "apiVersion: bringup/v1alpha1\n",
};

export const STARTED: JournalEntry = {
  type: "step-started",
  stepId: "file.one",
  inputsDigest: "bb22",
  attempt: 1,
};

export const SUCCEEDED: JournalEntry = {
  type: "step-succeeded",
  stepId: "file.one",
  evidence: "/etc/one is current",
  tookMs: 12,
};

export const ENDED: JournalEntry = {
  type: "run-ended",
  outcome: "succeeded",
  message: "everything is as asked",
};

/** One of each kind, in an order a run may have. */
export const WHOLE_RUN: readonly JournalEntry[] = [
  APPROVED,
  STARTED,
  { type: "step-captured", stepId: "file.one", captured: { content: "old", mode: 420 } },
  {
    type: "step-failed",
    stepId: "file.one",
    attempt: 1,
    error: { code: "DISK_FULL", kind: "environment", message: "full", hint: "Free space." },
  },
  { type: "run-paused", why: "step failed" },
  { type: "run-resumed", actor: ACTOR },
  { type: "step-recovered", stepId: "file.one", evidence: "there" },
  SUCCEEDED,
  { type: "run-cancelling", actor: ACTOR, undo: true },
  { type: "step-undone", stepId: "file.one" },
  ENDED,
];
