import { inGuest, within } from "./deadline.ts";
import { connectLines } from "./lines.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A root shell in a guest: guest/usr/lib/lab/shell at the other end. */
export interface Shell {
  /** Several may be on their way at once. @throws when the guest starts anew before the end */
  run(script: string, limitMs?: number): Promise<Ended>;
  /** Resolves with the id of the next boot. Ask before what causes it. */
  nextBoot(): Promise<string>;
  /** Gives up what is on its way: the guest is about to be another one. */
  forget(why: string): void;
  close(): void;
}

const LIMIT_MS = inGuest(3_000);
const BOOT_LIMIT_MS = inGuest(10_000);

export async function openShell(path: string): Promise<Shell> {
  const running = new Map<string, PromiseWithResolvers<Ended>>();
  const awaitingBoot: PromiseWithResolvers<string>[] = [];
  let count = 0;

  function forget(why: string): void {
    for (const call of running.values()) call.reject(new Error(why));
    running.clear();
  }

  const lines = await connectLines(path, (line) => {
    const [id = "", code = "", stdout = "", stderr = ""] = line.split(" ");
    if (id === "boot") {
      forget("the guest started anew");
      for (const { resolve } of awaitingBoot.splice(0)) resolve(code);
      return;
    }
    running.get(id)?.resolve({ code: Number(code), stdout: text(stdout), stderr: text(stderr) });
    running.delete(id);
  });

  return {
    forget,
    run(script, limitMs = LIMIT_MS) {
      const id = `${process.pid}.${++count}`;
      const call = Promise.withResolvers<Ended>();
      running.set(id, call);
      lines.send(`${id} ${Buffer.from(script).toString("base64")}`);
      return within(script, limitMs, call.promise);
    },
    nextBoot() {
      const boot = Promise.withResolvers<string>();
      awaitingBoot.push(boot);
      return within("the guest boots", BOOT_LIMIT_MS, boot.promise);
    },
    close: lines.close,
  };
}

const text = (encoded: string) => Buffer.from(encoded, "base64").toString("utf8");
