import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Look, readFrame } from "../../src/terminal/index.ts";
import { ODD_TREES, openInk, randomTree } from "../support/ink-frames.tsx";
import { mount } from "../support/screen.tsx";
import { seeded } from "../support/seeded.ts";
import { finishedSnapshot } from "../support/session.ts";

const LOOK: Look = { columns: 41, rows: 13, colour: 16, glyphs: "utf8" };
const SIZE = { columns: 40, rows: 12 };
/** By hand more: `FRAMES=20000`. */
const FRAMES = Number(process.env.FRAMES ?? 200);

test("a frame made without Ink's grid of cells shows what Ink's shows", () => {
  const { draw, close } = openInk(SIZE);
  let plain = 0;
  for (let seed = 0; seed < FRAMES; seed++) {
    const { ours, inks } = draw(randomTree(seeded(seed)));
    if (ours === undefined) continue;
    plain += 1;
    assert.deepEqual(readFrame(ours, LOOK), readFrame(inks, LOOK), `seed ${seed}:\n${inks}`);
  }
  close();
  assert.ok(plain > FRAMES / 3, `only ${plain} of ${FRAMES} frames were made without it`);
});

test("what is more than plain lines beside and below each other is left to Ink", () => {
  const { draw, close } = openInk(SIZE);
  for (const [what, tree] of Object.entries(ODD_TREES))
    assert.equal(draw(tree).ours, undefined, what);
  close();
});

test("a key that changes the page and the line of its keys is drawn once", async () => {
  const frames: string[] = [];
  const app = await mount(finishedSnapshot(), { onFrame: (frame) => frames.push(frame) });
  for (const title of ["Checks", "Settings", "Registration"]) {
    frames.length = 0;
    await app.type("\t");
    assert.match(app.line(2), new RegExp(`>${title}`));
    assert.equal(frames.length, 1);
  }
  await app.close();
});

test("the first frame has its line of keys before anything else is begun", async () => {
  const frames: string[] = [];
  let painted: string | undefined;
  const app = await mount(finishedSnapshot(), {
    onFrame: (frame) => frames.push(frame),
    onPainted() {
      painted = frames.at(-1);
    },
  });
  assert.match(painted ?? "", /q quit/);
  await app.close();
});
