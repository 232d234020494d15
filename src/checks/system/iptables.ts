import { troubleIn } from "../../engine/index.ts";
import { type CheckOutcome, cannotTell, defineCheck, pass, skip, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

/** netfilter: from 1.8.0 to 1.8.3 the variant for nf_tables adds its rules again and again. */
const BROKEN = /^1\.8\.[0-3]$/;
/** `iptables v1.8.10 (nf_tables)`; before 1.8 there was one variant and no word for it. */
const VERSION = /^iptables v([\d.]+)(?: \((\w+)\))?/;

export const iptables = defineCheck({
  ...ruleOf("system.iptables"),
  needs: [],
  async run(_, { host, signal }) {
    const legacy = await readWord(host, "/proc/net/ip_tables_names");
    if (legacy.is === "unknown") throw new Error(legacy.why);
    const outcome = await host.probe(["iptables", "--version"], { timeoutMs: 2000, signal });
    if (outcome.is === "missing") return skip("none: most distributions bring their own");
    if (outcome.is !== "exited") return cannotTell(troubleIn(outcome) ?? "it does not answer");
    const [, version, backend = "legacy"] = VERSION.exec(outcome.stdout) ?? [];
    if (version === undefined) return cannotTell("it does not say which version it is");
    return judge({ version, backend, tables: legacy.is === "known" ? legacy.value : "" });
  },
});

interface Seen {
  readonly version: string;
  /** `nf_tables` or `legacy`. */
  readonly backend: string;
  /** Tables in which the old variant has rules. */
  readonly tables: string;
}

function judge({ version, backend, tables }: Seen): CheckOutcome {
  const shown = `${version}, ${backend}`;
  const evidence = [`iptables --version: ${shown}`, `legacy tables: ${tables || "none"}`];
  const finding = {
    expected: "one variant, not 1.8.0 to 1.8.3",
    why: "Rules are applied twice or against each other, and pods lose their network after hours.",
    evidence,
  };
  if (backend !== "nf_tables") return pass(shown, { evidence });
  if (BROKEN.test(version)) {
    return warn(shown, {
      ...finding,
      code: "IPTABLES_BROKEN",
      remedy: "Install a younger iptables, or let the distribution use its own.",
    });
  }
  if (tables === "") return pass(shown, { evidence });
  return warn("rules of both variants", {
    ...finding,
    code: "IPTABLES_MIXED",
    remedy: "Empty the tables of the old variant (iptables-legacy -F) and reboot without it.",
  });
}
