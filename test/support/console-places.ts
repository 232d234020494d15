import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ConsolePlaces } from "../../src/terminal/console-quiet.ts";

/** A machine of files: kernel level 4, dark after ten minutes, process 1 writes on the console. */
export function machineOfFiles(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-console-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = { printk: "4\t4\t1\t7\n", consoleblank: "600\n", tty0: "", status: "yes" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export function placesIn(folder: string): ConsolePlaces {
  const path = (name: string) => join(folder, name);
  return {
    mayChange: () => true,
    folder: path("run"),
    kernelLevel: path("printk"),
    blanking: path("consoleblank"),
    screen: path("tty0"),
    showsStatus: async () => readFileSync(path("status"), "utf8") === "yes",
    signalInit(offset) {
      appendFileSync(path("signals"), `${offset} `);
      writeFileSync(path("status"), offset === 20 ? "yes" : "no");
    },
  };
}

/** As a person at the console would find it. */
export function seenIn(folder: string) {
  const read = (name: string) => readFileSync(join(folder, name), "latin1");
  return { printk: read("printk"), screen: read("tty0"), status: read("status") };
}
