import assert from "node:assert/strict";
import { test } from "node:test";
import { createUserDataDesk } from "../../src/agent/user-data-desk.ts";
import { createMemoryHost, exited } from "../../src/host/index.ts";

const signal = new AbortController().signal;
const TEXT =
  "#cloud-config\nstylus:\n  site:\n    edgeHostToken: aUA-secret\n    hostName: rack12\n";

interface Medium {
  readonly label: string;
  readonly fstype: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Of a drive that stays in the machine, as with a virtual disk. */
  readonly isFixed?: true;
}

function hostWith(...media: readonly Medium[]) {
  const blockdevices = media.map(({ label, fstype, isFixed }, index) => ({
    ...{ name: `sd${"bcd"[index]}`, "maj:min": `8:${index}`, type: "disk", size: 1e6 },
    ...{ label, fstype, rm: isFixed !== true },
  }));
  return createMemoryHost({
    commands: {
      lsblk: () => exited(JSON.stringify({ blockdevices })),
      mount({ argv, host }) {
        const index = "bcd".indexOf(String(argv.at(-2)).slice(-1));
        for (const [name, content] of Object.entries(media[index]?.files ?? {}))
          host.put(`${argv.at(-1)}/${name}`, content);
        return exited("");
      },
      async umount({ argv, host }) {
        await host.files.removeTree(argv.at(-1) ?? "");
        return exited("");
      },
    },
  });
}

test("a medium with the label cidata is found whatever drive it is in, and is let go", async () => {
  const files = { "user-data": TEXT, "meta-data": "" };
  const host = hostWith(
    { label: "CIDATA", fstype: "iso9660", files, isFixed: true },
    { label: "SITE", fstype: "vfat", files },
    { label: "cidata", fstype: "ext4", files },
  );
  const { found, problems } = await createUserDataDesk(host).look(signal);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    found.map(({ medium, hasMetaData, issues, rows }) => ({
      ...{ medium, hasMetaData, issues },
      rows: rows.map(({ path, shown }) => `${path}: ${shown}`),
    })),
    [
      {
        ...{ medium: "CIDATA (iso9660)", hasMetaData: true, issues: [] },
        rows: ["stylus.site.edgeHostToken: ********", "stylus.site.hostName: rack12"],
      },
    ],
  );
  assert.ok(!JSON.stringify(found).includes("aUA-secret"));
  const mounts = host.calls.filter(([name]) => name === "mount").map((argv) => argv.join(" "));
  assert.deepEqual(mounts, [
    "mount -t iso9660 -o ro,nosuid,nodev,noexec /dev/sdb /run/bringup/sticks/sdb",
  ]);
  assert.deepEqual(host.paths(), []);
});

test("what was found is taken over by its name alone, until the next look", async () => {
  const desk = createUserDataDesk(
    hostWith({ label: "cidata", fstype: "vfat", files: { "user-data": TEXT } }),
  );
  const { found } = await desk.look(signal);
  const [first] = found;
  assert.equal(first?.hasMetaData, false);
  const accepted = desk.accept({ layer: "site", found: first?.id ?? "" });
  assert.ok(accepted.is === "accepted");
  assert.deepEqual(accepted.asked.secrets, { "registration-token": "aUA-secret" });
  assert.ok(!JSON.stringify(accepted.asked.change).includes("aUA-secret"));
  assert.throws(() => desk.accept({ layer: "site", found: "gone" }), /not at hand any more/);
});

test("without such a medium, without the file, or with a broken one, it is said", async () => {
  const none = await createUserDataDesk(hostWith()).look(signal);
  assert.deepEqual(none.problems, ["no medium with the label cidata is plugged in"]);
  const empty = await createUserDataDesk(hostWith({ label: "cidata", fstype: "vfat" })).look(
    signal,
  );
  assert.deepEqual(empty.problems, ["a medium with the label cidata holds no file user-data"]);
  const files = { "user-data": "stylus: 5\n" };
  const broken = hostWith({ label: "cidata", fstype: "vfat", files });
  const { found } = await createUserDataDesk(broken).look(signal);
  assert.deepEqual(
    found[0]?.issues.map(({ line, column }) => `${line}:${column}`),
    ["1:1", "1:9"],
  );
});
