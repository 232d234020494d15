import assert from "node:assert/strict";
import test from "node:test";
import { createMemoryHost, exited, type MemoryFile } from "../../src/host/index.ts";
import { factWithin, observeInventory } from "../../src/inventory/index.ts";
import { loadMachine } from "../support/machines.ts";

const { signal } = new AbortController();
const EFI = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

async function inventoryWith(
  files: Readonly<Record<string, MemoryFile>>,
  without: readonly string[] = [],
) {
  return observeInventory(loadMachine("amd64-server", { files, without }).host, { signal });
}

test("a source that hangs is unknown after its deadline, and is told to stop", async () => {
  let stopped = false;
  const fact = await factWithin({ timeoutMs: 10, signal }, (inner) => {
    inner.addEventListener("abort", () => {
      stopped = true;
    });
    return new Promise<string>(() => {});
  });
  assert.deepEqual(fact, { is: "unknown", why: "no answer within 10 ms" });
  assert.equal(stopped, true);
});

test("cancelling a hanging source answers at once", async () => {
  const cancel = new AbortController();
  const pending = factWithin(
    { timeoutMs: 60_000, signal: cancel.signal },
    () => new Promise<string>(() => {}),
  );
  cancel.abort();
  assert.deepEqual(await pending, { is: "unknown", why: "cancelled" });
});

for (const [name, vendor, product, flags, kind] of [
  ["a VMware guest", "VMware, Inc.", "VMware20,1", "hypervisor lm", "vmware"],
  ["a Hyper-V guest", "Microsoft Corporation", "Virtual Machine", "hypervisor lm", "hyper-v"],
  ["a Surface laptop", "Microsoft Corporation", "Surface Pro", "lm", "none"],
  ["a QEMU guest", "QEMU", "Standard PC (Q35 + ICH9, 2009)", "hypervisor lm", "kvm"],
  ["a cloud instance", "Amazon EC2", "t3.large", "hypervisor lm", "amazon"],
  ["a bare-metal cloud instance", "Amazon EC2", "c5.metal", "lm", "none"],
  ["an unknown hypervisor", "Acme", "Cloud 9", "hypervisor lm", "other"],
] as const) {
  test(`${name} is recognised as ${kind}`, async () => {
    const { virtualization } = await inventoryWith({
      "/proc/cpuinfo": `processor\t: 0\nvendor_id\t: X\nmodel name\t: Y\nflags\t\t: ${flags}\n`,
      "/sys/class/dmi/id/sys_vendor": vendor,
      "/sys/class/dmi/id/product_name": product,
      "/dev/kvm": "",
    });
    assert.deepEqual(virtualization, { is: "known", value: { kind, canHost: false } });
  });
}

test("a left-over .dockerenv does not make a virtual machine a container", async () => {
  const { host } = loadMachine("vm-without-dmi");
  const { virtualization } = await observeInventory(host, { signal });
  assert.deepEqual(virtualization, { is: "known", value: { kind: "kvm", canHost: false } });
});

test("Secure Boot is the fifth byte of its variable; a cut one is unknown", async () => {
  const stateWith = async (...bytes: readonly number[]) => {
    const { firmware } = await inventoryWith({ [EFI]: Uint8Array.from(bytes) });
    return firmware.is === "known" ? firmware.value.secureBoot : undefined;
  };
  assert.deepEqual(await stateWith(6, 0, 0, 0, 1), { is: "known", value: true });
  assert.deepEqual(await stateWith(6, 0, 0, 0, 0), { is: "known", value: false });
  assert.deepEqual(await stateWith(6, 0, 0), {
    is: "unknown",
    why: "the SecureBoot variable is cut short",
  });
});

test("a TPM the firmware announces and the kernel does not show is unknown, not absent", async () => {
  const { firmware } = await inventoryWith({ "/sys/firmware/acpi/tables/TPM2": "TPM2" }, [
    "/sys/class/tpm",
  ]);
  assert.deepEqual(firmware.is === "known" && firmware.value.tpm, {
    is: "unknown",
    why: "the firmware announces a TPM, the kernel shows none",
  });
});

test("a TPM on a kernel without version files is told by its resource manager", async () => {
  const gone = ["/sys/class/tpm/tpm0/tpm_version_major"];
  const old = { "/sys/class/tpm/tpm0/active": "1\n" };
  const versionOf = async (files: Readonly<Record<string, MemoryFile>>) => {
    const { firmware } = await inventoryWith(files, gone);
    return firmware.is === "known" ? firmware.value.tpm : undefined;
  };
  assert.deepEqual(await versionOf({ ...old, "/sys/class/tpmrm/tpmrm0/dev": "1:1\n" }), {
    is: "known",
    value: { version: "2.0" },
  });
  assert.deepEqual(await versionOf(old), { is: "known", value: { version: "1.2" } });
});

test("Kairos is known by its release file, its own ID, or its boot layout", async () => {
  const kairosWith = async (files: Readonly<Record<string, MemoryFile>>) => {
    const { os } = await inventoryWith(files);
    return os.is === "known" && os.value.isKairos;
  };
  assert.equal(await kairosWith({}), false);
  assert.equal(await kairosWith({ "/etc/kairos-release": "KAIROS_ID=kairos\n" }), true);
  assert.equal(await kairosWith({ "/etc/os-release": 'ID=ubuntu\nKAIROS_NAME="k"\n' }), true);
  assert.equal(await kairosWith({ "/run/cos/cos-layout.env": "" }), true);
});

test("on an immutable image the drive with the persistent data is the main one", async () => {
  const mounts = [
    "29 1 0:30 / / ro,relatime shared:1 - overlay overlay rw",
    "40 29 259:4 / /usr/local rw,relatime shared:2 - ext4 /dev/nvme1n1 rw",
  ].join("\n");
  const { disks } = await inventoryWith({ "/proc/self/mountinfo": mounts });
  assert.deepEqual(
    disks.is === "known" && disks.value.filter(({ isMain }) => isMain).map(({ name }) => name),
    ["nvme1n1"],
  );
});

test("terminal escapes in what hardware says are gone", async () => {
  const { dmi } = await inventoryWith({
    "/sys/class/dmi/id/product_name": "Evil\u001b[2J\u001b]0;title\u0007Box\u202e\n",
  });
  assert.equal(dmi.is === "known" && dmi.value.product, "EvilBox");
});

for (const printed of ["", "not json", "null", "[]", "{}", '{"blockdevices":7}', '"text"', "["]) {
  test(`garbage from every probe (${printed || "nothing"}) is a reason, not a crash`, async () => {
    const say = () => exited(printed);
    const host = createMemoryHost({
      files: { "/proc/self/mountinfo": "garbage\n- - -\n", "/sys/class/net/eth0/type": "1\n" },
      commands: { lsblk: say, ip: say },
    });
    const { disks, nics } = await observeInventory(host, { signal });
    assert.match(
      disks.is === "unknown" ? disks.why : "",
      /^lsblk printed .*, and \/sys\/block is missing$/,
    );
    if (printed === "[]") assert.equal(nics.is, "known");
    else assert.match(nics.is === "unknown" ? nics.why : "", /^ip printed /);
  });
}

test("half-filled rows of a probe lose what is not there and keep what is", async () => {
  const host = createMemoryHost({
    files: { "/proc/self/mountinfo": "", "/sys/class/net/eth0/type": "1\n" },
    commands: {
      lsblk: () => exited('{"blockdevices":[null,5,{"name":"sda","type":"disk","size":1000}]}'),
      ip: () => exited('[null,{"ifname":"eth0","addr_info":[7,{"local":5},{}]},{"flags":1}]'),
    },
  });
  const { disks, nics } = await observeInventory(host, { signal });
  assert.deepEqual(disks, {
    is: "known",
    value: [
      {
        name: "sda",
        path: "/dev/sda",
        sizeBytes: 1000,
        kind: "unknown",
        removable: false,
        isMain: false,
        contents: [],
        isUnread: true,
      },
    ],
  });
  assert.deepEqual(nics, {
    is: "known",
    value: [
      {
        name: "eth0",
        mac: "",
        kind: "virtual",
        carrier: { is: "unknown", why: "the interface is switched off" },
        mtu: 0,
        addresses: [],
      },
    ],
  });
});

test("a card is named by the table of the site, else by ours, else by the list of the system", async () => {
  const gpusWith = async (files: Readonly<Record<string, MemoryFile>>) => {
    const { gpus } = await inventoryWith(files, ["/usr/share/misc/pci.ids"]);
    return gpus.is === "known" && gpus.value.find(({ vendor }) => vendor === "NVIDIA");
  };
  const a2 = { pciId: "10de:25b6", vendor: "NVIDIA", model: "A2 / A16", memoryGb: 16 };
  assert.deepEqual(await gpusWith({}), a2);
  const row = { marketingName: "A2 of the shop", vRAM: 15, vendorID: "10DE", deviceID: ["25B6"] };
  const place = "/etc/spectrocloud/custom-hardware-specs-lookup.json";
  const named = { ...a2, model: "A2 of the shop", memoryGb: 15 };
  assert.deepEqual(await gpusWith({ [place]: JSON.stringify([row]) }), named);
  assert.deepEqual(await gpusWith({ [place]: JSON.stringify({ gpus: [row] }) }), named);
  for (const text of ["", "[", "[7, {}]", '{"gpus":null}'])
    assert.deepEqual(await gpusWith({ [place]: text }), a2);
});
