import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { netplan } from "../../src/network/drivers/netplan/index.ts";
import { type NetworkSpec, wantedLinks } from "../../src/network/wanted.ts";
import { EVERYTHING } from "../contract/network-driver.ts";
import type { Guest } from "./guest.ts";
import type { Lane } from "./lane.ts";

const GOLDEN = new URL("../golden/network/netplan-generated.txt", import.meta.url);

export function netplanRenderCases({ skip, installed }: Lane): void {
  test("netplan itself takes every file of ours, and makes of it what was asked for", {
    skip,
  }, async () => {
    const guest = await installed();
    const generated = await generate(guest, EVERYTHING);
    if (process.env.UPDATE_GOLDEN === "1") {
      mkdirSync(new URL(".", GOLDEN), { recursive: true });
      writeFileSync(GOLDEN, generated);
    }
    assert.equal(generated, readFileSync(GOLDEN, "utf8"));
    await generate(guest, EVERY_BOND);
  });
}

const MODES = [
  ...(["active-backup", "802.3ad", "balance-rr", "balance-xor"] as const),
  ...(["broadcast", "balance-tlb", "balance-alb"] as const),
];
const EVERY_BOND: NetworkSpec = {
  interfaces: MODES.map((mode, index) => ({
    name: `bond${index}`,
    bond: { members: [`p${index}a`, `p${index}b`], mode },
    ipv4: { method: "dhcp" as const },
  })),
};

/** What netplan makes of the file, in a folder of its own: the links of the guest hear nothing of it. */
async function generate(guest: Guest, network: NetworkSpec): Promise<string> {
  const root = "/run/rendered";
  await guest.sh(`rm -rf ${root}; mkdir -p ${root}/etc/netplan`);
  for (const { path, content } of netplan.render(wantedLinks(network)))
    await guest.write(`${root}${path}`, content ?? "");
  const { code, stdout, stderr } = await guest.run(`netplan generate --root-dir ${root}`);
  assert.deepEqual([code, stdout, stderr], [0, "", ""], JSON.stringify(network));
  const show = `cd ${root}/run/systemd/network; for file in *; do echo "== $file"; cat $file; done`;
  return `${await guest.sh(show)}\n`;
}
