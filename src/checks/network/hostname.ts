import { cannotTell, defineCheck, fail, pass } from "../check.ts";
import { readFirst } from "../read.ts";
import { ruleOf } from "../rules.ts";

/** RFC 1123 label, lower case, as Kubernetes wants it for a node. */
const VALID = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const PLACES = ["/proc/sys/kernel/hostname", "/etc/hostname"];
/** Names images come with: two such hosts would be one node. */
const NAMELESS = /^(localhost|localdomain|linux|ubuntu|debian|kairos|none|\(none\))$/;

export const hostname = defineCheck({
  ...ruleOf("network.hostname"),
  needs: [],
  async run(_, { host, document }) {
    const found = await readFirst(host, PLACES);
    if (found.is === "unknown") return cannotTell(found.why);
    if (found.is === "absent") return cannotTell(`${PLACES.join(" and ")} are missing`);
    const name = found.value;
    const label = name.split(".")[0] ?? "";
    const wanted = document?.spec.host?.hostname;
    if (wanted !== undefined && wanted !== name) return pass(`${name}, becomes ${wanted}`);
    const evidence = [`${PLACES[0]}: ${name}`];
    if (VALID.test(label) && !NAMELESS.test(label)) return pass(name, { evidence });
    return fail(name, {
      code: NAMELESS.test(label) ? "HOSTNAME_DEFAULT" : "HOSTNAME_INVALID",
      expected: "a name of its own in lower-case letters, digits and hyphens",
      remedy: "Set a host name (Settings > Host name).",
      why: "It becomes the name of the node; two nodes of one name overwrite each other.",
      evidence,
    });
  },
});
