import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  DEFAULTS,
  type EdgeHost,
  edgeHostSchema,
  emptyDocument,
  FIELDS,
  LAYERS,
  mergeLayers,
  originOf,
  parsePath,
} from "../../src/spec/index.ts";
import { valueAt } from "../../src/spec/path.ts";
import { cases } from "../support/every-cut.ts";
import { hosts } from "./hosts.ts";

function host(spec: EdgeHost["spec"]): EdgeHost {
  return { ...emptyDocument(), spec };
}

function at(document: EdgeHost, path: string): unknown {
  return valueAt(document, parsePath(path) ?? []);
}

/** The same field in one layer, whose list of interfaces may have another order. */
function inLayer(layer: EdgeHost, effective: EdgeHost, path: string): unknown {
  const [, index, field] = /^spec\.network\.interfaces\[(\d+)\]\.(.*)$/.exec(path) ?? [];
  if (field === undefined) return at(layer, path);
  const name = effective.spec.network?.interfaces?.[Number(index)]?.name;
  const found = layer.spec.network?.interfaces?.findIndex((one) => one.name === name) ?? -1;
  return found < 0 ? undefined : at(layer, `spec.network.interfaces[${found}].${field}`);
}

test("no layer at all gives a document that manages nothing", () => {
  assert.deepEqual(mergeLayers({}), { effective: DEFAULTS, origins: {} });
});

test("sections merge field by field, lists and secret references replace as a whole", () => {
  const site = host({
    time: { ntpServers: ["10.0.0.1", "10.0.0.2"], timezone: "UTC" },
    proxy: { http: "http://a.example:1", username: "edge", password: { secret: "site" } },
  });
  const local = host({
    time: { ntpServers: ["10.0.0.9"] },
    proxy: { username: "edge", password: { secret: "mine" } },
    checks: {},
  });
  assert.deepEqual(mergeLayers({ local, site }), {
    effective: host({
      time: { ntpServers: ["10.0.0.9"], timezone: "UTC" },
      proxy: { http: "http://a.example:1", username: "edge", password: { secret: "mine" } },
      checks: {},
    }),
    origins: {
      "spec.time.timezone": "site",
      "spec.proxy.http": "site",
      "spec.time.ntpServers": "local",
      "spec.proxy.username": "local",
      "spec.proxy.password": "local",
      "spec.checks": "local",
    },
  });
});

test("interfaces merge by name; what one layer says of addresses comes from it whole", () => {
  const site = host({
    network: {
      interfaces: [
        {
          name: "eth0",
          mtu: 1400,
          ipv4: { method: "static", addresses: ["10.0.0.5/24"], gateway: "10.0.0.1" },
        },
        { name: "eth1", ipv4: { method: "dhcp" } },
      ],
    },
  });
  const local = host({
    network: { interfaces: [{ name: "wan" }, { name: "eth0", ipv4: { method: "dhcp" } }] },
  });
  const { effective, origins } = mergeLayers({ site, local });
  assert.deepEqual(effective.spec.network?.interfaces, [
    { name: "eth0", mtu: 1400, ipv4: { method: "dhcp" } },
    { name: "eth1", ipv4: { method: "dhcp" } },
    { name: "wan" },
  ]);
  assert.deepEqual(origins, {
    "spec.network.interfaces[0].name": "local",
    "spec.network.interfaces[0].mtu": "site",
    "spec.network.interfaces[0].ipv4": "local",
    "spec.network.interfaces[1].name": "site",
    "spec.network.interfaces[1].ipv4": "site",
    "spec.network.interfaces[2].name": "local",
  });
  assert.equal(originOf(origins, "spec.network.interfaces[0].ipv4.method"), "local");
  assert.equal(originOf(origins, "spec.network.interfaces[1].ipv4.method"), "site");
  assert.equal(originOf(origins, "spec.network.interfaces[1]"), "site");
  assert.equal(originOf(origins, "spec.network.interfaces"), "local");
});

test("what the plane locks, the local layer cannot change; what it does not lock, it can", () => {
  const plane = host({ time: { ntpServers: ["10.0.0.1"], timezone: "UTC" } });
  const local = host({ time: { ntpServers: ["10.0.0.9"], timezone: "Europe/Berlin" } });
  assert.deepEqual(mergeLayers({ plane, local }, ["spec.time.ntpServers"]), {
    effective: host({ time: { ntpServers: ["10.0.0.1"], timezone: "Europe/Berlin" } }),
    origins: { "spec.time.ntpServers": "plane", "spec.time.timezone": "local" },
  });
  assert.deepEqual(mergeLayers({ plane, local }, ["spec.time"]).effective, plane);
  assert.deepEqual(
    mergeLayers({ plane, local }, ["spec.time.ntpServers[0]"]).effective.spec.time?.ntpServers,
    ["10.0.0.1"],
  );
});

test("a locked field nobody else sets takes the section with it that cannot stand without it", () => {
  const cluster = { name: "a", distribution: "b", version: "1.2.3", artefacts: "/opt" };
  const local = host({ paused: true, cluster });
  assert.deepEqual(mergeLayers({ local }, ["spec.cluster.name"]).effective, host({ paused: true }));
  assert.deepEqual(
    mergeLayers({ local, plane: host({ cluster: { ...cluster, name: "c" } }) }, [
      "spec.cluster.name",
    ]).effective.spec.cluster,
    { ...cluster, name: "c" },
  );
});

test("the origin of a section is its strongest layer, that of an entry its list's", () => {
  const { origins } = mergeLayers({
    site: host({ time: { ntpServers: ["10.0.0.1"] } }),
    local: host({ time: { timezone: "UTC" } }),
  });
  assert.equal(originOf(origins, "spec.time"), "local");
  assert.equal(originOf(origins, "spec.time.ntpServers[0]"), "site");
  assert.equal(originOf(origins, "spec.proxy"), undefined);
});

test("merging a layer with itself changes nothing", () => {
  fc.assert(
    fc.property(hosts, (one) => {
      assert.deepEqual(mergeLayers({ site: one, local: one }).effective, one);
      const { effective } = mergeLayers({ local: one });
      assert.deepEqual(effective, one);
    }),
    { numRuns: cases(60) },
  );
});

test("the later layer wins, and every field comes from the layer its origin names", () => {
  fc.assert(
    fc.property(fc.tuple(hosts, hosts, hosts), ([site, plane, local]) => {
      const layers = { site, plane, local };
      const { effective, origins } = mergeLayers(layers);
      for (const [path, layer] of Object.entries(origins)) {
        if (layer === "defaults" || layer === "user-data") assert.fail(`${path} is from ${layer}`);
        const value = at(effective, path);
        assert.deepEqual(inLayer(layers[layer], effective, path), value, path);
        const stronger = LAYERS.slice(LAYERS.indexOf(layer) + 1);
        for (const other of stronger) {
          if (other === "plane" || other === "local") {
            const over = inLayer(layers[other], effective, path);
            assert.ok(over === undefined || isEmptySection(over), `${path} from ${other}`);
          }
        }
      }
    }),
    { numRuns: cases(60) },
  );
});

test("whatever is locked, the result fits the schema and no locked field is local", () => {
  const paths = fc.subarray(FIELDS.map(({ path }) => path));
  fc.assert(
    fc.property(hosts, hosts, paths, (plane, local, locks) => {
      const { effective, origins } = mergeLayers({ plane, local }, locks);
      assert.ok(edgeHostSchema.safeParse(effective).success);
      for (const lock of locks) {
        if (lock !== "metadata.name" && lock !== "spec.paused") {
          assert.notEqual(originOf(origins, lock), "local", lock);
        }
      }
    }),
    { numRuns: cases(60) },
  );
});

function isEmptySection(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
