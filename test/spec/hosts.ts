import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { API_VERSION, type EdgeHost, KIND } from "../../src/spec/index.ts";

const DOCUMENTS = new URL("../fixtures/documents/", import.meta.url);

export function certificate(name: "good" | "old" | "future"): string {
  return readFileSync(new URL(`certificates/${name}.pem`, DOCUMENTS), "utf8");
}

/** A right value for every field of the document. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  "metadata.name": "rack 12: the left one",
  "metadata.labels": { "example.net/site": "north", "12": "yes" },
  "spec.paused": true,
  "spec.identity.id": "edge-9f3a",
  "spec.identity.prefix": "edge",
  "spec.host.hostname": "rack12",
  "spec.network.interfaces": [
    { name: "eth7", ipv4: { method: "static", addresses: ["10.9.0.5/24"] }, mtu: 1400 },
    { name: "eth7.9", vlan: { parent: "eth7", id: 9 }, ipv6: { method: "none" } },
  ],
  "spec.network.management": "eth7",
  "spec.network.dns.servers": ["10.9.0.1", "2001:db8::1"],
  "spec.network.dns.search": ["example.net"],
  "spec.time.ntpServers": ["0.pool.example.net", "10.9.0.2"],
  "spec.time.timezone": "Europe/Berlin",
  "spec.proxy.http": "http://new-proxy.example.net:3128",
  "spec.proxy.https": "http://new-proxy.example.net:3129",
  "spec.proxy.username": "true",
  "spec.proxy.password": { secret: "new-password" },
  "spec.proxy.noProxy": [".example.net", "10.0.0.0/8"],
  "spec.certificates.trusted": [{ name: "new-ca", pem: certificate("good") }],
  "spec.registration.mode": "local",
  "spec.identity.sources": [{ path: "/etc/machine-tag", match: "tag=(\\w+)" }],
  "spec.identity.random": true,
  "spec.registration.kind": "palette",
  "spec.registration.apiKey": { secret: "new-key" },
  "spec.registration.approvalUrl": "https://register.example.net",
  "spec.registration.plane": "https://new-plane.example.net",
  "spec.registration.method": "token",
  "spec.registration.token": { secret: "new-token" },
  "spec.registration.project": "012",
  "spec.registration.tags": { site: "1.10" },
  "spec.cluster.name": "new-name",
  "spec.cluster.distribution": "any",
  "spec.cluster.version": "1.35.4",
  "spec.cluster.role": "control-plane",
  "spec.cluster.join.server": "[2001:db8::11]:9345",
  "spec.cluster.join.token": { secret: "new-join-token" },
  "spec.cluster.join.pin": `sha256:${"0f".repeat(32)}`,
  "spec.cluster.join.certificateKey": { secret: "new-join-key" },
  "spec.cluster.artefacts": "/srv/new artefacts",
  "spec.cluster.nodeIp": "10.9.0.3",
  "spec.cluster.vip": "10.9.0.4",
  "spec.cluster.vipInterface": "eth7",
  "spec.cluster.controlPlaneEndpoint": "api.rack12.example.net",
  "spec.cluster.peers": ["10.9.0.11", "edge2.example.net"],
  "spec.cluster.runsApplications": false,
  "spec.cluster.podCidr": "10.52.0.0/16",
  "spec.cluster.serviceCidr": "10.53.0.0/16",
  "spec.cluster.domain": "cluster.local",
  "spec.cluster.cni": "calico",
  "spec.cluster.profile.path": "/srv/new profile",
  "spec.cluster.profile.variables": { replicas: 3, key: { secret: "new-value" } },
  "spec.cluster.hardening": "cis",
  "spec.cluster.registries": [{ host: "*", endpoints: ["https://mirror.example.net"] }],
  "spec.cluster.labels": { "example.net/role": "edge" },
  "spec.cluster.taints": ["site=north:NoSchedule"],
  "spec.cluster.native": { "kubelet-arg": ["max-pods=200"], deep: { on: false, of: 3 } },
  "spec.install.device": "/dev/disk/by-id/ata-NEW_012",
  "spec.install.persistent.sizeMib": 0,
  "spec.install.persistent.filesystem": "xfs",
  "spec.install.partitions": [{ name: "data", sizeMib: 512, filesystem: "ext4", label: "DATA" }],
  "spec.checks.features": ["trusted-boot", "fips"],
  "spec.checks.waivers": [{ id: "hardware.memory", reason: "test bench # 4" }],
};

export function sampleFor(path: string): unknown {
  const sample = SAMPLES[path];
  if (sample === undefined) throw new Error(`no sample for ${path}: add one in ${import.meta.url}`);
  return sample;
}

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
/** Text that YAML may take for something else, or for its own punctuation. */
const awkward = fc.oneof(
  word,
  fc.constantFrom(
    "yes",
    "null",
    "1.10",
    "0x1f",
    "a: b",
    "# no",
    "- x",
    "'",
    '"q"',
    "~",
    "é ü",
    "*a",
  ),
  fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !CONTROL.test(text)),
);
const CONTROL = /[\p{Cc}\p{Cs}\ufeff]/u;
const byte = fc.integer({ min: 1, max: 250 });
const address = fc.tuple(byte, byte).map(([a, b]) => `192.168.${a}.${b}`);
const url = word.map((name) => `http://${name}.example.net:3128`);
const secret = word.map((name) => ({ secret: name }));
const pairs = fc.dictionary(
  fc.oneof(
    word,
    word.map((name) => `example.net/${name}`),
  ),
  word,
  {
    maxKeys: 3,
    noNullPrototype: true,
  },
);

function some<T>(of: fc.Arbitrary<T>, by: (value: T) => unknown = (value) => value) {
  return fc.uniqueArray(of, { maxLength: 3, selector: (value) => JSON.stringify(by(value)) });
}

/** Each with networks of its own, so that no two clash. */
const interfaces = fc
  .array(
    fc.record(
      {
        name: fc.constantFrom("eth0", "enp1s0", "lan", "wan", "usb0"),
        adopt: fc.constant(true),
        mtu: fc.integer({ min: 1280, max: 9216 }),
        ipv4: fc.constantFrom("dhcp", "none", "static"),
        ipv6: fc.constantFrom("slaac", "dhcp", "none"),
        search: some(word),
      },
      { requiredKeys: ["name"] },
    ),
    { maxLength: 4 },
  )
  .map((all) => all.filter((one, at) => all.findIndex(({ name }) => name === one.name) === at))
  .map((all) =>
    all.map(({ search, ipv4, ipv6, ...one }, index) => ({
      ...one,
      ...(ipv4 === undefined ? {} : { ipv4: ipv4Of(ipv4, index + one.name.length * 8) }),
      ...(ipv6 === undefined ? {} : { ipv6: { method: ipv6 } }),
      ...(search === undefined ? {} : { dns: { search } }),
    })),
  );

function ipv4Of(method: string, number: number) {
  if (method !== "static") return { method };
  return { method, addresses: [`10.77.${number}.5/24`], gateway: `10.77.${number}.1` };
}

function optional<T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record(shape, { requiredKeys: [], noNullPrototype: true });
}

const proxy = optional({ http: url, https: url, noProxy: some(word) }).chain((plain) =>
  fc.constantFrom(plain, { ...plain, username: "edge", password: { secret: "proxy" } }),
);
const registration = fc.oneof(
  fc.record({ mode: fc.constant("local") }, { noNullPrototype: true }),
  fc.record(
    {
      mode: fc.constant("central"),
      kind: fc.constantFrom("v1", "palette"),
      plane: url,
      apiKey: secret,
      approvalUrl: url,
      method: fc.constantFrom("token", "manual", "qr"),
      token: secret,
      project: awkward,
      tags: pairs,
    },
    { requiredKeys: ["mode", "plane"], noNullPrototype: true },
  ),
);
const cluster = fc.record(
  {
    name: word,
    distribution: word,
    version: fc.constantFrom("1.35.3", "1.35.3+one1"),
    artefacts: word.map((name) => `/opt/${name}`),
    nodeIp: address,
    podCidr: fc.constant("10.42.0.0/16"),
    serviceCidr: fc.constant("10.43.0.0/16"),
    domain: word,
    cni: fc.constantFrom("flannel", "calico"),
    registries: some(
      fc.record({ host: word, endpoints: fc.tuple(url) }, { noNullPrototype: true }),
      ({ host }) => host,
    ),
    labels: pairs,
    native: fc.dictionary(word, fc.oneof(fc.integer(), fc.boolean(), awkward), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  },
  { requiredKeys: ["name", "distribution", "version", "artefacts"], noNullPrototype: true },
);
const trusted = fc.record(
  { name: word, pem: fc.constant(certificate("good")) },
  { noNullPrototype: true },
);

/** Valid documents of every shape, sections present and absent. */
export const hosts: fc.Arbitrary<EdgeHost> = fc
  .record({
    metadata: fc.option(optional({ name: awkward, labels: pairs }), { nil: undefined }),
    spec: optional({
      paused: fc.boolean(),
      identity: optional({
        id: word,
        prefix: word,
        random: fc.boolean(),
        sources: some(
          optional({ path: word.map((name) => `/etc/${name}`), match: word }).map((one) => ({
            ...one,
            path: one.path ?? "/etc/tag",
          })),
        ),
      }),
      host: optional({ hostname: word }),
      network: optional({
        interfaces,
        dns: optional({ servers: some(address), search: some(word) }),
      }),
      time: optional({ ntpServers: some(word), timezone: fc.constant("Europe/Berlin") }),
      proxy,
      certificates: optional({ trusted: some(trusted, ({ name }) => name) }),
      registration,
      cluster,
      checks: optional({
        waivers: some(
          fc.record(
            { id: word.map((name) => `a.${name}`), reason: fc.constant("test bench") },
            { noNullPrototype: true },
          ),
          ({ id }) => id,
        ),
      }),
    }),
  })
  .map(({ metadata, spec }) => ({
    apiVersion: API_VERSION,
    kind: KIND,
    ...(metadata === undefined ? {} : { metadata }),
    // Built from the shapes above, which the schema in `parseDocument` judges in every property.
    spec: spec as EdgeHost["spec"],
  }));

/** Without sections that hold nothing: removing the last field of one removes it too. */
export function filled(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, filled(inner)] as const)
    .filter(([, inner]) => !isDeepStrictEqual(inner, {}));
  return Object.fromEntries(entries);
}
