import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { defaultStateDir } from "../src/agent/index.ts";
import type { HostChoice, World } from "../src/cli/index.ts";
import {
  crashPage,
  createCrashCount,
  pauseAfter,
  waitForEnter,
  writeCrashLog,
} from "../src/terminal/index.ts";

/** Shows a crash and waits for the person; `again`: the console is to be opened once more. */
export type AfterCrash = (
  thrown: unknown,
) => Promise<{ readonly isAgain: boolean; readonly logPath: string | undefined }>;

export function createAfterCrash(
  choice: HostChoice,
  { env, signal, version }: Pick<World, "env" | "signal" | "version">,
): AfterCrash {
  const { stdin, stdout } = process;
  const count = createCrashCount(() => performance.now());
  const ownState = env.XDG_STATE_HOME ?? join(homedir(), ".local/state");
  const folders = [defaultStateDir(choice), join(ownState, "bringup")].map((folder) =>
    join(folder, "crashes"),
  );
  return async (thrown) => {
    const about = [
      `bringup ${version}, Node ${process.versions.node}, up ${Math.round(process.uptime())} s`,
      `terminal ${env.TERM ?? "unknown"}, ${stdout.columns}x${stdout.rows}`,
    ];
    const logPath = writeCrashLog(thrown, { folders, about, atMs: Date.now() });
    const crashes = count();
    const { columns = 80 } = stdout;
    stdout.write(crashPage({ thrown, logPath, columns: columns || 80, count: crashes }));
    const pressed = await waitForEnter(stdin, { timeoutMs: pauseAfter(crashes), signal });
    return { isAgain: pressed !== "leave", logPath };
  };
}
