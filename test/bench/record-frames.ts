// The frames of the real screens over real data on a fixed walk, for whoever wants to draw them.
import { type App, mount, type ScreenProfile } from "../support/screen.tsx";
import { PLAN } from "../support/session.ts";
import { busySnapshot } from "./busy-host.ts";

export interface RecordedFrame {
  /** What happened just before, for example `menu move`. */
  readonly step: string;
  /** As the drawing library wrote it: lines with SGR, nothing else. */
  readonly frame: string;
}

/** One thing that happens, and its name; the frames that follow are recorded under it. */
export interface Walk {
  readonly app: App;
  step(name: string, act: () => unknown): Promise<void>;
  /** Frames so far. */
  count(): number;
}

/** Leads the real program over a busy host; a frame for each step that changed the picture. */
export async function record(
  profile: ScreenProfile,
  walk: (walk: Walk) => Promise<void>,
): Promise<readonly RecordedFrame[]> {
  const frames: RecordedFrame[] = [];
  let newest = "";
  const app = await mount(await busySnapshot(), { profile, onFrame: (frame) => (newest = frame) });
  app.client.answers = ({ do: what }) => {
    if (what !== "plan") return { is: "ok" };
    app.client.change("plan", PLAN);
    return { is: "planned", plan: PLAN };
  };
  const take = (step: string) => {
    // What stays the same costs neither side a byte.
    if (frames.at(-1)?.frame !== newest) frames.push({ step, frame: newest });
  };
  take("first paint");
  await walk({
    app,
    async step(name, act) {
      await act();
      await app.settle();
      take(name);
    },
    count: () => frames.length,
  });
  await app.close();
  return frames;
}
