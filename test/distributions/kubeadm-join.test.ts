import assert from "node:assert/strict";
import { createDecipheriv, createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { kubeadm } from "../../src/distributions/kubeadm/index.ts";
import type { ClusterSpec } from "../../src/spec/index.ts";
import type { Bench } from "../support/k3s-bench.ts";
import { CLUSTER, createKubeadmBench, documentOf } from "../support/kubeadm-bench.ts";

const PIN = "sha256:3a76ef2335bc1297d83516fe64b3c1829afcda2f4bd6b85828576b645b317304";
const TOKEN = "t0cqf6.04f1qaz8us7atdh5";
const KEY = "c".repeat(64);
const RECORDED = readFileSync(
  new URL("../fixtures/kubeadm/kubeadm-init.txt", import.meta.url),
  "utf8",
);

const LINES: readonly (readonly [title: string, text: string, read: object | undefined])[] = [
  [
    "all that a recorded init printed",
    RECORDED,
    { server: "10.99.0.2:6443", token: TOKEN, pin: PIN, role: "worker" },
  ],
  [
    "a line for a control plane",
    `sudo kubeadm join edge.example.net:6443 --token=${TOKEN} --discovery-token-ca-cert-hash ${PIN} --control-plane --certificate-key ${KEY}`,
    {
      ...{ server: "edge.example.net:6443", token: TOKEN, pin: PIN, certificateKey: KEY },
      role: "control-plane",
    },
  ],
  [
    "a line that skips the pin",
    `kubeadm join [fd00::1]:6443 --token ${TOKEN} --discovery-token-unsafe-skip-ca-verification`,
    { server: "[fd00::1]:6443", token: TOKEN, role: "worker" },
  ],
  ["a token alone", `  ${TOKEN}\n`, { token: TOKEN }],
  ["a line without a token", "kubeadm join 10.99.0.2:6443", undefined],
  ["a token of another distribution", `K10${"a".repeat(64)}::server:secret`, undefined],
  ["nothing", "", undefined],
];

for (const [title, text, read] of LINES)
  test(`what is pasted to join by is read: ${title}`, () => {
    assert.deepEqual(kubeadm.join?.parse(text), read);
  });

async function formed(cluster: ClusterSpec): Promise<Bench> {
  const bench = await createKubeadmBench({ document: documentOf(cluster) });
  const state = await bench.run();
  assert.equal(state.state, "succeeded", state.message);
  return bench;
}

async function mintOn(
  { host, look }: Bench,
  cluster: ClusterSpec,
  role: "control-plane" | "worker",
) {
  const { cluster: seen } = await look();
  const { signal } = new AbortController();
  const made = await kubeadm.join?.mint({
    host,
    seen,
    cluster,
    role,
    node: "rack12-edge2",
    signal,
  });
  assert.ok(made);
  return made;
}

interface Secret {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
  readonly metadata: { readonly ownerReferences?: readonly { readonly name: string }[] };
}

async function secretsOf({ host }: Bench): Promise<Readonly<Record<string, Secret>>> {
  const state = JSON.parse(host.text("/var/lib/etcd/member/snap/db") ?? "{}");
  const at = "/api/v1/namespaces/kube-system/secrets/";
  const entries = Object.entries<{ readonly object: Secret }>(state.objects ?? {});
  return Object.fromEntries(
    entries.flatMap(([path, { object }]) =>
      path.startsWith(at) ? [[path.slice(at.length), object]] : [],
    ),
  );
}

test("a member makes a token for an hour and seals the shared keys with a key for this join; no program is told either", async () => {
  const cluster = { ...CLUSTER, vip: "10.10.216.100" };
  const bench = await formed(cluster);
  const calls = bench.host.calls.length;
  const nowMs = bench.host.clock.nowMs();
  const made = await mintOn(bench, cluster, "control-plane");
  const { token, pin, certificateKey = "", endsMs = 0, server, role } = made;
  const authority = new X509Certificate(bench.host.text("/etc/kubernetes/pki/ca.crt") ?? "");
  const der = authority.publicKey.export({ type: "spki", format: "der" });
  assert.deepEqual(
    { server, role, pin, minutes: Math.round((endsMs - nowMs) / 60_000) },
    {
      server: "10.10.216.100:6443",
      role: "control-plane",
      pin: `sha256:${createHash("sha256").update(der).digest("hex")}`,
      minutes: 60,
    },
  );
  const secrets = await secretsOf(bench);
  const [id = "", secret = ""] = token.split(".");
  const stored = secrets[`bootstrap-token-${id}`];
  const text = (name: string) => Buffer.from(stored?.data[name] ?? "", "base64").toString();
  assert.equal(stored?.type, "bootstrap.kubernetes.io/token");
  assert.deepEqual(
    [text("token-secret"), text("usage-bootstrap-signing"), Date.parse(text("expiration"))],
    [secret, "true", Math.floor(endsMs / 1000) * 1000],
  );
  const sealed = secrets["kubeadm-certs"];
  const [owner] = sealed?.metadata.ownerReferences ?? [];
  assert.ok(owner && owner.name in secrets && owner.name !== `bootstrap-token-${id}`);
  for (const name of ["ca.key", "front-proxy-ca.key", "sa.key", "etcd/ca.key"]) {
    const opened = opening(sealed?.data[name.replace("/", "-")] ?? "", certificateKey);
    assert.equal(opened, bench.host.text(`/etc/kubernetes/pki/${name}`), name);
  }
  assert.equal(bench.host.calls.length, calls, "no program was run");
});

/** As kubeadm opens them: AES-256-GCM, the nonce in front. */
function opening(sealed: string, key: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "hex"), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8");
}

test("a cluster without an endpoint lets workers in by the member itself, and no control plane", async () => {
  const bench = await formed(CLUSTER);
  const made = await mintOn(bench, CLUSTER, "worker");
  assert.deepEqual([made.server, made.certificateKey], ["10.10.216.81:6443", undefined]);
  await assert.rejects(mintOn(bench, CLUSTER, "control-plane"), /no endpoint that control planes/);
});

const JOIN = {
  server: "10.10.216.100",
  token: { secret: "join-token" },
  pin: PIN,
  certificateKey: { secret: "join-key" },
};

const REFUSED: Readonly<Record<string, readonly [cluster: ClusterSpec, message: RegExp]>> = {
  "no pin": [
    { ...CLUSTER, join: { server: JOIN.server, token: JOIN.token } },
    /join\.pin: is missing: without it anybody could answer/,
  ],
  "no key for a control plane": [
    { ...CLUSTER, join: { server: JOIN.server, token: JOIN.token, pin: PIN } },
    /join\.certificateKey: is missing/,
  ],
  "nobody there": [{ ...CLUSTER, join: JOIN }, /10\.10\.216\.100:6443 does not answer/],
};

for (const [title, [cluster, message]] of Object.entries(REFUSED))
  test(`a join is refused before anything is changed: ${title}`, async () => {
    const { host, plan } = await createKubeadmBench({ document: documentOf(cluster) });
    const { blocked, steps } = await plan();
    assert.ok(
      blocked.some((found) => message.test(found.message)),
      blocked.map((found) => found.message).join("\n"),
    );
    assert.deepEqual([steps.length, host.effects], [0, []]);
  });
