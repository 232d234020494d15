import type { HostView } from "../../engine/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";
import { wantedSysctls } from "./sysctl-table.ts";

/** sysctl.d(5): a name in an earlier folder hides the same name in a later one. */
const FOLDERS = ["/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d", "/usr/lib/sysctl.d"];

export const sysctlFiles = defineCheck({
  ...ruleOf("system.sysctl-files"),
  needs: [],
  async run(_, { host, document }) {
    const files = await orderedFiles(host);
    const last = new Map<string, Setting>();
    for (const path of files) {
      for (const setting of settingsIn(path, (await host.files.readText(path)) ?? ""))
        last.set(setting.name, setting);
    }
    const wrong = wantedSysctls(document).flatMap(({ name, value, isMinimum }) => {
      const set = last.get(name);
      if (set === undefined) return [];
      const number = Number(set.value);
      return (isMinimum ? number >= value : number === value) ? [] : [set];
    });
    if (wrong.length === 0) return pass(`${files.length} files, none against us`);
    return warn(wrong.map(({ path, name }) => `${path}: ${name}`).join(", "), {
      code: "SYSCTL_FILE_WINS",
      expected: "no file that sets other values",
      remedy: "Remove these lines; of several files the one whose name sorts last wins.",
      why: "At the next boot the value of this file comes back, and pods lose their network.",
      evidence: wrong.map(({ path, name, value }) => `${path}: ${name} = ${value}`),
    });
  },
});

interface Setting {
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** By file name, whatever the folder, as systemd-sysctl applies them. */
async function orderedFiles(host: HostView): Promise<readonly string[]> {
  const byName = new Map<string, string>();
  for (const folder of FOLDERS) {
    for (const name of (await host.files.list(folder)) ?? []) {
      if (name.endsWith(".conf") && !byName.has(name)) byName.set(name, `${folder}/${name}`);
    }
  }
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, path]) => path);
}

function settingsIn(path: string, text: string): readonly Setting[] {
  return text.split("\n").flatMap((line) => {
    const [, key, value] = /^\s*-?([\w./-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return [];
    return [{ path, name: key.replaceAll("/", "."), value }];
  });
}
