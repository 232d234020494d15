import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan } from "../../src/engine/index.ts";
import { createCliBench, jsonLines } from "../support/cli-world.ts";
import { createFakeHub } from "../support/fake-hub.ts";

const GOOD = "#cloud-config\nstylus:\n  managementMode: local\n";
const OLD = "#cloud-config\nstylus:\n  installationMode: airgap\n";
const BAD = "stylus:\n  debug: maybe\n";

test("user-data is judged without an engine, every file of them, and the exit code tells", async () => {
  const files = { "good.yaml": GOOD, "old.yaml": OLD, "bad.yaml": BAD };
  const good = createCliBench({ files });
  const fine = await good.run("user-data", "validate", "good.yaml", "old.yaml");
  assert.equal(fine.exitCode, 0);
  assert.equal(
    fine.stdout,
    [
      "[ OK ] good.yaml is valid",
      "old.yaml:3:3 warning: stylus.installationMode is a former or mistaken name. Write stylus.managementMode: local.",
      "[ OK ] old.yaml is valid, 1 warning",
      "",
    ].join("\n"),
  );
  const bad = await createCliBench({ files }).run("user-data", "validate", "bad.yaml", "good.yaml");
  assert.equal(bad.exitCode, 2);
  assert.match(bad.stdout, /^bad\.yaml:1:1 error: the first line must be #cloud-config/);
  assert.match(bad.stdout, /bad\.yaml:2:10 error: stylus\.debug must be true or false/);
  assert.match(bad.stdout, /\[ OK \] good\.yaml is valid/);
  assert.match(bad.stderr, /bad\.yaml: 2 errors/);
  assert.deepEqual(good.hub.handled, []);
});

test("user-data comes from standard input too, and problems as JSON", async () => {
  const bench = createCliBench({ stdin: BAD });
  const { exitCode, stdout } = await bench.run("user-data", "validate", "-", "--json");
  assert.equal(exitCode, 2);
  const [first, , last] = jsonLines(stdout) as { file: string; issue?: object; valid?: boolean }[];
  assert.deepEqual(first, {
    file: "standard input",
    issue: {
      severity: "error",
      path: "",
      line: 1,
      column: 1,
      message: "the first line must be #cloud-config",
      hint: "Put #cloud-config on the first line, alone.",
    },
  });
  assert.deepEqual(last, { file: "standard input", valid: false, issues: 2 });
});

const BASE = `#cloud-config
stylus:
  site:
    paletteEndpoint: palette.example.net
    edgeHostToken: aUA-very-secret
    tags: {region: west}
`;
const SITE = "#cloud-config\nstylus:\n  site:\n    name: rack.12\n    tags: {city: chicago}\n";

test("user-data is shown merged, each value with its file and with what it becomes, secrets masked", async () => {
  const files = { "base.yaml": BASE, "site.yaml": SITE };
  const bench = createCliBench({ files, columns: 120 });
  const { exitCode, stdout } = await bench.run("user-data", "show", "base.yaml", "site.yaml");
  assert.equal(exitCode, 0);
  assert.equal(
    stdout,
    [
      "PARAMETER                    VALUE                FROM       BECOMES",
      "stylus.site.paletteEndpoint  palette.example.net  base.yaml  spec.registration.plane",
      "stylus.site.edgeHostToken    ********             base.yaml  spec.registration.token",
      "stylus.site.tags.region      west                 base.yaml  spec.registration.tags",
      "stylus.site.tags.city        chicago              site.yaml  spec.registration.tags",
      "stylus.site.name             rack.12              site.yaml  spec.identity.id",
      'Note: stylus.site.name is not taken over: spec.identity.id must consist of letters, digits, hyphens and underscores, found "rack.12". Write it like this: edge-9f3a22c17e04b1',
      "",
    ].join("\n"),
  );
  const json = await createCliBench({ files }).run("user-data", "show", "base.yaml", "--json");
  assert.ok(!json.stdout.includes("very-secret"));
  const [shown] = jsonLines(json.stdout) as { document: { spec: object } }[];
  assert.deepEqual(shown?.document.spec, {
    registration: {
      mode: "central",
      kind: "palette",
      plane: "https://palette.example.net",
      method: "token",
      token: { secret: "registration-token" },
      tags: { region: "west" },
    },
  });
});

const ASKED = {
  apiVersion: "bringup/v1alpha1",
  kind: "EdgeHost",
  spec: {
    host: { hostname: "rack12" },
    registration: {
      mode: "central",
      kind: "palette",
      plane: "https://palette.example.net",
      token: { secret: "site-token" },
      tags: { region: "west" },
    },
    time: { timezone: "Europe/Berlin" },
  },
} as const;

test("the document is written as user-data: a file is edited in place, secrets only from files given for it", async () => {
  const hub = createFakeHub();
  hub.set("document", { ...hub.snapshot().document, effective: ASKED });
  const files = { "base.yaml": BASE, token: "aUA-new-token\n" };
  const kept = await createCliBench({ hub, files }).run("user-data", "export", "base.yaml");
  assert.equal(kept.exitCode, 0);
  assert.equal(kept.stdout, `${BASE}    hostName: rack12\n`);
  assert.equal(kept.stderr, "Note: user-data has no words for spec.time.timezone.\n");
  const fresh = await createCliBench({ hub, files }).run("user-data", "export");
  assert.match(fresh.stderr, /the token is left out: add --secret-file site-token=PATH/);
  assert.ok(!fresh.stdout.includes("edgeHostToken"));
  const given = ["user-data", "export", "base.yaml", "--secret-file", "site-token=token", "--json"];
  const json = await createCliBench({ hub, files }).run(...given);
  const [{ userData }] = jsonLines(json.stdout) as [{ userData: string }];
  assert.match(userData, /edgeHostToken: aUA-new-token\n/);
});

const PREVIEW = {
  layer: "site",
  changes: [{ path: "spec.host.hostname", before: "localhost", after: "rack12" }],
  refused: [],
  overruled: [{ path: "spec.proxy.http", by: "local" }],
  leftAlone: ["stages.boot"],
} as const;

function plannedBy(hub: ReturnType<typeof createFakeHub>): void {
  const plan = { ...EMPTY_PLAN, hash: "c0ffee".repeat(10) };
  hub.answerWith((command) => {
    if (command.do === "plan")
      return {
        is: "planned",
        plan: { plan, documentText: command.documentText, preview: PREVIEW },
      };
    if (command.do === "look-for-user-data") return { is: "user-data", finding: FINDING };
    return { is: "ok", note: "nothing to do: the host is as asked" };
  });
}

const EMPTY_PLAN = {
  planner: 1,
  goal: { do: "converge" },
  generation: 1,
  steps: [],
  skipped: [],
  blocked: [],
} as never as Plan;

const FINDING = {
  found: [{ id: "ab12", medium: "CIDATA (iso9660)", hasMetaData: true, issues: [], rows: [] }],
  problems: [],
};

test("user-data is taken over only after what it changes was shown and approved", async () => {
  const files = { "site.yaml": SITE };
  const asked = createCliBench({ files });
  plannedBy(asked.hub);
  const shown = await asked.run("user-data", "import", "site.yaml");
  assert.equal(shown.exitCode, 5);
  assert.match(shown.stdout, /^spec\.host\.hostname: localhost -> rack12\n/);
  assert.match(shown.stdout, /Not in force: spec\.proxy\.http, as the document of this host asks/);
  assert.match(shown.stdout, /Left alone, as it has no place here: stages\.boot\n/);
  assert.deepEqual(
    asked.hub.handled.map(({ do: what }) => what),
    ["plan"],
  );
  const [plan] = asked.hub.handled;
  assert.ok(plan?.do === "plan");
  assert.deepEqual(plan.userData, { layer: "site", text: SITE });
  const done = createCliBench({ files });
  plannedBy(done.hub);
  const { exitCode } = await done.run(
    ...["user-data", "import", "site.yaml", "--layer", "user-data", "--yes"],
  );
  assert.equal(exitCode, 0);
  assert.deepEqual(
    done.hub.handled.map(({ do: what }) => what),
    ["plan", "approve"],
  );
});

test("user-data on a medium is taken over by what was found there, its text stays with the agent", async () => {
  const bench = createCliBench();
  plannedBy(bench.hub);
  const { exitCode } = await bench.run("user-data", "import", "sticks", "--yes", "--json");
  assert.equal(exitCode, 0);
  const plan = bench.hub.handled.find((command) => command.do === "plan");
  assert.deepEqual(plan?.do === "plan" && plan.userData, { layer: "site", found: "ab12" });
  const out = createCliBench();
  plannedBy(out.hub);
  assert.equal((await out.run("user-data", "forget", "site", "--yes")).exitCode, 0);
  const forgotten = out.hub.handled.find((command) => command.do === "plan");
  assert.deepEqual(forgotten?.do === "plan" && forgotten.userData, { layer: "site" });
});
