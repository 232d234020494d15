// A table: one entry to a picture.
import type { AuditEntry } from "../../src/engine/index.ts";
import type { Picture } from "./pictures.ts";
import { freshSnapshot, NOW_MS } from "./session.ts";

const MIA = { user: "mia", from: "tty1" };

export const AUDIT: readonly AuditEntry[] = [
  {
    ...{ atMs: NOW_MS - 20_000, actor: { user: "ann", from: "ssh from 10.10.216.20" } },
    ...{ action: "approve-refused", subject: "approve", code: "LEASE_HELD" },
    detail: "mia on tty1 has control of this host",
  },
  {
    ...{ atMs: NOW_MS - 60_000, actor: { user: "agent", from: "agent" } },
    ...{ action: "run-ended", subject: "7c0de112", detail: "succeeded: done in 4:12" },
  },
  {
    ...{ atMs: NOW_MS - 330_000, actor: MIA, action: "document-saved", subject: "generation 2" },
    digests: { was: "1f0c22d97ab34e51", is: "88e10a3b5d6f7c20" },
  },
  {
    ...{ atMs: NOW_MS - 331_000, actor: MIA, action: "plan-approved", subject: "3f9a77c1" },
    detail: "12 steps",
  },
  {
    ...{ atMs: NOW_MS - 400_000, actor: MIA, action: "check-waived", subject: "hardware.memory" },
    detail: "test bench, returned in May",
  },
];

export const AUDIT_PICTURES: readonly Picture[] = [
  {
    name: "activity/audit",
    snapshot: freshSnapshot(),
    async steps(app) {
      app.client.answers = (command) =>
        command.do === "audit" ? { is: "audit", entries: AUDIT } : { is: "ok" };
      await app.goTo("Activity");
      await app.press("who-changed");
      await app.shows("5 entries");
    },
  },
];
