import { knownValue } from "../../engine/index.ts";
import { defineCheck, fail, pass, warn } from "../check.ts";
import { readWord } from "../read.ts";
import { ruleOf } from "../rules.ts";

const PLACE = "/etc/machine-id";
/** Numbers board makers leave in thousands of boards: two such hosts look like one. */
const DUDS = [
  /^03000200-0400-0500-0006-000700080009$/i,
  /^([0-9a-f])\1{7}-(\1{4}-){3}\1{12}$/i,
  /^12345678-1234-/,
];

export const machineId = defineCheck({
  ...ruleOf("system.machine-id"),
  needs: [],
  async run(_, { host }) {
    const found = await readWord(host, PLACE);
    if (found.is === "unknown") throw new Error(found.why);
    const id = knownValue(found) ?? "";
    const evidence = [`${PLACE}: ${id || "missing"}`];
    if (!/^[0-9a-f]{32}$/.test(id) || /^0+$/.test(id)) {
      return fail(id === "" ? "none" : id, {
        code: "MACHINE_ID_MISSING",
        expected: "32 hexadecimal digits",
        remedy: "Run systemd-machine-id-setup, and reboot.",
        why: "Addresses by DHCP and the journal are bound to it, and the node is known by it.",
        evidence,
      });
    }
    // Without root it cannot be read, and then the number above has to do.
    const uuid = knownValue(await readWord(host, "/sys/class/dmi/id/product_uuid"));
    if (uuid === undefined || !DUDS.some((pattern) => pattern.test(uuid)))
      return pass(id, { evidence });
    return warn(`the board says ${uuid}`, {
      code: "BOARD_UUID_SHARED",
      expected: "a number of its own",
      remedy: "Name the edge ID in the document (spec.identity), or choose another source for it.",
      why: "Boards of this maker share the number, and the plane takes two hosts for one.",
      evidence: [...evidence, `product_uuid: ${uuid}`],
    });
  },
});
