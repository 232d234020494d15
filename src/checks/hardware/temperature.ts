import type { HostView } from "../../engine/index.ts";
import { defineCheck, pass, skip, warn } from "../check.ts";
import { readNumber, readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const THERMAL = "/sys/class/thermal";

export const temperature = defineCheck({
  ...ruleOf("hardware.temperature"),
  needs: [],
  async run(_, { host, limits }) {
    const zones = ((await host.files.list(THERMAL)) ?? []).filter((name) =>
      name.startsWith("thermal_zone"),
    );
    const seen = (await Promise.all(zones.map((zone) => look(host, `${THERMAL}/${zone}`)))).filter(
      (zone) => zone !== undefined,
    );
    if (seen.length === 0) return skip("no sensor");
    const evidence = seen.map(({ name, nowC, criticalC }) =>
      criticalC === undefined ? `${name}: ${nowC} C` : `${name}: ${nowC} C, off at ${criticalC} C`,
    );
    const hot = seen.find(
      ({ nowC, criticalC }) => criticalC !== undefined && nowC > criticalC - limits.coolMarginC,
    );
    const highest = Math.max(...seen.map(({ nowC }) => nowC));
    if (hot === undefined) return pass(`${highest} C at most`, { evidence });
    return warn(`${hot.name} ${hot.nowC} C`, {
      code: "TOO_HOT",
      expected: `${limits.coolMarginC} C below ${hot.criticalC} C`,
      remedy: "Look at fans, dust and the air around the box.",
      why: "Near its limit a processor slows down, and at the limit the machine switches itself off.",
      evidence,
    });
  },
});

interface Zone {
  readonly name: string;
  readonly nowC: number;
  /** At which the machine goes off; absent where the firmware names none. */
  readonly criticalC?: number;
}

async function look(host: HostView, at: string): Promise<Zone | undefined> {
  const [type, now, entries] = await Promise.all([
    readWord(host, `${at}/type`),
    readNumber(host, `${at}/temp`),
    host.files.list(at),
  ]);
  // A sensor that is switched off answers with an error.
  if (now.is !== "known") return undefined;
  const name = type.is === "known" ? type.value : at;
  const nowC = Math.round(now.value / 1000);
  for (const entry of entries ?? []) {
    if (!/^trip_point_\d+_type$/.test(entry)) continue;
    const kind = await readWord(host, `${at}/${entry}`);
    if (kind.is !== "known" || kind.value !== "critical") continue;
    const limit = await readNumber(host, `${at}/${entry.replace("_type", "_temp")}`);
    // Some firmware names impossible limits.
    if (limit.is === "known" && limit.value > 0) {
      return { name, nowC, criticalC: Math.round(limit.value / 1000) };
    }
  }
  return { name, nowC };
}
