import { oneCellEach, sanitize } from "../../src/text/index.ts";
import { createFakeLog, HOSTILE, K3S_LINES } from "./logs.ts";
import type { Picture } from "./pictures.ts";
import { type App, PROFILES } from "./screen.tsx";
import { freshSnapshot } from "./session.ts";

const VT100 = { ...PROFILES.ascii, name: "80x24-vt100", env: { TERM: "vt100", LANG: "C" } };
const MAIN = [
  PROFILES.ascii,
  PROFILES.wide,
  VT100,
  PROFILES.utf8,
  PROFILES.console,
  PROFILES.large,
];

const openWith = (log = createFakeLog(K3S_LINES)) =>
  async function open(app: App): Promise<void> {
    app.client.answers = log.answer;
    await app.press("logs");
  };

const isAscii = (text: string) => /^[ -~?]*$/.test(oneCellEach(sanitize(text)));

/** Lines that came while the log was stopped. */
async function paused(app: App): Promise<void> {
  const log = createFakeLog(K3S_LINES);
  await openWith(log)(app);
  await app.press("pause-log");
  log.write({ text: "one more", from: "k3s[812]" });
  log.miss(122);
  app.clock.advance(3000);
  await app.settle();
}

export const LOG_PICTURES: readonly Picture[] = [
  { name: "logs/following", snapshot: freshSnapshot(), profiles: MAIN, steps: openWith() },
  { name: "logs/paused", snapshot: freshSnapshot(), steps: paused },
  {
    name: "logs/hostile",
    snapshot: freshSnapshot(),
    profiles: [PROFILES.ascii, PROFILES.utf8],
    // But for those in which even a harmless letter is one that not every device has.
    steps: openWith(createFakeLog(HOSTILE.filter(isAscii).map((text) => ({ text })))),
  },
  {
    name: "logs/list",
    snapshot: freshSnapshot(),
    async steps(app) {
      await openWith()(app);
      await app.press("choose");
    },
  },
  {
    name: "logs/none",
    snapshot: freshSnapshot(),
    async steps(app) {
      app.client.answers = () => ({ is: "logs", logs: [] });
      await app.press("logs");
    },
  },
];
