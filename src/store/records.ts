import { z } from "zod";
import type { ActivityEntry, AuditEntry, Condition, JournalRecord } from "../engine/index.ts";
import { readJson } from "../json/index.ts";

/**
 * What comes back from the disk is checked like anything from outside. Loose on purpose: fields a
 * newer program added pass through.
 */
const text = z.string();
const actor = z.looseObject({ user: text, from: text });
const error = z.looseObject({ code: text, kind: text, message: text, hint: text });
const plan = z.looseObject({
  hash: text,
  goal: z.looseObject({ do: text }),
  generation: z.number(),
  steps: z.array(z.looseObject({ id: text, kind: text, title: text, inputsDigest: text })),
  skipped: z.array(z.unknown()),
  blocked: z.array(z.unknown()),
});
const step = { stepId: text };

const entry = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("run-approved"), plan, actor, documentText: text }),
  z.looseObject({
    type: z.literal("step-started"),
    ...step,
    inputsDigest: text,
    attempt: z.number(),
  }),
  z.looseObject({
    type: z.literal("step-captured"),
    ...step,
    captured: z.record(text, z.unknown()),
  }),
  z.looseObject({
    type: z.literal("step-succeeded"),
    ...step,
    evidence: text,
    tookMs: z.number(),
  }),
  z.looseObject({ type: z.literal("step-recovered"), ...step, evidence: text }),
  z.looseObject({ type: z.literal("step-failed"), ...step, attempt: z.number(), error }),
  z.looseObject({ type: z.literal("step-undone"), ...step }),
  z.looseObject({ type: z.literal("run-paused"), why: text }),
  z.looseObject({ type: z.literal("run-resumed"), actor }),
  z.looseObject({ type: z.literal("run-cancelling"), actor, undo: z.boolean() }),
  z.looseObject({ type: z.literal("run-ended"), outcome: text, message: text }),
]);

const auditEntry = z.looseObject({ atMs: z.number(), actor, action: text, subject: text });
const activity = z.looseObject({
  atMs: z.number(),
  level: z.enum(["info", "warn", "error"]),
  subject: text,
  message: text,
});
const condition = z.looseObject({
  type: text,
  status: z.enum(["True", "False", "Unknown"]),
  reason: text,
  message: text,
  observedGeneration: z.number(),
  sinceMs: z.number(),
});

type Row = Readonly<Record<string, unknown>>;

/** `undefined` when the row is not a record this program understands. */
export function journalRecordOf(row: Row): JournalRecord | undefined {
  const parsed = entry.safeParse(jsonOf(row.entry));
  if (!parsed.success) return undefined;
  const { seq, run_id, at_ms, boot_id } = row;
  // The checks above are this type's; what they leave loose (plan steps) we wrote ourselves.
  return { ...parsed.data, seq, runId: run_id, atMs: at_ms, bootId: boot_id } as JournalRecord;
}

export function auditEntryOf(row: Row): AuditEntry | undefined {
  const parsed = auditEntry.safeParse(jsonOf(row.entry));
  return parsed.success ? (parsed.data as AuditEntry) : undefined;
}

export function activityOf(row: Row): ActivityEntry | undefined {
  const parsed = activity.safeParse(jsonOf(row.entry));
  return parsed.success ? { ...parsed.data, seq: Number(row.seq) } : undefined;
}

export function conditionOf(row: Row): Condition | undefined {
  const parsed = condition.safeParse(jsonOf(row.entry));
  return parsed.success ? parsed.data : undefined;
}

export function jsonOf(text: unknown): unknown {
  return typeof text === "string" ? readJson(text) : undefined;
}
