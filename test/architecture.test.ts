// Over 200 lines by design: the shape of the tree, every rule of it in one place.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CHECKS } from "../src/checks/index.ts";
import { COMMANDS } from "../src/cli/commands/index.ts";
import { OBSERVED } from "../src/distributions/index.ts";
import { KAIROS_HANDLERS } from "../src/kairos/index.ts";
import { KUBE_HANDLERS } from "../src/kube/index.ts";
import { networkHandlers } from "../src/network/index.ts";
import { RUNGS } from "../src/reach/index.ts";
import { METHODS } from "../src/registration/index.ts";
import { SETTINGS } from "../src/settings/index.ts";
import { STEP_HANDLERS } from "../src/steps/index.ts";
import { codeLines, HOME, productFiles, type SourceFile } from "./support/source-tree.ts";

const FILES = productFiles();

/** A module may import its own row and those above it in the picture of ARCHITECTURE.md, never one below. */
const ROWS = rowsIn(readFileSync(join(HOME, "ARCHITECTURE.md"), "utf8"));

function rowsIn(text: string): readonly (readonly string[])[] {
  const [, picture = ""] = /^src, lowest first;[^\n]*\n([^`]*)^```/m.exec(text) ?? [];
  const rows = picture.trimEnd().split("\n");
  // Names, then at least two blanks, then what they are for.
  return rows.map((row) => row.trim().split(/ {2,}/)[0]?.split(" ") ?? []);
}

/** Who may reach past `HostView` and `HostIO`, and why. */
const CONTACT: Readonly<Record<string, readonly string[]>> = {
  "node:fs": ["src/audit/", "src/host/", "src/store/", "src/terminal/", "src/agent/", "bin/"],
  "node:fs/promises": [
    "src/audit/",
    "src/host/",
    "src/store/",
    "src/plane/server/",
    "src/session/socket-",
    "bin/",
  ],
  "node:child_process": ["src/host/", "src/terminal/", "src/agent/rehearsal-agent.ts"],
  "node:net": ["src/host/", "src/plane/server/", "src/rehearsal/site/", "src/session/socket-"],
  "node:http": ["src/host/", "src/plane/server/"],
  "node:https": ["src/host/", "src/plane/server/"],
  // The frames of gRPC on a stream that the host opened; it dials nobody itself.
  "node:http2": ["src/etcd/"],
  "node:tls": ["src/host/"],
  "node:dns": ["src/host/"],
  "node:dns/promises": ["src/host/"],
  "node:dgram": ["src/host/"],
  "node:sqlite": ["src/store/", "src/plane/server/"],
  execa: ["src/host/"],
  got: ["src/host/"],
  systeminformation: ["src/host/"],
  zustand: ["hooks/"],
  "zustand/vanilla": ["src/session/", "hooks/"],
  "ink-select-input": ["screens/components/menu.tsx"],
  ink: ["screens/", "hooks/"],
  react: ["screens/", "hooks/"],
};

/** Functions of these packages that only compute. */
const PURE = new Set(["isIP", "isIPv4", "isIPv6"]);

/** A stand-in is the other machine's program, not part of this one's engine. */
const STAND_IN = /^src\/distributions\/([^/]+\/)?stand-in\//;

function moduleOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function violations(find: (file: SourceFile) => readonly string[]): readonly string[] {
  return FILES.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
}

test("files import only in the direction of the arrows", () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    bin: ["bin", "screens", "src"],
    screens: ["screens", "hooks", "src"],
    hooks: ["hooks", "src"],
    src: ["src"],
  };
  const top = (path: string) => path.split("/")[0] ?? "";
  const found = violations(({ path, imports }) =>
    imports
      .filter(({ isOwn, target }) => isOwn && !allowed[top(path)]?.includes(top(target)))
      .map(({ target }) => `must not import ${target}`),
  );
  assert.deepEqual(found, []);
});

test("every import leads to a file that exists", () => {
  const found = violations(({ imports }) =>
    imports
      .filter(({ isOwn, target }) => isOwn && !existsSync(join(HOME, target)))
      .map(({ target }) => `imports ${target}`),
  );
  assert.deepEqual(found, []);
});

test("a module of src is reached through its index.ts alone", () => {
  const found = violations(({ path, imports }) =>
    imports
      .filter(({ target }) => moduleOf(target) !== undefined && moduleOf(target) !== moduleOf(path))
      .filter(({ target }) => !/^src\/[^/]+\/index\.ts$/.test(target))
      .map(({ target }) => `reaches into ${target}`),
  );
  assert.deepEqual(found, []);
});

test("modules of src import only what stands above them", () => {
  const rowOf = (name: string) => ROWS.findIndex((row) => row.includes(name));
  const modules = readdirSync(join(HOME, "src"));
  assert.deepEqual(ROWS.flat().toSorted(), modules.toSorted(), "each stands in one row");
  const found = violations(({ path, imports }) => {
    const own = moduleOf(path);
    if (own === undefined) return [];
    return imports
      .map(({ target }) => moduleOf(target))
      .filter(
        (other) =>
          other !== undefined && other !== own && (rowOf(other) > rowOf(own) || rowOf(own) === 0),
      )
      .map((other) => `${own} must not know ${other}`);
  });
  assert.deepEqual(found, []);
});

test("no module of src needs itself, by any way round", () => {
  const needs = new Map<string, Set<string>>();
  for (const { path, imports } of FILES) {
    const own = moduleOf(path);
    if (own === undefined) continue;
    const known = needs.get(own) ?? new Set<string>();
    needs.set(own, known);
    for (const { target } of imports) {
      const other = moduleOf(target);
      if (other !== undefined && other !== own) known.add(other);
    }
  }
  assert.deepEqual(cyclesIn(needs), []);
});

test("no file needs itself, by any way round", () => {
  const needs = new Map(
    FILES.map(({ path, imports }) => [
      path,
      new Set(imports.filter(({ isOwn, isLazy }) => isOwn && !isLazy).map(({ target }) => target)),
    ]),
  );
  assert.deepEqual(cyclesIn(needs), []);
});

test("only the named places have contact with machine, network and screen libraries", () => {
  const found = violations(({ path, imports }) =>
    imports
      .filter(({ isOwn, isType }) => !isOwn && !isType)
      .filter(({ names }) => names.length === 0 || !names.every((name) => PURE.has(name)))
      .filter(({ target }) => !mayImport(path, target))
      .map(({ target }) => `must not import ${target}`),
  );
  assert.deepEqual(found, []);
});

function mayImport(path: string, target: string): boolean {
  const places = CONTACT[target];
  if (places === undefined || places.some((place) => path.startsWith(place))) return true;
  return STAND_IN.test(path) && target.startsWith("node:");
}

test("every name in the table of contacts is still in use", () => {
  const used = new Set(FILES.flatMap(({ imports }) => imports.map(({ target }) => target)));
  for (const target of ["node:fs", "execa", "got", "systeminformation", "zustand/vanilla", "ink"]) {
    assert.equal(used.has(target), true, target);
  }
});

test("keys are read in one place, which is a hook", () => {
  const found = FILES.filter((file) =>
    codeLines(file).some(({ code }) => /\b(useInput|usePaste)\(/.test(code)),
  ).map(({ path }) => path);
  assert.deepEqual(found, ["hooks/keyboard-provider.tsx"]);
});

test("nothing outside its folder names a distribution", () => {
  const names = /k3s|rke2|kubeadm|pxk|k8sd|microk8s|canonical kubernetes/i;
  const found = FILES.filter(({ path }) => !path.startsWith("src/distributions/")).flatMap((file) =>
    codeLines(file)
      .filter(({ code }) => names.test(code))
      .map(({ line, code }) => `${file.path}:${line}: ${code.trim()}`),
  );
  assert.deepEqual(found, []);
});

test("every distribution is a folder, and every folder is in the list", () => {
  const folders = readdirSync(join(HOME, "src/distributions"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(driver|shared|stand-in)$/.test(entry.name))
    .map(({ name }) => name);
  assert.deepEqual(OBSERVED.map(({ id }) => id).sort(), folders.sort());
});

/** Files that define something of a registry, and how many entries its list has. */
const REGISTRIES: readonly {
  readonly what: string;
  readonly defines: RegExp;
  readonly folder: string;
  readonly list: string;
  readonly size: number;
}[] = [
  {
    what: "check",
    defines: /^export const \w+ = defineCheck\(/m,
    folder: "src/checks/",
    list: "src/checks/list.ts",
    size: CHECKS.length,
  },
  {
    what: "step kind",
    defines: /^(export )?const \w+ = defineHandler[<(]/m,
    folder: "src/steps/",
    list: "src/steps/index.ts",
    size: STEP_HANDLERS.length,
  },
  {
    what: "step kind of Kubernetes",
    defines: /^(export )?const \w+ = defineHandler[<(]/m,
    folder: "src/kube/",
    list: "src/kube/index.ts",
    size: KUBE_HANDLERS.length,
  },
  {
    what: "step kind of an immutable host",
    defines: /^(export )?const \w+ = defineHandler[<(]/m,
    folder: "src/kairos/",
    list: "src/kairos/index.ts",
    size: KAIROS_HANDLERS.length,
  },
  {
    what: "step kind of the network",
    defines: /defineHandler<\w+, "network\./m,
    folder: "src/network/",
    list: "src/network/try/index.ts",
    size: networkHandlers().length,
  },
  {
    what: "command",
    defines: /: CliCommand = \{/,
    folder: "src/cli/commands/",
    list: "src/cli/commands/index.ts",
    size: COMMANDS.length,
  },
  {
    what: "registration method",
    defines: /: Method = \{/,
    folder: "src/registration/methods/",
    list: "src/registration/methods/index.ts",
    size: METHODS.length,
  },
  {
    what: "rung of reachability",
    defines: /^export const \w+: Rung = \{/m,
    folder: "src/reach/rungs/",
    list: "src/reach/rungs.ts",
    size: RUNGS.length,
  },
  {
    what: "setting",
    defines: /^(export )?const \w+ = defineSettings[<(]/m,
    folder: "src/settings/",
    list: "src/settings/index.ts",
    size: SETTINGS.length,
  },
  {
    what: "screen",
    defines: /^export const \w+ = defineScreen\(/m,
    folder: "screens/",
    list: "screens/index.ts",
    size: screenLines().length,
  },
];

for (const { what, defines, folder, list, size } of REGISTRIES) {
  test(`every ${what} is one file and one line of its list`, () => {
    const listed = FILES.find(({ path }) => path === list)?.imports.map(({ target }) => target);
    const defining = FILES.filter(
      ({ path, text }) => path.startsWith(folder) && defines.test(text),
    ).map(({ path }) => path);
    assert.notEqual(defining.length, 0, "nothing is defined there");
    assert.deepEqual(
      defining.filter((path) => !listed?.includes(path)),
      [],
      "not in the list",
    );
    assert.equal(size, defining.length, "entries of the list");
  });
}

/** The list of screens cannot be loaded without React; its lines can be read. */
function screenLines(): readonly string[] {
  const text = readFileSync(join(HOME, "screens/index.ts"), "utf8");
  const [, body = ""] = /SCREENS[^=]*= \[([\s\S]*?)\]/.exec(text) ?? [];
  return body.match(/\{\s*id: "/g) ?? [];
}

const DOORS = ["engine", "checks", "doctor", "distributions", "testing"];

/** Loads modules in a process of their own and lists the packages that came along. */
function packagesOf(specifiers: readonly string[]): readonly string[] {
  const program = `
    import { registerHooks } from "node:module";
    const seen = new Set();
    registerHooks({ resolve(specifier, context, next) {
      const found = next(specifier, context);
      const [, name] = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(found.url) ?? [];
      if (name) seen.add(name);
      return found;
    } });
    for (const specifier of ${JSON.stringify(specifiers)}) {
      const door = await import(specifier);
      for (const { load } of door.OBSERVED ?? []) await load();
    }
    console.log(JSON.stringify([...seen]));`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", program],
    { encoding: "utf8", cwd: HOME },
  );
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test("the public doors load neither React nor Ink", () => {
  const sources = DOORS.map((door) => join(HOME, "src", door, "index.ts"));
  const packages = packagesOf(sources);
  assert.ok(packages.includes("zod"), `nothing was seen: ${packages}`);
  assert.deepEqual(
    packages.filter((name) => /^(react|ink|yoga-layout|ink-.*|react-.*)$/.test(name)),
    [],
  );
});

test("each public door is in the package and is built", () => {
  const { exports } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
  const doors = Object.entries<{ default?: string }>(exports).flatMap(([name, entry]) =>
    entry.default === undefined ? [] : [[name, existsSync(join(HOME, entry.default))]],
  );
  assert.deepEqual(
    doors,
    DOORS.map((door) => [`./${door}`, true]),
  );
});

/** Rounds in a graph, each as `a > b > a`, found once. */
function cyclesIn(needs: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, way: readonly string[]): void => {
    const at = way.indexOf(name);
    if (at >= 0) {
      found.push([...way.slice(at), name].join(" > "));
      return;
    }
    if (finished.has(name)) return;
    for (const next of needs.get(name) ?? []) visit(next, [...way, name]);
    finished.add(name);
  };
  for (const name of needs.keys()) visit(name, []);
  return found;
}
