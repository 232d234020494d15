import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { eventually } from "../support/eventually.ts";
import type { Printed } from "../support/printed.ts";

/** A tab of a real browser, held as a phone is: narrow, with fingers, and no script of the page runs. */
export interface Tab {
  open(url: string): Promise<void>;
  /** Text of the page as a person would read it, tags left out. */
  text(): Promise<string>;
  /** Waits for it; fails with what is there instead. */
  sees(text: string): Promise<void>;
  type(selector: string, text: string): Promise<void>;
  click(selector: string): Promise<void>;
  /** Width of the page and of the window, in CSS pixels. */
  widths(): Promise<{ readonly page: number; readonly window: number }>;
  style(selector: string, property: string): Promise<string>;
  cookies(): Promise<readonly Record<string, unknown>[]>;
  /** Everything the browser asked for so far. */
  readonly asked: readonly string[];
  /** What it complained about: policy, certificates, missing files. */
  readonly complaints: readonly string[];
}

const PROGRAMS = ["chromium-headless-shell", "chromium"];
const WINDOW = { width: 360, height: 740, deviceScaleFactor: 2, mobile: true };

export function findChromium(): string | undefined {
  return PROGRAMS.find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** `spki` are digests of keys it takes for a server, base64 SHA-256; all others must be trusted. */
export async function openTab(t: TestContext, program: string, spki: string): Promise<Tab> {
  const profile = mkdtempSync(join(tmpdir(), "browser-"));
  const child = spawn(
    program,
    [
      ...[
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        // A click on a page that is there and not painted yet counts.
        "--allow-pre-commit-input",
      ],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ...["--remote-debugging-port=0", `--user-data-dir=${profile}`],
      ...[`--ignore-certificate-errors-spki-list=${spki}`, "about:blank"],
    ],
    { stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  t.after(async () => {
    // The whole group: its helpers outlive it otherwise.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await gone;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const port = await eventually("the browser listens", () => {
    if (child.exitCode !== null) throw new Error(said);
    return /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said)?.[1];
  });
  const pages = await eventually("a tab", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
    const list = (await answer.json()) as { type: string; webSocketDebuggerUrl: string }[];
    return list.find(({ type }) => type === "page");
  });
  return tabOf(await openWire(t, pages.webSocketDebuggerUrl));
}

interface Wire {
  call(method: string, params?: object): Promise<Printed>;
  on(method: string, listener: (params: Printed) => void): void;
}

async function openWire(t: TestContext, url: string): Promise<Wire> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  t.after(() => socket.close());
  const waiting = new Map<number, { resolve(value: unknown): void; reject(why: Error): void }>();
  const listeners = new Map<string, (params: Printed) => void>();
  socket.addEventListener("message", ({ data }) => {
    const { id, method, params, result, error } = JSON.parse(String(data));
    if (method !== undefined) listeners.get(method)?.(params);
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) asked?.reject(new Error(error.message));
    else asked?.resolve(result);
  });
  let next = 0;
  return {
    call: (method, params = {}) =>
      new Promise((resolve, reject) => {
        waiting.set(++next, { resolve, reject });
        socket.send(JSON.stringify({ id: next, method, params }));
      }),
    on: (method, listener) => void listeners.set(method, listener),
  };
}

async function tabOf({ call, on }: Wire): Promise<Tab> {
  const [asked, complaints]: [string[], string[]] = [[], []];
  on("Network.requestWillBeSent", ({ request }) => asked.push(request.url));
  let loads = 0;
  on("Page.loadEventFired", () => loads++);
  on("Log.entryAdded", ({ entry }) => complaints.push(`${entry.text} ${entry.url ?? ""}`));
  for (const domain of ["Page", "DOM", "CSS", "Network", "Log"]) await call(`${domain}.enable`);
  await call("Emulation.setDeviceMetricsOverride", WINDOW);
  await call("Emulation.setScriptExecutionDisabled", { value: true });
  const html = async (): Promise<string> => {
    const { root } = await call("DOM.getDocument", { depth: 0 });
    return (await call("DOM.getOuterHTML", { nodeId: root.nodeId })).outerHTML;
  };
  const find = (selector: string): Promise<number> =>
    eventually(selector, async () => {
      const { root } = await call("DOM.getDocument", { depth: 0 });
      // The page may be replaced while it is looked at.
      const found = await call("DOM.querySelector", { nodeId: root.nodeId, selector }).catch(
        () => ({}),
      );
      return found.nodeId > 0 && found.nodeId;
    });
  const text = async () =>
    (await html())
      .replace(/<(style|head)[\s\S]*?<\/\1>/g, "")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
  /** The page may be replaced between the look and the act: then it is looked for again. */
  const onNode = <T>(selector: string, act: (nodeId: number) => Promise<T>): Promise<T> =>
    eventually(`${selector} stays`, async () => {
      const done = act(await find(selector));
      return done.then((value) => ({ value })).catch(unlessReplaced);
    }).then(({ value }) => value);
  const click = async (selector: string) => {
    const { model } = await onNode(selector, async (nodeId) => {
      await call("DOM.scrollIntoViewIfNeeded", { nodeId });
      return call("DOM.getBoxModel", { nodeId });
    });
    const [left, top, right, , , bottom] = model.content as readonly number[];
    const at = { x: ((left ?? 0) + (right ?? 0)) / 2, y: ((top ?? 0) + (bottom ?? 0)) / 2 };
    for (const type of ["mousePressed", "mouseReleased"]) {
      await call("Input.dispatchMouseEvent", { type, ...at, button: "left", clickCount: 1 });
    }
  };
  return {
    ...{ asked, complaints, text, click },
    async open(url) {
      const before = loads;
      await call("Page.navigate", { url });
      await eventually(`${url} is loaded`, async () => loads > before);
    },
    async sees(wanted) {
      let last = "";
      const look = async () => {
        last = await text().catch(() => "");
        return last.includes(wanted);
      };
      await eventually(wanted, look, 30_000).catch((cause: unknown) => {
        throw new Error(`not seen: ${wanted}; the page says: ${last}`, { cause });
      });
    },
    async type(selector, given) {
      await onNode(selector, (nodeId) => call("DOM.focus", { nodeId }));
      await call("Input.insertText", { text: given });
    },
    async widths() {
      const { cssLayoutViewport, cssContentSize } = await call("Page.getLayoutMetrics");
      return { page: cssContentSize.width, window: cssLayoutViewport.clientWidth };
    },
    async style(selector, property) {
      const { computedStyle } = await onNode(selector, (nodeId) =>
        call("CSS.getComputedStyleForNode", { nodeId }),
      );
      const all = computedStyle as readonly { readonly name: string; readonly value: string }[];
      return all.find(({ name }) => name === property)?.value ?? "";
    },
    cookies: async () => (await call("Network.getCookies")).cookies,
  };
}

/** @throws for everything else */
function unlessReplaced(thrown: unknown): undefined {
  if (thrown instanceof Error && /node with given id|layout object/i.test(thrown.message)) return;
  throw thrown;
}
