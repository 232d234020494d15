import assert from "node:assert/strict";
import { test } from "node:test";
import type { NetworkChange } from "../../src/network/change.ts";
import { applyCommands, revertCommands } from "../../src/network/drivers/networkd/commands.ts";

test("going back with networkd takes the new VLAN away before the former files are read", () => {
  const work = { links: ["eth0", "eth0.100"], creates: ["eth0.100"], removes: [] };
  const change: NetworkChange = {
    driver: "systemd-networkd",
    files: [{ path: "/etc/systemd/network/10-bringup-eth0.network", content: null, mode: 0o644 }],
    apply: applyCommands(work),
    revert: revertCommands(work),
    links: work.links,
    creates: work.creates,
  };
  assert.deepEqual(JSON.parse(JSON.stringify(change)), change);
  assert.deepEqual(change.apply, [
    ["networkctl", "reload"],
    ["networkctl", "reconfigure", "eth0"],
    ["networkctl", "reconfigure", "eth0.100"],
  ]);
  assert.deepEqual(change.revert, [
    ["ip", "link", "delete", "dev", "eth0.100"],
    ["networkctl", "reload"],
    ["networkctl", "reconfigure", "eth0"],
  ]);
});
