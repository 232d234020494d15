import type { StoreReport } from "../../src/datastore/index.ts";
import { ABSENT } from "../../src/engine/index.ts";
import type { Picture } from "./pictures.ts";
import { atRisk, electing, lost, well } from "./practice-store.ts";
import { type App, PROFILES } from "./screen.tsx";
import { finishedSnapshot, freshSnapshot, NOW_MS } from "./session.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const BOTH = [PROFILES.ascii, VT100];
const NARROW = { ...PROFILES.small, name: "50x12-ascii", columns: 50 };

const practising = (store: StoreReport) => ({
  ...freshSnapshot(),
  stores: { own: ABSENT, practice: [store] },
});

/** Status, the list, and the member at this place of it. */
const openMember = (down: number) => async (app: App) => {
  await app.goTo("Status");
  await app.press("choose");
  for (let at = 0; at < down; at++) await app.press("down");
  await app.press("choose");
};

/** The practice store on Status, the list of members, and pages of single ones. */
export const MEMBER_PICTURES: readonly Picture[] = [
  {
    name: "status/practice",
    snapshot: practising(atRisk(NOW_MS)),
    steps: (app) => app.goTo("Status"),
    profiles: [...BOTH, PROFILES.wide],
  },
  {
    name: "members/list",
    snapshot: {
      ...finishedSnapshot(),
      ...practising(electing(NOW_MS)),
      cluster: finishedSnapshot().cluster,
    },
    steps: async (app) => {
      await app.goTo("Status");
      await app.press("choose");
    },
    profiles: [...BOTH, PROFILES.large],
  },
  {
    name: "members/gone",
    snapshot: practising(atRisk(NOW_MS)),
    steps: openMember(1),
    profiles: [...BOTH, PROFILES.utf8, PROFILES.small, NARROW],
  },
  { name: "members/electing", snapshot: practising(electing(NOW_MS)), steps: openMember(1) },
  { name: "members/lost", snapshot: practising(lost(NOW_MS)), steps: openMember(2) },
  {
    name: "members/takes-quorum",
    snapshot: practising(atRisk(NOW_MS)),
    steps: async (app) => {
      await openMember(2)(app);
      await app.press("down", "choose");
    },
    profiles: BOTH,
  },
  { name: "members/well", snapshot: practising(well(NOW_MS)), steps: openMember(1) },
  { name: "members/node", snapshot: finishedSnapshot(), steps: openMember(1), profiles: BOTH },
];
