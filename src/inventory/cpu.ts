import { type HostView, knownValue } from "../engine/index.ts";
import { isRecord } from "../json/index.ts";
import { sanitize } from "../text/index.ts";
import { readDetail, readRequired } from "./read.ts";
import type { Cpu } from "./types.ts";

/**
 * /proc/cpuinfo is complete on amd64 and costs no child process. On arm64 it has part numbers in
 * place of names, and only there `systeminformation` is asked (it knows them through lscpu).
 */
export async function observeCpu(host: HostView, signal: AbortSignal): Promise<Cpu> {
  const [text, kernelWord] = await Promise.all([
    readRequired(host, "/proc/cpuinfo"),
    readDetail(host, "/proc/sys/kernel/arch"),
  ]);
  const fields = parseCpuinfo(text);
  const found = {
    architecture: architectureOf(kernelWord, fields),
    cores: fields.cores,
    flags: fields.flags,
  };
  if (fields.model !== undefined) {
    return { ...found, model: fields.model, vendor: vendorName(fields.vendor ?? "") };
  }
  return { ...found, ...(await askForName(host, signal)) };
}

interface CpuinfoFields {
  readonly model: string | undefined;
  readonly vendor: string | undefined;
  readonly isArm64: boolean;
  readonly cores: number;
  readonly flags: readonly string[];
}

export function parseCpuinfo(text: string): CpuinfoFields {
  const first = new Map<string, string>();
  let cores = 0;
  for (const line of text.split("\n")) {
    const [key, value] = split(line);
    if (key === "processor") cores++;
    if (!first.has(key)) first.set(key, value);
  }
  const get = (key: string) => first.get(key) || undefined;
  const flags = (get("flags") ?? get("Features") ?? "").split(" ").filter(Boolean);
  return {
    model: get("model name"),
    vendor: get("vendor_id"),
    isArm64: get("CPU architecture") === "8",
    cores,
    flags,
  };
}

function split(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  if (colon < 0) return ["", ""];
  return [
    line.slice(0, colon).trim(),
    sanitize(line.slice(colon + 1))
      .replace(/\s+/g, " ")
      .trim(),
  ];
}

/** /proc/sys/kernel/arch exists since Linux 6.1; before it the shape of cpuinfo tells as well. */
function architectureOf(kernelWord: string | undefined, fields: CpuinfoFields): string {
  if (kernelWord === "x86_64") return "amd64";
  if (kernelWord === "aarch64") return "arm64";
  if (kernelWord !== undefined) return kernelWord;
  if (fields.flags.includes("lm")) return "amd64";
  if (fields.isArm64) return "arm64";
  if (fields.vendor !== undefined) return "i386";
  throw new Error("/proc/cpuinfo does not say which architecture this is");
}

function vendorName(id: string): string {
  const names: Readonly<Record<string, string>> = {
    GenuineIntel: "Intel",
    AuthenticAMD: "AMD",
    HygonGenuine: "Hygon",
    CentaurHauls: "Centaur",
  };
  return names[id] ?? id;
}

async function askForName(
  host: HostView,
  signal: AbortSignal,
): Promise<{ model: string; vendor: string }> {
  const answer = knownValue(await host.hardware("cpu", { timeoutMs: 3000, signal }));
  const word = (key: string) =>
    isRecord(answer) && typeof answer[key] === "string" ? sanitize(answer[key]).trim() : "";
  return { model: word("brand"), vendor: word("manufacturer") || word("vendor") };
}
