import type { SupportSlice } from "../../src/session/index.ts";
import type { Picture } from "./pictures.ts";
import { type App, PROFILES } from "./screen.tsx";
import { freshSnapshot, NOW_MS } from "./session.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const BOTH = [PROFILES.ascii, PROFILES.wide];
const MAIN = [...BOTH, VT100, PROFILES.utf8, PROFILES.console, PROFILES.large];

const STARTED = {
  ...{ startedMs: NOW_MS - 12_000, to: "a USB stick" },
  ...{ done: 0, total: 0, current: [] },
};

export const COLLECTING: SupportSlice = {
  ...STARTED,
  ...{ state: "running", done: 61, total: 153 },
  current: ["Journal of containerd", "SMART of sda", "Objects of the cluster"],
};

export const COPYING: SupportSlice = {
  ...STARTED,
  ...{ state: "copying", done: 31_000_000, total: 48_300_000 },
};

export const MADE: SupportSlice = {
  ...STARTED,
  state: "finished",
  made: {
    path: "/run/bringup/support/bringup-support-edge-9f3a22c17e04b1-20261122-050400.tar.gz",
    ...{ bytes: 48_300_000, tookMs: 21_400 },
    counts: { collected: 131, cut: 2, timedOut: 1, leftOut: 17, failed: 0 },
    notes: ["not where it is usually put: /var/lib/bringup/support has only 3 MB free"],
    on: "KINGSTON",
  },
};

export const FAILED: SupportSlice = {
  ...STARTED,
  state: "failed",
  error: {
    code: "BUNDLE_NOT_SENT",
    kind: "environment",
    message: "no USB stick with a file system is plugged in",
    hint: "Plug in a stick, or name a folder.",
  },
};

const opened = (app: App) => app.press("support");

export const SUPPORT_PICTURES: readonly Picture[] = [
  { name: "support/none", snapshot: freshSnapshot(), steps: opened, profiles: MAIN },
  {
    name: "support/collecting",
    snapshot: freshSnapshot({ support: COLLECTING }),
    steps: opened,
    profiles: [...BOTH, VT100],
  },
  { name: "support/copying", snapshot: freshSnapshot({ support: COPYING }), steps: opened },
  {
    name: "support/made",
    snapshot: freshSnapshot({ support: MADE }),
    steps: opened,
    profiles: [...BOTH, PROFILES.small, PROFILES.least],
  },
  { name: "support/failed", snapshot: freshSnapshot({ support: FAILED }), steps: opened },
];
