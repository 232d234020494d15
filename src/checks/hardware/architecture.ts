import { cannotTell, defineCheck, fail, pass, warn } from "../check.ts";
import { readFirst } from "../read.ts";
import { ruleOf } from "../rules.ts";

const BOARD = ["/proc/device-tree/model", "/sys/class/dmi/id/product_name"];

export const architecture = defineCheck({
  ...ruleOf("hardware.architecture"),
  needs: ["cpu"],
  async run({ cpu }, { host }) {
    if (cpu.architecture === "amd64") return pass("amd64");
    if (cpu.architecture !== "arm64") {
      return fail(cpu.architecture, {
        code: "ARCHITECTURE_UNSUPPORTED",
        expected: "amd64 or arm64",
        remedy: "Use a machine with a 64-bit Intel, AMD or Arm processor.",
        why: "No distribution here is built for this architecture.",
      });
    }
    const board = await readFirst(host, BOARD);
    if (board.is === "unknown") return cannotTell(`arm64, board not known: ${board.why}`);
    const name = board.is === "known" ? board.value : "board without a name";
    if (/\bOrin\b/.test(name)) return pass(`arm64, ${name}`, { evidence: BOARD });
    return warn(`arm64, ${name}`, {
      code: "ARCHITECTURE_UNVERIFIED",
      expected: "Jetson Orin",
      remedy: "Try the whole walk on one such board first, then waive this.",
      why: "Of the arm64 boards only the NVIDIA Jetson Orin family is verified.",
      evidence: BOARD,
    });
  },
});
