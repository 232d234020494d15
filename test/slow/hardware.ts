import { join } from "node:path";

/** What a guest is started from. */
export interface Image {
  /** qcow2: it keeps snapshots. */
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
  /** What is built in besides; a guest with more of it has to boot anew. */
  readonly besides?: readonly string[];
}

/** eth0 to eth2 are the guest's; what is plugged into eth3 is moved away to the far end of all cables. */
export const CARDS = ["eth0", "eth1", "eth2", "eth3"] as const;

/**
 * A machine with a serial line, a CD drive, a clock of its own and four cards in one hub inside qemu:
 * no frame reaches the machine around it. Snapshots need the same hardware: whoever changes it here
 * gets a new image, because the image is made of this list too.
 */
export function hardware(
  { disk, kernel, initrd, besides = [] }: Image,
  folder: string,
): readonly string[] {
  const at = (name: string) => join(folder, name);
  return [
    ...["-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "2", "-m", "1024"],
    ...["-rtc", "base=utc,clock=vm", "-display", "none", "-vga", "std", "-nodefaults"],
    ...["-kernel", kernel, "-initrd", initrd],
    "-append",
    "root=/dev/vda rw console=tty0 console=ttyS0,115200 nomodeset net.ifnames=0 quiet",
    ...["-drive", `file=${disk},format=qcow2,if=virtio,cache=unsafe`],
    ...["-drive", "if=none,id=cd,media=cdrom", "-device", "ide-cd,drive=cd,id=cd0"],
    ...["-serial", `file:${at("console")}`],
    ...["-device", "virtio-serial-pci"],
    ...["-chardev", `socket,id=shell,path=${at("shell.sock")},server=on,wait=off`],
    ...["-device", "virtserialport,chardev=shell,name=lab.shell"],
    ...["-qmp", `unix:${at("monitor.sock")},server=on,wait=off`, "-pidfile", at("qemu.pid")],
    // ctrl_vlan=off: a card that filters tags itself loses all of them here.
    ...CARDS.flatMap((name, index) => [
      ...["-netdev", `hubport,id=${name}-cable,hubid=0`],
      "-device",
      `virtio-net-pci,id=${name},netdev=${name}-cable,mac=52:54:00:99:00:0${index},speed=1000,duplex=full,ctrl_vlan=off`,
    ]),
    ...besides,
  ];
}
