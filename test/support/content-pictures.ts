import type { Answer, ContentFinding } from "../../src/session/index.ts";
import type { Picture } from "./pictures.ts";
import { type App, PROFILES } from "./screen.tsx";
import { freshSnapshot } from "./session.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const ALL = [PROFILES.ascii, PROFILES.wide, VT100, PROFILES.console];

const NOTHING: ContentFinding = { here: [], offers: [], problems: [] };
const FOUND: ContentFinding = {
  here: [
    {
      ...{ is: "imported", name: "core", sha256: "0f".repeat(32), from: "/media/usb/core.tar.zst" },
      ...{ importedMs: 0, archiveBytes: 2_100_000_000, provenBy: ["sum"] },
    },
    { is: "foreign", name: "old-images" },
  ],
  offers: [{ from: "stick:SITE/more.tar.zst", sizeBytes: 1_500_000, proof: ["signature"] }],
  problems: [],
};

/** `looked`: what the sticks hold. */
const opened = (looked: ContentFinding) => async (app: App) => {
  app.client.answers = ({ do: asked }): Answer => {
    if (asked === "list-content")
      return { is: "content", finding: { ...looked, offers: [], problems: [] } };
    return asked === "look-for-content" ? { is: "content", finding: looked } : { is: "ok" };
  };
  await app.goTo("Settings");
  await app.press("last");
  for (let tries = 0; tries < 14 && !app.screen().includes("> Content >"); tries += 1)
    await app.press("up");
  await app.press("choose");
  await app.shows("Look on USB sticks");
};

const looked = (finding: ContentFinding) => async (app: App) => {
  await opened(finding)(app);
  await app.press("down", "down", "down", "down");
  app.clock.advance(400);
  await app.press("choose");
};

/** Nothing here, what is here and on a stick, a stick that is not there, an import of nothing. */
export const CONTENT_PICTURES: readonly Picture[] = [
  { name: "content/none", snapshot: freshSnapshot(), profiles: ALL, steps: opened(NOTHING) },
  {
    name: "content/found",
    snapshot: freshSnapshot(),
    profiles: ALL,
    async steps(app) {
      await looked(FOUND)(app);
      await app.shows("Import stick:SITE/more.tar.zst");
      await app.press("last", "up");
    },
  },
  {
    name: "content/no-stick",
    snapshot: freshSnapshot(),
    profiles: [PROFILES.ascii],
    async steps(app) {
      await looked({ ...NOTHING, problems: ["No medium with archives is plugged in"] })(app);
      await app.shows("No medium with archives");
    },
  },
  {
    name: "content/nothing-typed",
    snapshot: freshSnapshot(),
    profiles: [PROFILES.ascii],
    async steps(app) {
      await opened(NOTHING)(app);
      await app.press("down", "down", "down");
      app.clock.advance(400);
      await app.press("choose");
      await app.shows("Archive or folder is not filled in yet");
    },
  },
];
