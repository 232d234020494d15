import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Handler, Step } from "../../src/engine/index.ts";
import {
  createMemoryHost,
  exited,
  type MemoryHost,
  type MemoryHostOptions,
} from "../../src/host/index.ts";
import {
  argumentEnsure,
  artefactPlace,
  artefactVerify,
  bootWordsEnsure,
  envEnsure,
  fileAbsent,
  fileEnsure,
  hostnameEnsure,
  labelEnsure,
  modeEnsure,
  moduleEnsure,
  STEP_HANDLERS,
  sysctlEnsure,
  timezoneEnsure,
  trustEnsure,
  unitEnsure,
} from "../../src/steps/index.ts";
import { type HandlerCase, handlerContract } from "../contract/handlers.ts";
import { PROXY_CA, ROOT_CA } from "../support/certificates.ts";
import { modprobe, restorecon, timedatectl, updateTrust } from "../support/host-commands.ts";

const UNIT = "[Service]\nExecStart=/usr/bin/demo\n[Install]\nWantedBy=multi-user.target\n";
const BINARY = "#!/bin/sh\nexit 0\n";
const BINARY_SHA256 = createHash("sha256").update(BINARY).digest("hex");
const SECRETS = { "proxy-password": 'p@ss "word"' };
const DIGESTS = { "proxy-password": "keyed" };

interface Row extends Omit<HandlerCase, "handler" | "host"> {
  readonly on: MemoryHostOptions;
}

const ROWS: readonly Row[] = [
  {
    title: "a new file in a new folder",
    step: fileEnsure({
      id: "demo.config",
      path: "/etc/demo/conf.d/config.yaml",
      template: "password: {{secret:proxy-password|yaml}}\nname: demo\n",
      mode: 0o600,
      secrets: DIGESTS,
    }),
    on: { files: { "/etc/": "" } },
    secrets: SECRETS,
  },
  {
    title: "a file that was another one",
    step: fileEnsure({ id: "motd", path: "/etc/motd", template: "hello\n" }),
    on: { files: { "/etc/motd": { content: new Uint8Array([0, 255, 10]), mode: 0o600 } } },
  },
  {
    title: "a file with the wrong mode",
    step: fileEnsure({ id: "motd", path: "/etc/motd", template: "hello\n", mode: 0o600 }),
    on: { files: { "/etc/motd": "hello\n" } },
  },
  {
    title: "a unit file",
    step: fileEnsure({ id: "unit", path: "/etc/systemd/system/a.service", template: UNIT }),
    on: { files: { "/etc/": "" } },
  },
  {
    title: "a file that shall go",
    step: fileAbsent({ id: "gone", path: "/etc/old.conf" }),
    on: { files: { "/etc/old.conf": { content: "old\n", mode: 0o640 } } },
  },
  {
    title: "a folder with the wrong mode and owner",
    step: modeEnsure({
      id: "programs",
      path: "/opt/cni/bin",
      mode: 0o755,
      owner: { uid: 0, gid: 0 },
    }),
    on: { files: { "/opt/cni/bin/": { content: "", mode: 0o700, owner: { uid: 10, gid: 9 } } } },
  },
  {
    title: "a file with a label that the policy does not give it",
    step: labelEnsure({ id: "flags", path: "/var/lib/kubelet/kubeadm-flags.env" }),
    on: {
      files: { "/var/lib/kubelet/kubeadm-flags.env": "x", "/labels": "unlabeled_t" },
      commands: restorecon("kubelet_var_lib_t"),
    },
  },
  {
    title: "an argument that another one stands for",
    step: argumentEnsure({
      id: "resolvers",
      path: "/var/snap/demo/args/kubelet",
      name: "--resolv-conf",
      value: "/run/resolv.conf",
    }),
    on: {
      files: { "/var/snap/demo/args/kubelet": "--v=2\n--resolv-conf=/etc/resolv.conf\n--x=1\n" },
    },
  },
  {
    title: "an argument in a file that others may not read",
    step: argumentEnsure({ id: "more", path: "/etc/demo/args", name: "--a", value: "1" }),
    on: { files: { "/etc/demo/args": { content: "--secret=x", mode: 0o600 } } },
  },
  {
    title: "a folder whose mode alone is meant",
    step: modeEnsure({ id: "var-tmp", path: "/var/tmp", mode: 0o1777 }),
    on: { files: { "/var/tmp/": { content: "", mode: 0o755, owner: { uid: 5, gid: 5 } } } },
  },
  {
    title: "an environment file with credentials",
    step: envEnsure({
      id: "proxy",
      path: "/etc/default/demo",
      vars: {
        HTTPS_PROXY: "http://user:{{secret:proxy-password|percent}}@proxy:3128",
        TOKEN: "{{secret:proxy-password}}",
      },
      secrets: DIGESTS,
    }),
    on: { files: { "/etc/default/demo": 'TOKEN="old"\n' } },
    secrets: SECRETS,
  },
  {
    title: "kernel modules",
    step: moduleEnsure({
      id: "modules",
      modules: ["overlay", "br-netfilter"],
      persistPath: "/etc/modules-load.d/bringup.conf",
    }),
    on: { files: { "/sys/module/": "" }, commands: modprobe() },
    // They stay loaded: somebody else may use them by then.
    undoIgnores: ["/sys/module/"],
  },
  {
    title: "kernel settings",
    step: sysctlEnsure({
      id: "sysctl",
      values: { "net.ipv4.ip_forward": "1", "kernel.panic": "10" },
      persistPath: "/etc/sysctl.d/90-bringup.conf",
    }),
    on: {
      files: { "/proc/sys/net/ipv4/ip_forward": "0\n", "/proc/sys/kernel/panic": "0\n" },
    },
  },
  {
    title: "words for the kernel on a board without a boot menu",
    step: bootWordsEnsure({ id: "words", words: ["cgroup_memory=1"] }),
    on: { files: { "/boot/firmware/cmdline.txt": "console=tty1\n" } },
  },
  {
    title: "words for the kernel on a machine with GRUB",
    step: bootWordsEnsure({ id: "words", words: ["systemd.unified_cgroup_hierarchy=1"] }),
    on: {
      files: { "/etc/default/grub": "GRUB_TIMEOUT=5\n", "/etc/default/grub.d/": "" },
      commands: { "update-grub": () => exited("") },
    },
  },
  {
    title: "a host name",
    step: hostnameEnsure({ id: "hostname", hostname: "edge-1" }),
    on: {
      files: {
        "/etc/hostname": "localhost\n",
        "/etc/hosts":
          "127.0.0.1 localhost\n127.0.1.1 localhost.example localhost\n::1 ip6-localhost\n",
        "/proc/sys/kernel/hostname": "localhost\n",
      },
    },
  },
  {
    title: "a time zone",
    step: timezoneEnsure({ id: "timezone", zone: "Europe/Berlin" }),
    on: {
      files: {
        "/etc/localtime": { link: "/usr/share/zoneinfo/Etc/UTC" },
        "/etc/timezone": "Etc/UTC\n",
      },
      commands: timedatectl,
    },
  },
  {
    title: "a unit that shall run at every boot",
    step: unitEnsure({
      id: "demo",
      unit: "demo.service",
      want: "started",
      enable: "persistent",
      impact: "none",
    }),
    on: { files: { "/etc/systemd/system/demo.service": UNIT } },
    undoIgnores: ["/etc/systemd/system/multi-user.target.wants/"],
  },
  {
    title: "a unit that shall stop",
    step: unitEnsure({
      id: "demo",
      unit: "demo.service",
      want: "stopped",
      enable: "none",
      impact: "node-down",
    }),
    on: {
      files: {
        "/etc/systemd/system/demo.service": UNIT,
        "/etc/systemd/system/multi-user.target.wants/demo.service": {
          link: "/etc/systemd/system/demo.service",
        },
      },
      units: {
        "demo.service": { active: "active", sub: "running", enabled: "disabled", restarts: 0 },
      },
    },
  },
  {
    title: "trusted certificates",
    step: trustEnsure({
      id: "trust",
      family: "debian",
      anchors: [
        { name: "root", pem: ROOT_CA, summary: "Example Root CA" },
        { name: "proxy", pem: PROXY_CA, summary: "Example TLS Inspection CA" },
      ],
    }),
    on: {
      files: {
        "/etc/ssl/certs/ca-certificates.crt": `${PROXY_CA}`,
        "/usr/local/share/ca-certificates/bringup-old.crt": PROXY_CA,
        "/usr/local/share/ca-certificates/corporate.crt": "not ours\n",
      },
      commands: updateTrust("debian", ""),
    },
    // The system's tool makes it from the anchors, which are compared.
    undoIgnores: ["/etc/ssl/certs/ca-certificates.crt"],
  },
  {
    title: "an artefact in place of an older one",
    step: artefactPlace({
      id: "binary",
      from: "/media/demo",
      to: "/usr/local/bin/demo",
      sha256: BINARY_SHA256,
      mode: 0o755,
      sizeBytes: BINARY.length,
    }),
    on: {
      files: {
        "/media/demo": BINARY,
        "/usr/local/bin/demo": { content: "old\n", mode: 0o700 },
      },
    },
  },
  {
    title: "an artefact in a new folder",
    step: artefactPlace({
      id: "binary",
      from: "/media/demo",
      to: "/opt/demo/bin/demo",
      sha256: BINARY_SHA256,
      mode: 0o755,
      sizeBytes: BINARY.length,
    }),
    on: { files: { "/media/demo": BINARY } },
  },
  {
    title: "an artefact to verify",
    step: artefactVerify({
      id: "verify",
      path: "/media/demo",
      sha256: BINARY_SHA256,
      sizeBytes: BINARY.length,
    }),
    on: { files: { "/media/demo": BINARY } },
    onlyLooks: true,
  },
];

for (const { on, ...row } of ROWS)
  handlerContract({ ...row, handler: handlerOf(row.step), host: () => machine(on) });

test("every step kind stands under the contract", () => {
  const kinds = STEP_HANDLERS.map((handler) => handler.kind);
  assert.deepEqual(kinds, [...new Set(kinds)]);
  assert.deepEqual([...new Set(ROWS.map(({ step }) => step.kind))].sort(), [...kinds].sort());
});

function machine(options: MemoryHostOptions): MemoryHost {
  return createMemoryHost(options);
}

function handlerOf({ kind }: Step): Handler {
  const found = STEP_HANDLERS.find((handler) => handler.kind === kind);
  assert.ok(found, kind);
  return found;
}
