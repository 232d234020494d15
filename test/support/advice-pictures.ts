import type { RecoveryGuide } from "../../src/distributions/index.ts";
import { ABSENT, known } from "../../src/engine/index.ts";
import type { StoresSlice } from "../../src/session/index.ts";
import type { Picture } from "./pictures.ts";
import { atRisk, electing, lost, well } from "./practice-store.ts";
import { type App, PROFILES } from "./screen.tsx";
import { freshSnapshot, NOW_MS } from "./session.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "./stores.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const NARROW = { ...PROFILES.small, name: "50x12-ascii", columns: 50 };
const BOTH = [PROFILES.ascii, VT100];

/** Steps as a distribution writes them. */
export const GUIDE: RecoveryGuide = {
  id: "etcd-quorum-lost",
  title: "etcd has lost its quorum",
  source: "its own documentation",
  before: ["Bring lost members back if that is possible at all.", "Be sure that they stay off."],
  steps: [
    {
      title: "Stop it",
      where: "every survivor",
      why: "A server that still runs would answer with the old members.",
      commands: ["systemctl stop example"],
      check: "systemctl is-active example says inactive.",
      dangers: ["The API is gone until the last step; pods go on running."],
    },
    {
      title: "Make a cluster of one",
      where: "one survivor",
      why: "It goes on with its own data; take the one that was up last.",
      commands: ["cp -a /data /data.before", "example --cluster-reset"],
      check: "It ends by itself.",
      dangers: ["Anything newer on another survivor is lost."],
    },
  ],
};

/** One of three voters of this host's own cluster is left. */
export function lostOwn(wallMs: number): StoresSlice {
  const { leader: _, ...look } = etcdLook(
    ["node-1", "node-2", "node-3"].map((name, at) => memberLook(name, at === 0 ? {} : SILENT)),
  );
  return { own: known(reportsOf([look], wallMs)), recovery: [GUIDE] };
}

/** Two nodes of Dqlite of which one votes. */
const TWO: StoresSlice = {
  own: known(
    reportsOf(
      [
        etcdLook(
          [
            memberLook("rack12-a", { isThisHost: true }),
            memberLook("rack12-b", { role: "spare", ...SILENT }),
          ],
          { kind: "dqlite", title: "Membership store, Dqlite" },
        ),
      ],
      NOW_MS,
    ),
  ),
};

const of = (stores: StoresSlice) => ({ ...freshSnapshot(), stores });
const practising = (store: ReturnType<typeof well>) => of({ own: ABSENT, practice: [store] });

const openAdvice = async (app: App) => {
  await app.goTo("Status");
  await app.press("next-action");
};

/** What to do about the worst datastore, and the steps after a lost quorum. */
export const ADVICE_PICTURES: readonly Picture[] = [
  { name: "advice/at-risk", snapshot: practising(atRisk(NOW_MS)), steps: openAdvice },
  { name: "advice/electing", snapshot: practising(electing(NOW_MS)), steps: openAdvice },
  { name: "advice/well", snapshot: practising(well(NOW_MS)), steps: openAdvice },
  {
    name: "advice/lost",
    snapshot: practising(lost(NOW_MS)),
    steps: openAdvice,
    profiles: [...BOTH, NARROW],
  },
  { name: "advice/two-nodes", snapshot: { ...of(TWO), cluster: null }, steps: openAdvice },
  {
    name: "advice/recovery",
    snapshot: of(lostOwn(NOW_MS)),
    steps: async (app) => {
      await openAdvice(app);
      await app.press("choose");
      await app.press("down", "choose");
      await app.press("choose");
    },
    profiles: BOTH,
  },
  {
    name: "advice/recovery-step",
    snapshot: of(lostOwn(NOW_MS)),
    steps: async (app) => {
      await openAdvice(app);
      await app.press("choose");
      await app.press("down", "choose");
    },
    profiles: BOTH,
  },
];
