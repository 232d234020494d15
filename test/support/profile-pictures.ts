import type { Answer, ContentFinding, Snapshot } from "../../src/session/index.ts";
import type { Picture } from "./pictures.ts";
import { type App, PROFILES } from "./screen.tsx";
import { finishedSnapshot, freshSnapshot } from "./session.ts";

type Slice = NonNullable<Snapshot["profile"]>;
type Found = Slice["found"][number];

const FOLDER = "/opt/bringup/content/site-base";

const SITE: Found = {
  ...{ path: FOLDER, name: "site-base", version: "1.2.0", description: "", problems: [] },
  layers: [
    { name: "k3s", kind: "kubernetes", version: "1.35" },
    { name: "metrics-server", kind: "addon", version: "0.8.0", manifests: ["m.yaml"] },
    { name: "longhorn", kind: "csi", version: "1.10.0", manifests: ["l.yaml"] },
    { name: "shop", kind: "addon", version: "2.1.0", manifests: ["s.yaml"] },
  ],
  variables: [
    { name: "registry", title: "Registry", pattern: "[a-z0-9.:/-]+", required: true },
    { name: "replicas", title: "Shop replicas", type: "number", default: 2 },
    {
      name: "copies",
      title: "Copies of a volume",
      type: "choice",
      options: ["1", "2", "3"],
      default: "1",
    },
    { name: "till-key", title: "Key of the till", sensitive: true },
  ],
};
const BAD: Found = {
  ...{ path: "/opt/bringup/content/site-old", name: "", version: "", description: "" },
  ...{ layers: [], variables: [] },
  problems: [
    {
      ...{ file: "shop/shop.yaml", line: 23, message: "sise is no variable of this profile" },
      hint: "Did you mean size?",
    },
  ],
};

const LAYERS: Slice["layers"] = [
  { name: "k3s", kind: "kubernetes", version: "1.35", state: "given", why: "part of the host" },
  ...[
    {
      name: "metrics-server",
      kind: "addon",
      version: "0.8.0",
      state: "ready",
      why: "3 objects as applied",
    } as const,
    {
      name: "longhorn",
      kind: "csi",
      version: "1.10.0",
      state: "changed",
      why: "DaemonSet longhorn-system/longhorn-manager was changed by somebody else",
    } as const,
    {
      name: "shop",
      kind: "addon",
      version: "2.1.0",
      state: "waiting",
      why: "Deployment shop/shop: 1 of 2 available",
    } as const,
    {
      name: "old-dashboard",
      kind: "addon",
      version: "1.0",
      state: "left",
      why: "no longer in the profile; its 7 objects stay",
    } as const,
  ],
];

/** A cluster with a profile in force. */
function withProfile(profile: Slice, path: string | undefined = FOLDER): Snapshot {
  const done = finishedSnapshot();
  const { cluster } = done.document.effective.spec;
  if (cluster === undefined) throw new Error("the finished host has a cluster");
  const asked =
    path === undefined
      ? cluster
      : {
          ...cluster,
          profile: {
            path,
            variables: { registry: "registry.example.net", "till-key": { secret: "till-key" } },
          },
        };
  const spec = { ...done.document.effective.spec, cluster: asked };
  const effective = { ...done.document.effective, spec };
  return { ...done, document: { ...done.document, effective, secrets: ["till-key"] }, profile };
}

const opened = async (app: App) => {
  await app.goTo("Cluster");
  await app.press("last");
  for (let rows = 0; rows < 12 && !app.screen().includes("> Profile >"); rows++)
    await app.press("up");
  await app.press("choose");
  await app.shows("Profile   ");
};

const exporting = async (app: App) => {
  await opened(app);
  await app.press("last");
  await app.press("choose");
  await app.shows("Export the profile");
};

const NOTHING: ContentFinding = { here: [], offers: [], problems: [] };
const STICK: ContentFinding = {
  here: [],
  offers: [
    { from: "stick:SITE/core.tar.zst", sizeBytes: 2_100_000_000, proof: ["sum"] },
    {
      ...{ from: "stick:SITE/site-base", sizeBytes: 18_432, proof: [] },
      profile: { name: "site-base", seen: "0f".repeat(32) },
    },
  ],
  problems: ["stick:SITE/old/profile.yaml:7 layers[0].kind must be os or cni"],
};
const EXPORTED: Answer = {
  ...{ is: "profile-exported", file: "site-base-1.2.0.tar", on: "SITE", files: 4 },
  sha256: "0f".repeat(32),
};

const BOTH = [PROFILES.ascii, PROFILES.wide];
const MAIN = [...BOTH, PROFILES.utf8, PROFILES.console, PROFILES.large];

/** Layers with their state, a value that is wrong, a profile that is, none at all, an import. */
export const PROFILE_PICTURES: readonly Picture[] = [
  {
    name: "profile/layers",
    snapshot: withProfile({ found: [SITE, BAD], layers: LAYERS }),
    profiles: MAIN,
    steps: opened,
  },
  {
    name: "profile/wrong-value",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    profiles: BOTH,
    async steps(app) {
      await opened(app);
      await app.press("down");
      await app.press("choose");
      await app.type(" B");
      await app.press("leave-field");
    },
  },
  {
    name: "profile/problems",
    snapshot: withProfile({ found: [SITE, BAD], layers: [] }, BAD.path),
    steps: opened,
  },
  {
    name: "profile/none",
    snapshot: { ...freshSnapshot(), profile: { found: [], layers: [] } },
    steps: opened,
  },
  {
    name: "profile/import",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    async steps(app) {
      await opened(app);
      await app.press("last", "up");
      await app.press("choose");
      await app.shows("Import a profile");
    },
  },
  {
    name: "profile/offered",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    profiles: BOTH,
    async steps(app) {
      app.client.answers = ({ do: asked }): Answer => ({
        ...{ is: "content", finding: asked === "look-for-content" ? STICK : NOTHING },
      });
      await opened(app);
      await app.press("last", "up");
      await app.press("choose");
      await app.shows("Import a profile");
      await app.press("last", "up");
      app.clock.advance(400);
      await app.press("choose");
      await app.shows("Import stick:SITE/site-base");
      await app.press("last", "up");
    },
  },
  {
    name: "profile/export",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    profiles: BOTH,
    steps: exporting,
  },
  {
    name: "profile/exported",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    profiles: BOTH,
    async steps(app) {
      app.client.answers = ({ do: asked }): Answer =>
        asked === "export-profile" ? EXPORTED : { is: "ok" };
      await exporting(app);
      await app.press("down", "down");
      app.clock.advance(400);
      await app.press("choose");
      await app.shows("to the stick SITE");
    },
  },
  {
    name: "profile/export-too-small",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    profiles: [PROFILES.small, PROFILES.least],
    steps: exporting,
  },
  {
    name: "profile/too-small",
    snapshot: withProfile({ found: [SITE], layers: LAYERS }),
    profiles: [PROFILES.small, PROFILES.least],
    steps: opened,
  },
];
