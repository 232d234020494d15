import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { type EdgeHost, editText, readTree, setIn, valueAt } from "../../src/spec/index.ts";
import { parseUserData, toHost, viewOfAll, writeUserData } from "../../src/user-data/index.ts";
import { PARAMETERS } from "../../src/user-data/parameters.ts";
import { SHAPE } from "../../src/user-data/write.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { cases, IS_MANY_CUTS } from "../support/every-cut.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const FOLDER = new URL("../fixtures/user-data/valid/", import.meta.url);
const NAMES = readdirSync(FOLDER);
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");

function takenOver(text: string) {
  const parsed = parseUserData(text, { nowMs: NOW_MS });
  assert.ok(parsed.is === "valid", JSON.stringify(parsed));
  return toHost(viewOfAll(parsed.value), { nowMs: NOW_MS, merged: withPlane });
}

/** Another layer names the plane, so that nothing is left out for want of it. */
function withPlane(host: EdgeHost): EdgeHost {
  const { registration } = host.spec;
  if (registration?.mode !== "central") return host;
  const plane = registration.plane ?? "https://palette.example.net";
  return hostWith({ ...host.spec, registration: { ...registration, plane } });
}

function hostWith(spec: EdgeHost["spec"]): EdgeHost {
  return { apiVersion: "bringup/v1alpha1", kind: "EdgeHost", spec };
}

test("user-data that was taken over and is written again is the same, byte for byte", () => {
  for (const name of NAMES) {
    const text = textOf(name);
    const { host, secrets } = takenOver(text);
    assert.equal(writeUserData(text, host).text, text, name);
    assert.equal(writeUserData(text, host, secrets).text, text, name);
  }
});

/** Documents that differ in one thing each, and are said in user-data. */
const CHANGES: readonly EdgeHost["spec"][] = [
  { identity: { id: "other-host-9" } },
  { identity: { prefix: "lab" } },
  { identity: { sources: [{ path: "/sys/class/dmi/id/board_serial", match: "[0-9]+" }] } },
  { host: { hostname: "other-host" } },
  { time: { ntpServers: ["ntp9.example.net"] } },
  { network: { dns: { servers: ["10.9.9.9"] } } },
  {
    network: {
      interfaces: [
        {
          name: "enp0s3",
          ipv4: { method: "static", addresses: ["10.7.7.7/16"], gateway: "10.7.0.1" },
        },
      ],
    },
  },
  { network: { interfaces: [{ name: "eth0.100", ipv4: { method: "dhcp" } }] } },
  { network: { interfaces: [{ name: "eno1", dns: { servers: ["10.1.2.3"] } }] } },
  { proxy: { http: "http://10.3.3.3:8080" } },
  { proxy: { https: "http://10.3.3.3:8080", noProxy: ["10.0.0.0/8", ".example.net"] } },
  { certificates: { trusted: [{ name: "site", pem: PROXY_CA }] } },
  {
    certificates: {
      trusted: [
        { name: "a", pem: ROOT_CA },
        { name: "b", pem: PROXY_CA },
      ],
    },
  },
  {
    registration: {
      mode: "central",
      kind: "palette",
      plane: "https://other.example.net",
      project: "other",
      approvalUrl: "https://register.example.net",
      tags: { city: "berlin", "a.b/c": "d" },
    },
  },
  { registration: { mode: "local" } },
];

test("a value that changed reads back as it is wanted, in every document; what is not managed stays", () => {
  for (const [row, name] of NAMES.entries()) {
    const text = textOf(name);
    const before = takenOver(text).host;
    for (const spec of CHANGES.filter((_, at) => IS_MANY_CUTS || (at + row) % 3 === 0)) {
      const written = writeUserData(text, hostWith(spec)).text;
      const after = takenOver(written).host;
      const wanted = mergedSpec(before.spec, spec);
      assert.deepEqual(comparable(after.spec), comparable(wanted), `${name}\n${written}`);
    }
  }
});

/** Fields of sections replace those there were; ports by their name. */
function mergedSpec(below: EdgeHost["spec"], above: EdgeHost["spec"]): EdgeHost["spec"] {
  const out: Record<string, unknown> = { ...below };
  for (const [section, fields] of Object.entries(above))
    out[section] = { ...(out[section] as object | undefined), ...(fields as object) };
  const ports = above.network?.interfaces;
  if (ports !== undefined) {
    const others = below.network?.interfaces ?? [];
    const names = [...new Set([...others, ...ports].map(({ name }) => name))];
    const merged = names.map((name) => ({
      // A port that says nothing of IPv4 asks for an address, in user-data.
      ...{ ipv4: { method: "dhcp" } },
      ...others.find((port) => port.name === name),
      ...ports.find((port) => port.name === name),
    }));
    out.network = { ...below.network, ...above.network, interfaces: merged };
  }
  return out;
}

function comparable(spec: EdgeHost["spec"]): unknown {
  const { certificates, registration, identity, ...rest } = spec;
  const { mode, method: _, ...other } = registration ?? { mode: "central" };
  const { random: __, ...id } = identity ?? {};
  return JSON.parse(
    JSON.stringify({
      ...rest,
      ...(Object.keys(id).length === 0 ? {} : { id }),
      ...(Object.keys(other).length === 0 && mode === "central"
        ? {}
        : { registration: { mode, ...other } }),
      pems: (certificates?.trusted ?? []).map(({ pem }) => pem.trim()).sort(),
    }),
  );
}

test("an edited value is the only line that differs: comments, blanks and quotes around it stay", () => {
  const text = textOf("28-comments.yaml");
  const { host } = takenOver(text);
  const changed = setIn(JSON.stringify(host), [
    { path: "spec.registration.plane", value: "https://other.example.net" },
  ]);
  const written = writeUserData(text, JSON.parse(changed)).text;
  assert.equal(
    written,
    text.replace("paletteEndpoint: 'palette.example.net'", "paletteEndpoint: 'other.example.net'"),
  );
});

test("a new text begins with its header", () => {
  const { text } = writeUserData("", hostWith({ host: { hostname: "rack12" } }));
  assert.equal(text, "#cloud-config\nstylus:\n  site:\n    hostName: rack12\n");
  const local = writeUserData("", hostWith({ registration: { mode: "local" } }));
  assert.equal(local.text, "#cloud-config\nstylus:\n  managementMode: local\n");
});

test("a token or a password is written only when it was given for that, and it is said", () => {
  const host = hostWith({
    registration: {
      mode: "central",
      kind: "palette",
      plane: "https://palette.example.net",
      method: "token",
      token: { secret: "site-token" },
    },
    proxy: {
      http: "http://proxy.example.net:3128",
      username: "edge",
      password: { secret: "proxy-password" },
    },
  });
  const without = writeUserData("", host);
  assert.ok(!without.text.includes("edgeHostToken"));
  assert.deepEqual(without.unsaid.slice(0, 2), [
    "the password of the proxy is left out: add --secret-file proxy-password=PATH to write it",
    "the token is left out: add --secret-file site-token=PATH to write it",
  ]);
  const secrets = { "site-token": "aUA12345", "proxy-password": "p@ss/word" };
  const withThem = writeUserData("", host, secrets);
  assert.match(withThem.text, /edgeHostToken: aUA12345\n/);
  assert.match(withThem.text, /httpProxy: http:\/\/edge:p%40ss%2Fword@proxy\.example\.net:3128\n/);
  assert.deepEqual(takenOver(withThem.text).secrets, {
    "registration-token": "aUA12345",
    "proxy-password": "p@ss/word",
  });
});

test("what user-data has no words for is said", () => {
  const { unsaid } = writeUserData(
    "",
    hostWith({
      paused: true,
      time: { timezone: "Europe/Berlin" },
      network: {
        management: "eth0",
        interfaces: [{ name: "bond0", mtu: 9000, bond: { members: ["eth0"], mode: "802.3ad" } }],
      },
    }),
  );
  assert.deepEqual(unsaid, [
    "user-data has no words for spec.paused, spec.time.timezone",
    "bond0: mtu, bond cannot be said in user-data",
    "no page of Palette says how user-data names the management interface",
  ]);
});

/** Parameters with one value, at a place that can be edited in any document. */
const EDITABLE = PARAMETERS.filter(
  ({ path, form }) =>
    !/[*[]/.test(path) && path.startsWith("stylus.") && ["text", "flag", "number"].includes(form),
);

test("an edit of any parameter keeps all other lines", () => {
  const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    text: fc.stringMatching(/^[a-z][a-z0-9 .:/#'"-]{0,20}$/),
    flag: fc.boolean(),
    number: fc.nat(9999),
  };
  const edit = fc.constantFrom(...EDITABLE).chain((parameter) =>
    fc.record({
      name: fc.constantFrom(...NAMES),
      path: fc.constant(parameter.path),
      value: fc.option(values[parameter.form] ?? fc.nat(), { nil: undefined }),
    }),
  );
  fc.assert(
    fc.property(edit, ({ name, path, value }) => {
      const before = textOf(name);
      const after = editText(before, [{ path, value }], SHAPE);
      const was = valueAt(readTree(before, SHAPE.reading).value, path.split("."));
      assert.deepEqual(valueAt(readTree(after, SHAPE.reading).value, path.split(".")), value);
      if (isInBraces(before)) return;
      const lines = after.split("\n");
      const lost = before.split("\n").filter((line) => !lines.includes(line));
      // Its own line goes, and a section with it that had nothing else in it.
      const most =
        was === undefined || was === value
          ? 0
          : 1 + path.split(".").length * Number(value === undefined);
      assert.ok(lost.length <= most, `${name} ${path}: lost ${JSON.stringify(lost)}`);
    }),
    { numRuns: cases(200) },
  );
});

/** Sections in braces have no lines of their own to keep. */
function isInBraces(text: string): boolean {
  return /stylus"?: *\{|site: *\{|tags: *\{/.test(text);
}
