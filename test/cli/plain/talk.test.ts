import assert from "node:assert/strict";
import { PassThrough, Writable } from "node:stream";
import { type TestContext, test } from "node:test";
import { createOutput } from "../../../src/cli/output.ts";
import { choose, confirm } from "../../../src/cli/plain/choose.ts";
import type { Question } from "../../../src/cli/plain/replies.ts";
import { createTalk } from "../../../src/cli/plain/talk.ts";
import type { World } from "../../../src/cli/world.ts";
import { eventually } from "../../support/eventually.ts";

/** A conversation whose other end is this test; `happened` keeps what was printed and what the terminal was told. */
function talkBench(t: TestContext, { isTTY = false } = {}) {
  const happened: string[] = [];
  const stopped = new AbortController();
  let interrupt = () => {};
  const stdin = Object.assign(new PassThrough(), {
    isTTY,
    setRawMode: (isRaw: boolean) => happened.push(isRaw ? "<hidden>" : "<shown>"),
  });
  const stdout = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        happened.push(String(chunk));
        done();
      },
    }),
    { isTTY },
  );
  // Who only talks opens no engine and no host.
  const world = {
    stdin,
    stdout,
    stderr: new PassThrough(),
    env: {},
    signal: stopped.signal,
    onInterrupt(listener: () => void) {
      interrupt = listener;
      return () => {};
    },
  } as unknown as World;
  const talk = createTalk({ world, out: createOutput(world, false) });
  t.after(talk.close);
  const printed = () => happened.filter((part) => !part.startsWith("<")).join("");
  return {
    talk,
    happened,
    printed,
    type: (text: string) => stdin.write(text),
    end: () => stdin.end(),
    interrupt: () => interrupt(),
    stop: () => stopped.abort(),
    prompted: (prompt: string) => eventually(prompt, () => printed().endsWith(prompt)),
  };
}

const NAME: Question = { prompt: "Name", usual: "anna", help: ["Say who."], words: ["none"] };
const left = (why: string) => ({ name: "Error", why });

test("help explains and asks again; words and their short forms are known in any case", async (t) => {
  const { talk, type, printed } = talkBench(t);
  type("HELP\n?\nNone\n\nb\nconstructor\nExit\n");
  assert.deepEqual(await talk.ask(NAME), { is: "word", word: "none" });
  const help =
    "Say who.\nWords here: back, help, exit, none. Short: b, ? and q for back, help and exit.\n";
  assert.equal(
    printed().replaceAll(/Words[^.]*\. [^.]*\./g, (text) => text.replace("\n", " ")),
    `Name [anna]: \n${help}Name [anna]: \n${help}Name [anna]: \n`,
  );
  assert.deepEqual(await talk.ask(NAME), { is: "enter" });
  assert.deepEqual(await talk.ask(NAME), { is: "back" });
  assert.deepEqual(await talk.ask(NAME), { is: "text", text: "constructor" });
  await assert.rejects(talk.ask(NAME), left("exit"));
});

test("where anything may be typed only whole words count, and a backslash makes them text", async (t) => {
  const { talk, type } = talkBench(t);
  type("b\nBack\n\\back\n\\\\exit\n\\path\nback\n");
  const texts: unknown[] = [];
  for (let at = 0; at < 5; at++) texts.push(await talk.ask({ ...NAME, isFree: true }));
  assert.deepEqual(
    texts,
    ["b", "Back", "back", "\\exit", "\\path"].map((text) => ({ is: "text", text })),
  );
  assert.deepEqual(await talk.ask({ ...NAME, isFree: true }), { is: "back" });
});

test("a prompt is one line of at most 79 columns, and what Enter takes is cut, not the colon", async (t) => {
  const { talk, type, printed } = talkBench(t);
  type("\n");
  await talk.ask({ ...NAME, usual: "\u00fc".repeat(200) });
  assert.match(printed(), /^Name \[u{60,}\.\.\]: \n$/);
  assert.ok(printed().length <= 80);
});

test("a secret is hidden before it is asked for, and typing is shown again on every way out", async (t) => {
  const secret = { prompt: "Token", help: [], isFree: true, isSecret: true };
  const ways = [
    ["an answer", (bench: Bench) => bench.type("s3cret\r")],
    ["Ctrl-C as a key", (bench: Bench) => bench.type("s3c\u0003")],
    ["the end of the line", (bench: Bench) => bench.end()],
    ["a signal to end", (bench: Bench) => bench.stop()],
  ] as const;
  for (const [name, way] of ways) {
    const bench = talkBench(t, { isTTY: true });
    const asked = bench.talk.ask(secret).catch(() => undefined);
    await bench.prompted("Token: ");
    way(bench);
    await asked;
    const { happened } = bench;
    assert.ok(happened.indexOf("<hidden>") < happened.indexOf("Token: "), name);
    assert.equal(happened.filter((part) => part.startsWith("<")).at(-1), "<shown>", name);
    assert.doesNotMatch(bench.printed(), /s3c/, name);
  }
});
type Bench = ReturnType<typeof talkBench>;

test("Ctrl-C gives up a question; a second one with nothing typed between leaves", async (t) => {
  const { talk, type, interrupt, prompted } = talkBench(t);
  const press = async () => {
    const asked = talk.ask(NAME);
    asked.catch(() => {});
    await prompted("Name [anna]: ");
    interrupt();
    return asked;
  };
  await assert.rejects(press(), left("interrupted"));
  type("otto\n");
  assert.deepEqual(await talk.ask(NAME), { is: "text", text: "otto" });
  await assert.rejects(press(), left("interrupted"));
  await assert.rejects(press(), left("interrupted-twice"));
});

test("the next thing said begins on a line of its own, also after an answer typed ahead", async (t) => {
  const { talk, type, printed, prompted } = talkBench(t, { isTTY: true });
  type("ahead\n");
  await new Promise(setImmediate);
  await talk.ask(NAME);
  const asked = talk.ask(NAME);
  await prompted("\nName [anna]: ");
  type("in time\n");
  await asked;
  // The terminal itself shows what is typed, and its Enter.
  assert.equal(printed(), "Name [anna]: \nName [anna]: ");
});

test("the end of the input leaves, and so does a signal, once what was typed is answered", async (t) => {
  const ended = talkBench(t);
  ended.type("otto");
  ended.end();
  assert.deepEqual(await ended.talk.ask(NAME), { is: "text", text: "otto" });
  await assert.rejects(ended.talk.ask(NAME), left("end-of-input"));

  const stopped = talkBench(t);
  stopped.stop();
  await assert.rejects(stopped.talk.ask(NAME), left("stopped"));
});

const forever = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener("abort", () => resolve("over")));

test("a blank line ends a wait and answers nothing else", async (t) => {
  const { talk, type } = talkBench(t);
  type("typed before\n");
  const waited = talk.wait(forever);
  type("  \nfor later\n");
  assert.equal(await waited, undefined);
  assert.deepEqual(await talk.ask(NAME), { is: "text", text: "typed before" });
  assert.deepEqual(await talk.ask(NAME), { is: "text", text: "for later" });
});

test("other lines do not end a wait: a script may be ahead of what it waits for", async (t) => {
  const { talk, type, end } = talkBench(t);
  const work = Promise.withResolvers<string>();
  const waited = talk.wait(() => work.promise);
  type("status\n");
  end();
  setImmediate(() => work.resolve("done"));
  assert.equal(await waited, "done");
  assert.deepEqual(await talk.ask(NAME), { is: "text", text: "status" });
});

test("exit ends a wait and leaves at the next prompt; Ctrl-C and hanging up end it too", async (t) => {
  const { talk, type, interrupt } = talkBench(t);
  const waited = talk.wait(forever);
  type("exit\n");
  assert.equal(await waited, undefined);
  await assert.rejects(talk.ask(NAME), left("exit"));

  const interrupted = talk.wait(forever);
  interrupt();
  assert.equal(await interrupted, undefined);

  const atTerminal = talkBench(t, { isTTY: true });
  const hungUp = atTerminal.talk.wait(forever);
  atTerminal.end();
  assert.equal(await hungUp, undefined);
});

test("a choice is taken by number, name or the only start of a name; nothing is guessed", async (t) => {
  const { talk, type, printed } = talkBench(t);
  const choice = {
    prompt: "Which",
    options: [
      { value: "stay", label: "Do not cancel" },
      { value: "undo", label: "Undo all" },
      { value: "under", label: "Look under it" },
    ],
    usual: "stay",
    help: [],
  } as const;
  type("2\nLOOK\nund\n9\n0\n\nback\n");
  assert.equal(await choose(talk, choice), "undo");
  assert.equal(await choose(talk, choice), "under");
  assert.equal(await choose(talk, choice), "stay");
  assert.equal(printed().split("There is no choice").length, 4);
  assert.equal(await choose(talk, choice), undefined);
});

test("only the whole word is consent: not Enter, a number, back, or the wrong case", async (t) => {
  const { talk, type, printed } = talkBench(t);
  const heard: string[] = [];
  const asked = { to: "go on", help: [], also: { diff: () => heard.push("diff") } };
  for (const answer of ["", "y", "1", "back", "no", "YES", "yes please"]) {
    type(`${answer}\n`);
    assert.equal(await confirm(talk, asked), false, answer);
  }
  assert.equal(printed().split("Not done: nothing was changed.").length, 8);
  type("diff\nyes\n");
  assert.equal(await confirm(talk, asked), true);
  assert.deepEqual(heard, ["diff"]);
});
