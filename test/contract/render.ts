import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ClusterFacts, Driver } from "../../src/distributions/index.ts";
import { known, type Step, unknown } from "../../src/engine/index.ts";
import { computeNoProxy } from "../../src/proxy/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";
import { maskTemplate, renderEnv } from "../../src/steps/index.ts";
import { documentWith } from "../support/edge-host.ts";
import { nothingSeen } from "../support/nothing-seen.ts";

export interface RenderCase {
  readonly cluster: ClusterSpec;
  /** What the document asks for besides. */
  readonly spec?: Partial<EdgeHost["spec"]>;
  readonly kairos?: true;
}

const RENDERED = join(import.meta.dirname, "..", "golden", "render");

export const SITE_PROXY = {
  http: "http://proxy.example.net:3128",
  https: "http://proxy.example.net:3128",
  username: "edge user",
  password: { secret: "proxy" },
  noProxy: [".example.net"],
};

export const FIPS: Partial<EdgeHost["spec"]> = { checks: { features: ["fips"] } };

/** Mirrors of one registry behind an authority of the site. */
export const DOCKER_MIRROR = {
  host: "docker.io",
  endpoints: ["https://registry.lan:5000", "https://mirror.lan"],
  ca: "/etc/ssl/certs/site.pem",
};

export const DOCKER_MIRROR_LOGIN = {
  ...DOCKER_MIRROR,
  ...{ username: "edge", password: { secret: "registry.lan" } },
};

export const MIRROR_OF_ALL = { host: "*", endpoints: ["http://registry.lan:5001"] };

/** One golden file for each case: every file and every input the plan gives, secrets as placeholders. */
export function renderContract(driver: Driver, cases: Readonly<Record<string, RenderCase>>): void {
  for (const [name, one] of Object.entries(cases))
    test(`${driver.id}: the files of ${name} are as reviewed`, () => {
      const text = plannedSteps(driver, one).flatMap(textOf).join("\n");
      matchesGolden(join(driver.id, `${name}.txt`), text);
    });

  test(`${driver.id}: no secret and no keyed digest stands in a rendered file`, () => {
    for (const one of Object.values(cases))
      for (const step of plannedSteps(driver, one))
        assert.doesNotMatch(JSON.stringify(step.params), /digest-of-/);
  });
}

/** On a bare host with all the artefacts there are. */
export function plannedSteps(driver: Driver, { cluster, spec, kairos }: RenderCase) {
  const { steps, blocked } = driver.plan({
    document: documentWith(cluster, spec),
    cluster,
    seen: nothingSeen(driver.id),
    facts: factsFor(driver, cluster, kairos ?? false),
  });
  assert.deepEqual(blocked, []);
  return steps;
}

function factsFor(driver: Driver, cluster: ClusterSpec, isKairos: boolean): ClusterFacts {
  return {
    architecture: "amd64",
    hostname: "rack12-edge1",
    nodeAddress: known({ address: "10.10.216.81", prefix: 24, interface: "eth0" }),
    noProxy: computeNoProxy({
      cluster: { ...driver.capabilities.defaults, vip: "10.10.216.100" },
      interfaces: [{ interface: "eth0", address: "10.10.216.81", prefix: 24 }],
      nodes: [{ address: "10.10.216.81", reason: "this node" }],
      registries: [],
      own: [".example.net"],
    }),
    subnets: ["10.10.216.0/24", "2001:db8::/64"],
    artefacts: known(
      driver.artefactNames(cluster, "amd64").map((file) => ({
        name: file,
        path: `/opt/artefacts/${file}`,
        sizeBytes: 1000,
        sha256: "ab".repeat(32),
      })),
    ),
    artefactProblems: [],
    artefactVersion: unknown("not run in this test"),
    freeBytes: known(1e12),
    isKairos,
    secretDigest: (secret) => `digest-of-${secret}`,
  };
}

/** The place of a step in the plan, and the content of the file it writes. */
function textOf(step: Step): readonly string[] {
  const params = step.params as {
    readonly path?: string;
    readonly template?: string;
    readonly vars?: Readonly<Record<string, string>>;
    readonly mode?: number;
    readonly config?: string;
    readonly values?: Readonly<Record<string, string>>;
  };
  const head = `## ${step.id}: ${step.title} [${step.impact}, undo ${step.undo}]`;
  if (params.values !== undefined)
    return [head, ...Object.entries(params.values).map(([key, value]) => `${key} = ${value}`)];
  if (params.config !== undefined) return [head, params.config];
  const template = params.vars === undefined ? params.template : renderEnv(params.vars);
  if (template === undefined || params.path === undefined) return [head];
  assert.doesNotMatch(maskTemplate(template), /secret:/);
  return [`${head} ${params.path} 0${params.mode?.toString(8)}`, template];
}

/** `UPDATE_GOLDEN=1` writes them anew; a missing one fails. */
function matchesGolden(name: string, text: string): void {
  const path = join(RENDERED, name);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
  }
  assert.ok(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and review it`);
  assert.equal(text, readFileSync(path, "utf8"));
}
