import assert from "node:assert/strict";
import { test } from "node:test";
import type { EdgeHost } from "../../src/spec/index.ts";
import {
  mergeUserData,
  parseUserData,
  toHost,
  viewOfAll,
  viewOfLayer,
} from "../../src/user-data/index.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";

function sectionOf(text: string) {
  const parsed = parseUserData(`#cloud-config\n${text}`, { nowMs: Date.UTC(2026, 10, 21) });
  assert.ok(parsed.is === "valid", JSON.stringify(parsed));
  return parsed.value;
}

const merged = (below: string, above: string) =>
  mergeUserData([
    { name: "base", value: sectionOf(below) },
    { name: "site", value: sectionOf(above) },
  ]);

test("maps go together key by key, and each value is known by who said it", () => {
  const { value, origins, clashes } = merged(
    "stylus:\n  debug: true\n  site:\n    tags: {region: west, stage: bench}\n",
    "stylus:\n  site:\n    projectName: stores\n    tags: {stage: shop, city: chicago}\n",
  );
  assert.deepEqual(value, {
    stylus: {
      debug: true,
      site: { projectName: "stores", tags: { region: "west", stage: "shop", city: "chicago" } },
    },
  });
  assert.deepEqual(origins, {
    "stylus.debug": "base",
    "stylus.site.tags.region": "base",
    "stylus.site.tags.stage": "site",
    "stylus.site.tags.city": "site",
    "stylus.site.projectName": "site",
  });
  assert.deepEqual(clashes, []);
});

test("sections in a list are put behind those below; of values only what is new", () => {
  const { value, origins } = merged(
    "stages:\n  boot:\n    - name: first\ninstall:\n  bind_mounts: [/a, /b]\n",
    "stages:\n  boot:\n    - name: first\n    - name: second\ninstall:\n  bind_mounts: [/b, /c]\n",
  );
  assert.deepEqual(value, {
    stages: { boot: [{ name: "first" }, { name: "first" }, { name: "second" }] },
    install: { bind_mounts: ["/a", "/b", "/c"] },
  });
  assert.equal(origins["install.bind_mounts[2]"], "site");
  assert.equal(origins["install.bind_mounts[1]"], "base");
  assert.equal(origins["stages.boot[1].name"], "site");
});

test("what is empty above empties what is below, and two kinds do not merge", () => {
  const empty = mergeUserData([
    { name: "base", value: { stages: { boot: [1] }, name: "a", options: { x: 1 }, size: 5 } },
    { name: "site", value: { stages: { boot: null }, name: null, options: null, size: null } },
  ]);
  assert.deepEqual(empty.value, { stages: { boot: [] }, name: "", options: {}, size: 0 });
  assert.deepEqual(empty.origins, {
    "stages.boot": "site",
    name: "site",
    options: "site",
    size: "site",
  });
  const clash = mergeUserData([
    { name: "base", value: { a: { b: "text", c: 1 } } },
    { name: "site", value: { a: { b: ["list"], c: 1.5 } } },
  ]);
  assert.deepEqual(clash.value, { a: { b: "text", c: 1 } });
  assert.deepEqual(clash.clashes, [
    { path: "a.b", name: "site" },
    { path: "a.c", name: "site" },
  ]);
});

test("of our document a layer brings what it had a part in, made whole with what is below", () => {
  const pem = (text: string) => `      - |\n${text.trim().replace(/^/gm, "        ")}\n`;
  const both = merged(
    `stylus:\n  site:\n    paletteEndpoint: palette.example.net\n    edgeHostToken: abc-123\n    tags: {region: west}\n    caCerts:\n${pem(ROOT_CA)}    network:\n      interfaces:\n        eth0: {type: static, ipAddress: 10.0.0.5/24, gateway: 10.0.0.1}\n        eth1: {type: dhcp}\n`,
    `stylus:\n  site:\n    tags: {city: chicago}\n    caCerts:\n${pem(PROXY_CA)}    network:\n      interfaces:\n        eth0: {ipAddress: 10.0.0.9/24}\n`,
  );
  const merge = (host: EdgeHost): EdgeHost => ({
    ...host,
    spec: {
      ...host.spec,
      registration: { mode: "central", ...host.spec.registration, plane: "https://p.example.net" },
    },
  });
  const { host, secrets, refused } = toHost(viewOfLayer(both, "site"), {
    merged: merge,
    nowMs: Date.UTC(2026, 10, 21),
  });
  assert.deepEqual(refused, []);
  assert.deepEqual(secrets, {});
  assert.deepEqual(
    host.spec.certificates?.trusted?.map(({ name }) => name),
    ["example-root-ca", "example-tls-inspection-ca"],
  );
  assert.deepEqual(host.spec.network?.interfaces, [
    {
      name: "eth0",
      ipv4: { method: "static", addresses: ["10.0.0.9/24"], gateway: "10.0.0.1" },
    },
  ]);
  assert.deepEqual(host.spec.registration, { mode: "central", tags: { city: "chicago" } });
});

test("what our document refuses stays out with its reason, and the rest is taken over", () => {
  const { host, refused } = toHost(
    viewOfAll(
      sectionOf(
        "stylus:\n  site:\n    name: edge1.example.net\n    hostName: rack12\n    network:\n      nameserver: 10.0.0.53\n      interfaces:\n        eth0: {type: static, ipAddress: 10.0.0.5}\n        eth1: {type: dhcp}\n",
      ),
    ),
  );
  assert.deepEqual(host.spec, {
    host: { hostname: "rack12" },
    network: {
      interfaces: [{ name: "eth1", ipv4: { method: "dhcp" } }],
      dns: { servers: ["10.0.0.53"] },
    },
  });
  assert.deepEqual(
    refused.map(({ from, why }) => [from.join("."), why.slice(0, 60)]),
    [
      ["stylus.site.name", "is not taken over: spec.identity.id must consist of letters,"],
      [
        "stylus.site.network.interfaces.eth0",
        "is not taken over: spec.network.interfaces[0].ipv4.addresses",
      ],
    ],
  );
});
