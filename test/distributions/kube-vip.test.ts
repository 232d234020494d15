import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { ADMIN_CONF, SUPER_ADMIN_CONF } from "../../src/distributions/kubeadm/paths.ts";
import {
  KUBE_VIP_VERSION,
  kubeVipOf,
  renderKubeVipDaemonSet,
  renderKubeVipPod,
} from "../../src/distributions/shared/kube-vip.ts";
import { known } from "../../src/engine/index.ts";

const VIP = { version: KUBE_VIP_VERSION, address: "10.10.216.100", interface: "eth0" };

/** The network had another name before 0.9. */
const RENDERED: Readonly<Record<string, string>> = {
  pod: renderKubeVipPod(VIP, ADMIN_CONF),
  "pod-while-initialised": renderKubeVipPod(VIP, SUPER_ADMIN_CONF),
  "pod-0.8": renderKubeVipPod({ ...VIP, version: "0.8.9" }, ADMIN_CONF),
  "pod-ipv6": renderKubeVipPod({ ...VIP, address: "fd00::100" }, ADMIN_CONF),
  "daemon-set": renderKubeVipDaemonSet(VIP),
};

test("servers whose links have other names write the same, unless the document names one", () => {
  const on = (nic: string, cluster: object = {}) => {
    const at = { address: "10.10.216.1", prefix: 24, interface: nic };
    const nodeAddress = known({ ...at, isOnDefaultRoute: true } as const);
    const vip = kubeVipOf({ vip: VIP.address, ...cluster }, { nodeAddress });
    assert.ok(vip);
    return [vip.interface, renderKubeVipDaemonSet(vip)] as const;
  };
  const [first, second] = [on("eth0"), on("enp1s0")];
  assert.deepEqual([first[0], second[0]], ["eth0", "enp1s0"]);
  assert.equal(first[1], second[1]);
  assert.doesNotMatch(first[1], /vip_interface/);
  assert.match(on("enp1s0", { vipInterface: "bond0" })[1], /vip_interface\n\s*value: bond0/);
  assert.match(renderKubeVipDaemonSet(VIP), /vip_interface\n\s*value: eth0/);
});

for (const [name, text] of Object.entries(RENDERED))
  test(`what announces a virtual address is as reviewed: ${name}`, () => {
    const path = new URL(`../golden/render/kube-vip/${name}.yaml`, import.meta.url);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
    assert.equal(text, readFileSync(path, "utf8"));
  });
