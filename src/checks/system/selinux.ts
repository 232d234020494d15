import type { HostView } from "../../engine/index.ts";
import { defineCheck, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const ENFORCE = "/sys/fs/selinux/enforce";
const MODULES = "/var/lib/selinux/targeted/active/modules";

export const selinux = defineCheck({
  ...ruleOf("system.selinux"),
  needs: [],
  async run(_, { host }) {
    const enforce = await readWord(host, ENFORCE);
    if (enforce.is === "unknown") throw new Error(enforce.why);
    if (enforce.is === "absent") return pass("not in use", { evidence: [`${ENFORCE}: missing`] });
    const evidence = [`${ENFORCE}: ${enforce.value}`];
    if (enforce.value !== "1") return pass("permissive", { evidence });
    const policies = await policiesIn(host);
    evidence.push(`policies for containers: ${policies.join(", ") || "none"}`);
    if (policies.length > 0) return pass("enforcing, with a policy for containers", { evidence });
    return warn("enforcing", {
      code: "SELINUX_WITHOUT_POLICY",
      expected: "a policy for containers",
      remedy: "Install container-selinux and the policy package of the distribution.",
      why: "Without the policy containers may not read their own files, and the node does not start.",
      evidence,
    });
  },
});

/** Modules lie in one folder for each priority. */
async function policiesIn(host: HostView): Promise<readonly string[]> {
  const priorities = (await host.files.list(MODULES)) ?? [];
  const lists = await Promise.all(priorities.map((name) => host.files.list(`${MODULES}/${name}`)));
  return lists.flatMap((names) => names ?? []).filter((name) => name === "container");
}
