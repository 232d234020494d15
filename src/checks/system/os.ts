import { defineCheck, pass, warn } from "../check.ts";
import { ruleOf } from "../rules.ts";

/** Verified with Palette Edge: images of the appliance mode, and hosts of the agent mode. */
const VERIFIED: Readonly<Record<string, RegExp>> = {
  ubuntu: /^(22|24)\.04/,
  "opensuse-leap": /^15\./,
  "sle-micro": /^5\.[45]/,
  rhel: /^[89](\.|$)/,
  rocky: /^[89](\.|$)/,
};

export const os = defineCheck({
  ...ruleOf("system.os"),
  needs: ["os"],
  run({ os: { id, version, prettyName, isKairos } }) {
    const evidence = [`os-release: ID=${id} VERSION_ID=${version}`];
    if (isKairos) return pass(`${prettyName}, immutable`, { evidence });
    if (VERIFIED[id]?.test(version)) return pass(prettyName, { evidence });
    return warn(prettyName, {
      code: "OS_UNVERIFIED",
      expected: "Ubuntu 22.04 or 24.04, openSUSE Leap 15, SLE Micro 5, RHEL or Rocky 8 or 9",
      remedy: "Install a verified system, or waive this after a trial of the whole walk.",
      why: "On other systems packages, paths and security modules differ from what is tested.",
      evidence,
    });
  },
});
