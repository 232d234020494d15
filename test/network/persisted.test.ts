import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { ABSENT, known } from "../../src/engine/index.ts";
import { networkManager } from "../../src/network/drivers/network-manager/index.ts";
import { networkd } from "../../src/network/drivers/networkd/index.ts";
import { persistedFile } from "../../src/network/persisted.ts";
import { wantedLinks } from "../../src/network/wanted.ts";

const LINKS = wantedLinks({ interfaces: [{ name: "eth0", ipv4: { method: "dhcp" } }] });

test("on Kairos, what does not survive a restart is written anew before the network starts", () => {
  const files = networkManager.render(LINKS);
  const stage = persistedFile(files, ABSENT);
  assert.equal(stage?.path, "/oem/90_bringup_network.yaml");
  assert.equal(stage?.mode, 0o600);
  assert.deepEqual(parse(stage?.content ?? "").stages.initramfs[0].files, [
    {
      path: "/etc/NetworkManager/system-connections/bringup-eth0.nmconnection",
      permissions: 0o600,
      owner: 0,
      group: 0,
      content: files[0]?.content,
    },
  ]);
});

test("on Kairos, files of systemd-networkd survive by themselves, and an old stage goes", () => {
  const files = networkd.render(LINKS);
  const old = { path: "/oem/90_bringup_network.yaml", content: "x", mode: 0o600 };
  assert.equal(persistedFile(files, ABSENT), undefined);
  assert.deepEqual(persistedFile(files, known(old)), { ...old, content: null });
});
