import type { Plan } from "../../src/engine/index.ts";
import { BY_HAND, LOOKING, LOOKING_AGAIN, NOTHING, ONE, SEVERAL, SOUND } from "./doctor.ts";
import type { Picture } from "./pictures.ts";
import { plannedStep } from "./plans.ts";
import { type App, PROFILES } from "./screen.tsx";
import { freshSnapshot } from "./session.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const BOTH = [PROFILES.ascii, PROFILES.wide];
const MAIN = [...BOTH, VT100, PROFILES.utf8, PROFILES.console, PROFILES.large];

const opened = (app: App) => app.press("doctor");
const openedAt = (rows: number) => async (app: App) => {
  await opened(app);
  for (let row = 0; row < rows; row++) await app.press("down");
  app.clock.advance(400);
  await app.press("choose");
};

const MEND: Plan = {
  hash: "7c01d2e3f4a5b6978899aabbccddeeff",
  goal: { do: "operate", operation: { id: "mend", params: { symptom: "dns.var-tmp-mode" } } },
  generation: 1,
  steps: [
    plannedStep({
      ...{ id: "var-tmp", kind: "mode.ensure", title: "Give /var/tmp the mode 1777" },
      changes: [
        {
          subject: "/var/tmp",
          lines: [
            { sign: "-", text: "mode 0755" },
            { sign: "+", text: "mode 1777" },
          ],
        },
      ],
    }),
    plannedStep({
      ...{ id: "resolver", kind: "unit.ensure", title: "Start systemd-resolved.service" },
      ...{ impact: "restart", undo: "compensate", usualMs: 3000 },
    }),
  ],
  skipped: [],
  blocked: [],
};

/** The way to the plan of what is highlighted. */
export const planned = async (app: App) => {
  const slice = { plan: MEND, documentText: freshSnapshot().document.text };
  app.client.answers = (command) => {
    if (command.do !== "plan-operation") return { is: "ok" };
    app.client.change("plan", slice);
    return { is: "planned", plan: slice };
  };
  await opened(app);
  await app.press("mend");
  await app.shows("Plan 7c01");
};

export const DOCTOR_PICTURES: readonly Picture[] = [
  {
    name: "doctor/several",
    snapshot: freshSnapshot({ doctor: SEVERAL }),
    steps: opened,
    profiles: MAIN,
  },
  {
    name: "doctor/one",
    snapshot: freshSnapshot({ doctor: ONE }),
    steps: opened,
    profiles: [...BOTH, PROFILES.small, PROFILES.least],
  },
  { name: "doctor/by-hand", snapshot: freshSnapshot({ doctor: BY_HAND }), steps: opened },
  { name: "doctor/whole", snapshot: freshSnapshot({ doctor: SEVERAL }), steps: openedAt(1) },
  { name: "doctor/unknown", snapshot: freshSnapshot({ doctor: SEVERAL }), steps: openedAt(3) },
  {
    name: "doctor/nothing",
    snapshot: freshSnapshot({ doctor: NOTHING }),
    steps: opened,
    profiles: BOTH,
  },
  { name: "doctor/sound", snapshot: freshSnapshot({ doctor: SOUND }), steps: opened },
  { name: "doctor/never", snapshot: freshSnapshot(), steps: opened },
  { name: "doctor/looking", snapshot: freshSnapshot({ doctor: LOOKING }), steps: opened },
  {
    name: "doctor/looking-again",
    snapshot: freshSnapshot({ doctor: LOOKING_AGAIN }),
    steps: opened,
  },
  {
    name: "doctor/plan",
    snapshot: freshSnapshot({ doctor: ONE }),
    steps: planned,
    profiles: BOTH,
  },
];
