// What a person at the far end of a 9600 baud line waits for, with a run in progress.
// Run: node build.ts, then node --import=tsx test/bench/slow-line.ts [baud] [keys]
import { setTimeout as pause } from "node:timers/promises";
import { MOMENTS } from "../../src/distributions/shared/stand-in/timeline.ts";
import { createAgentBench } from "../support/agent-process.ts";
import { PRACTICE_DOCUMENT } from "../support/practice-document.ts";
import { type FarEnd, openFarEnd } from "./far-end.ts";
import { conclude, judge, pauses, percentile } from "./numbers.ts";

const baud = Number(process.argv[2] ?? 9600);
const keys = Number(process.argv[3] ?? 100);
/** Pages, pauses and the start; then two lists, with half a second before each key. */
const neededMs = 120_000 + keys * 2 * 900;
/** Stretches the rehearsed services: the run outlasts the measurement. */
const pace = Math.ceil(neededMs / (MOMENTS.registered + MOMENTS.cni));
/** Slower ones are given up by the steps that wait for them. */
const MOST_PACE = 180;
if (pace > MOST_PACE) throw new Error(`${keys} keys take longer than any run; try 300`);
const DOWN = "\u001b[B";
const UP = "\u001b[A";
const HOME = "\u001b[H";

const endings: (() => unknown)[] = [];
try {
  const bench = await createAgentBench(
    { after: (act) => endings.push(act as () => unknown) },
    String(pace),
  );
  await bench.start();
  const client = await bench.connect();
  const planned = await client.send({ do: "plan", documentText: PRACTICE_DOCUMENT });
  if (planned.is !== "planned") throw new Error(JSON.stringify(planned));
  await client.send({ do: "approve", hash: planned.plan.plan.hash });
  const farEnd = openFarEnd({ baud, stateDir: bench.stateDir });
  endings.unshift(() => farEnd.close());
  await measure(farEnd);
  const { run } = client.snapshot();
  process.stdout.write(`the run was ${run?.state} all the while\n`);
  if (run?.state !== "running") throw new Error("the run ended before the measurement did");
} finally {
  for (const end of endings) await end();
}
conclude();

async function measure(farEnd: FarEnd): Promise<void> {
  await farEnd.waitFor(() => farEnd.row(2).includes(">Overview"));
  await farEnd.quiet(1000, performance.now());
  // Once around for nothing: what a host is asked for at first comes in while its page is open.
  for (let page = 0; page < 7; page++) await nextPage(farEnd);
  await changePages(farEnd);
  for (const title of ["Checks", "Cluster"]) await moveInList(farEnd, title);
  await watchLine(farEnd);
}

function titleOn(farEnd: FarEnd): string {
  return />(\w+)[^<]*</.exec(farEnd.row(2))?.[1] ?? "";
}

/** What is highlighted, without the numbers that tick at its end; for a moment also what was. */
function highlighted(farEnd: FarEnd): readonly string[] {
  const rows = farEnd.rows().slice(3);
  return rows.filter((row) => row.startsWith(">")).map((row) => row.slice(0, 40));
}

async function nextPage(farEnd: FarEnd): Promise<void> {
  const before = titleOn(farEnd);
  await farEnd.press("\t", () => !["", before].includes(titleOn(farEnd)));
  await farEnd.quiet(400, performance.now());
}

async function changePages(farEnd: FarEnd): Promise<void> {
  const important: number[] = [];
  const whole: number[] = [];
  for (let page = 0; page < 14; page++) {
    const before = [titleOn(farEnd), farEnd.row(4)];
    const startMs = performance.now();
    const isThere = () => {
      const title = titleOn(farEnd);
      const isNew = title !== "" && title !== before[0] && farEnd.row(4) !== before[1];
      return isNew && (title === "Overview" || farEnd.row(4).startsWith(title));
    };
    important.push(await farEnd.press("\t", isThere));
    whole.push(await farEnd.quiet(250, startMs));
  }
  judge("page: title and first line, p50", percentile(important, 0.5), { most: 600, unit: "ms" });
  judge("page: title and first line, worst", Math.max(...important), { most: 600, unit: "ms" });
  judge("page: whole, worst", Math.max(...whole), { most: 1300, unit: "ms" });
}

async function moveInList(farEnd: FarEnd, title: string): Promise<void> {
  const gap = pauses({ leastMs: 80, mostMs: 900 });
  for (let tries = 0; titleOn(farEnd) !== title; tries++) {
    if (tries > 8) throw new Error(`no way to ${title}`);
    await nextPage(farEnd);
  }
  await farEnd.press(HOME, () => true);
  await farEnd.quiet(400, performance.now());
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    await pause(gap());
    const before = new Set(highlighted(farEnd));
    const isMoved = () => highlighted(farEnd).some((row) => !before.has(row));
    times.push(await farEnd.press(Math.floor(key / 4) % 2 === 0 ? DOWN : UP, isMoved));
  }
  judge(`key in the list of ${title}, p50`, percentile(times, 0.5), { most: 150, unit: "ms" });
  judge(`key in the list of ${title}, p99`, percentile(times, 0.99), { most: 150, unit: "ms" });
}

/** What goes over the line by itself while a run is in progress and nobody types. */
async function watchLine(farEnd: FarEnd): Promise<void> {
  // After the last key the screen is sent once more, for whatever others wrote on the same line.
  await pause(6000);
  const before = farEnd.arrived();
  await pause(10_000);
  const share = ((farEnd.arrived() - before) * 10) / (10 * baud);
  judge("share of the line taken with nobody typing, %", share * 100, { most: 5, unit: "%" });
}
