import { EMPTY, manyDrives, withDrives } from "./drives.ts";
import type { Picture } from "./pictures.ts";
import { type App, PROFILES } from "./screen.tsx";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const BOTH = [PROFILES.ascii, PROFILES.wide];
const MAIN = [...BOTH, VT100, PROFILES.utf8, PROFILES.console, PROFILES.large];

const opened = async (app: App) => {
  await app.goTo("Checks");
  await app.press("drives");
  await app.shows("Drives   ");
};
const openedAt = (rows: number) => async (app: App) => {
  await opened(app);
  for (let row = 0; row < rows; row++) await app.press("down");
  app.clock.advance(400);
  await app.press("choose");
};

/** Drives of a server, a box with one, a host that shows none, and what is asked before a name is taken. */
export const DRIVE_PICTURES: readonly Picture[] = [
  { name: "drives/many", snapshot: manyDrives(), profiles: MAIN, steps: opened },
  {
    name: "drives/one",
    snapshot: withDrives([{ ...EMPTY, isMain: true }]),
    profiles: BOTH,
    steps: opened,
  },
  {
    name: "drives/none-readable",
    snapshot: withDrives({ why: "lsblk is not installed, and /sys/block is missing" }),
    profiles: BOTH,
    steps: opened,
  },
  { name: "drives/none", snapshot: withDrives([]), steps: opened },
  { name: "drives/details", snapshot: manyDrives(), profiles: MAIN, steps: openedAt(2) },
  { name: "drives/unread", snapshot: manyDrives(), steps: openedAt(4) },
  {
    name: "drives/erases-this-system",
    snapshot: manyDrives(),
    profiles: BOTH,
    steps: async (app) => {
      await openedAt(0)(app);
      await app.press("down");
      app.clock.advance(400);
      await app.press("choose");
    },
  },
  {
    name: "drives/named",
    snapshot: manyDrives(),
    profiles: BOTH,
    steps: async (app) => {
      await openedAt(1)(app);
      await app.press("down");
      app.clock.advance(400);
      await app.press("choose");
    },
  },
  {
    name: "drives/too-small",
    snapshot: manyDrives(),
    profiles: [PROFILES.small, PROFILES.least],
    steps: opened,
  },
];
