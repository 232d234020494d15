/** What a card is, whatever this system knows of it. */
export interface GpuModel {
  readonly model: string;
  /** As its maker counts; of one chip where a card has several. */
  readonly memoryGb?: number;
  /** Whether it can be parted into several (MIG). */
  readonly migCapable?: boolean;
  readonly architecture?: string;
}

type Row = readonly [ids: string, model: string, memoryGb?: number];

/** Cards in edge hosts by the ids of vendor and devices on PCI, as the public list of PCI ids names them. */
const ROWS: readonly Row[] = [
  ["10de:25b6", "A2 / A16", 16],
  ["10de:2236", "A10", 24],
  ["10de:2237", "A10G", 24],
  ["10de:20b7", "A30", 24],
  ["10de:2235", "A40", 48],
  ["10de:20f1 20b0", "A100", 40],
  ["10de:20b5 20b2", "A100 80GB", 80],
  ["10de:2330 2331", "H100", 80],
  ["10de:27b8", "L4", 24],
  ["10de:26b5", "L40", 48],
  ["10de:26b9", "L40S", 48],
  ["10de:1eb8", "Tesla T4", 16],
  ["10de:1bb3", "Tesla P4", 8],
  ["10de:1b38", "Tesla P40", 24],
  ["10de:15f8", "Tesla P100", 16],
  ["10de:1db4", "Tesla V100", 16],
  ["10de:1db6", "Tesla V100", 32],
  ["10de:1fb0", "Quadro T1000", 4],
  ["10de:1cb1", "Quadro P1000", 4],
  ["10de:2531", "RTX A2000", 6],
  ["10de:2571", "RTX A2000 12GB", 12],
  ["10de:24b0", "RTX A4000", 16],
  ["10de:2231", "RTX A5000", 24],
  ["10de:2230", "RTX A6000", 48],
  ["10de:26b1", "RTX 6000 Ada Generation", 48],
  ["10de:27b0", "RTX 4000 SFF Ada Generation", 20],
  ["10de:2204", "GeForce RTX 3090", 24],
  ["10de:2684", "GeForce RTX 4090", 24],
  ["1002:738c", "Instinct MI100", 32],
  ["1002:740f", "Instinct MI210", 64],
  ["1002:74a1", "Instinct MI300X", 192],
  ["8086:56c0", "Data Center GPU Flex 170", 16],
  ["8086:56c1", "Data Center GPU Flex 140", 6],
  ["8086:56a0", "Arc A770", 16],
  ["8086:56a1", "Arc A750", 8],
  ["8086:9a49", "Iris Xe (Tiger Lake)"],
  ["8086:46a6", "Iris Xe (Alder Lake)"],
  ["8086:4680", "UHD Graphics 770"],
  ["8086:3e92", "UHD Graphics 630"],
  ["8086:5912", "HD Graphics 630"],
];

/** By `10de:25b6`. */
export const GPU_MODELS: ReadonlyMap<string, GpuModel> = new Map(
  ROWS.flatMap(([ids, model, memoryGb]) => {
    const [vendor = "", devices = ""] = ids.split(":");
    const found = memoryGb === undefined ? { model } : { model, memoryGb };
    return devices.split(" ").map((device) => [`${vendor}:${device}`, found] as const);
  }),
);
