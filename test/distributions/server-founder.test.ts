import assert from "node:assert/strict";
import { test } from "node:test";
import type { ClusterSpec } from "../../src/spec/index.ts";
import { createServerSite } from "../support/server-site.ts";

const VIP = "10.10.216.100";
const OF = {
  k3s: { data: "/var/lib/rancher/k3s", unit: "k3s.service" },
  rke2: { data: "/var/lib/rancher/rke2", unit: "rke2-server.service" },
} as const;

for (const distribution of ["k3s", "rke2"] as const) {
  const { data, unit } = OF[distribution];
  const guard = `/etc/systemd/system/${unit}.d/50-bringup-founded.conf`;

  test(`${distribution}: a founder whose data is gone is not started by systemd, and founds nothing though nobody answers`, async () => {
    const { machine } = createServerSite(distribution);
    const first = await machine(1);
    assert.equal((await first.run()).state, "succeeded");
    assert.match(
      first.host.text(guard) ?? "",
      new RegExp(`^\\[Unit\\]\\nAssertPathExists=${data}/bringup-cluster\\.json$`, "m"),
    );
    assert.deepEqual((await first.plan()).steps, []);
    await first.host.units.stop(unit, { timeoutMs: 60_000 });
    await first.host.files.removeTree(data);
    const { steps, blocked } = await first.plan();
    assert.deepEqual([steps.length, blocked.map(({ code }) => code)], [0, ["WOULD_SPLIT_CLUSTER"]]);
    assert.match(blocked[0]?.message ?? "", new RegExp(`^${guard} says that .* ${data} is gone`));
    assert.match(blocked[0]?.hint ?? "", /not mounted.*spec\.cluster\.join.*to found anew/);
    await first.host.files.remove(guard);
    assert.deepEqual((await first.plan()).blocked, [], "a person said so");
  });

  test(`${distribution}: who joins has no such guard, and one that is left of a former cluster goes before the start`, async () => {
    const site = createServerSite(distribution);
    const first = await site.machine(1);
    await first.run();
    const second = await site.machine(2, site.joining(), site.tokenOf(first));
    second.host.put(guard, { content: `[Unit]\nAssertPathExists=${data}/bringup-cluster.json\n` });
    const planned = (await second.plan()).steps.map(({ id }) => id);
    const at = planned.indexOf(`${distribution}.not-founder`);
    assert.ok(at >= 0 && at < planned.indexOf(`${distribution}.start`), planned.join(" "));
    assert.equal((await second.run()).state, "succeeded");
    assert.equal(second.host.text(guard), undefined);
  });

  /** What the document of a re-imaged founder names, and who of it answers. */
  const NAMED: readonly [string, Partial<ClusterSpec>, string][] = [
    ["a peer", { peers: ["10.10.216.9", "10.10.216.1"] }, "10.10.216.1"],
    ["the virtual address", { vip: VIP }, VIP],
    ["the endpoint", { controlPlaneEndpoint: "10.10.216.1:6443" }, "10.10.216.1"],
  ];
  test(`${distribution}: nothing is founded while anybody answers whom the document names`, async () => {
    const { site, machine } = createServerSite(distribution);
    const first = await machine(1, { vip: VIP });
    await first.run();
    for (const [title, cluster, address] of NAMED) {
      site.lead(VIP, "10.10.216.1");
      const { steps, blocked } = await (await machine(2, cluster)).plan();
      assert.deepEqual(
        [steps.length, blocked.map(({ message }) => message.split(":")[0])],
        [0, [`${address} answers on port 6443`]],
        title,
      );
    }
  });

  test(`${distribution}: where peers are named and none answers, it is said before anything is founded`, async () => {
    const { machine } = createServerSite(distribution);
    const alone = await machine(1, { peers: ["10.10.216.2", "10.10.216.3"] });
    const { blocked, skipped } = await alone.plan();
    assert.deepEqual(blocked, []);
    const note = skipped.find(({ title }) => title === "Join 10.10.216.2, 10.10.216.3");
    assert.match(note?.reason ?? "", /none of them answers.*stop here.*spec\.cluster\.join/);
    await alone.run();
    const later = (await alone.plan()).skipped.filter(({ title }) => title.startsWith("Join "));
    assert.deepEqual(later, []);
  });
}
