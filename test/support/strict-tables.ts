/** What a device understands, as its maker published it; any other byte or sequence is a violation. */
export interface StrictDevice {
  readonly name: string;
  readonly term: string;
  /** Control characters besides ESC. */
  readonly controls: string;
  /** What may follow ESC, as `M` or `(0`. */
  readonly escapes: readonly string[];
  /**
   * Control sequences by prefix and final letter, as `?h`; with the values a parameter may have, or
   * `counts` where it is a number of cells, lines or a place.
   */
  readonly sequences: ReadonlyMap<string, readonly number[] | "counts">;
  readonly isUtf8: boolean;
  /** Erased cells take the background colour in force. */
  readonly erasesWithColour: boolean;
}

const COUNTS = "counts" as const;
const CONTROLS = "\u0000\u0007\b\t\n\u000b\u000c\r\u000e\u000f";
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const CHARACTER_SETS = ["(A", "(B", "(0", ")A", ")B", ")0"];

/** VT100 User Guide, chapter 3; the reports it sends itself left out. */
const VT100_SEQUENCES: [string, readonly number[] | "counts"][] = [
  ..."ABCDHfr".split("").map((final): [string, "counts"] => [final, COUNTS]),
  ["J", [0, 1, 2]],
  ["K", [0, 1, 2]],
  ["m", [0, 1, 4, 5, 7]],
  ["g", [0, 3]],
  ["c", [0]],
  ["n", [5, 6]],
  ["h", [20]],
  ["l", [20]],
  ["?h", range(1, 9)],
  ["?l", range(1, 9)],
  ["q", range(0, 4)],
];

export const VT100: StrictDevice = {
  name: "vt100",
  term: "vt100",
  controls: CONTROLS,
  escapes: [
    "D",
    "E",
    "H",
    "M",
    "Z",
    "c",
    "7",
    "8",
    "=",
    ">",
    "#3",
    "#4",
    "#5",
    "#6",
    "#8",
    ...CHARACTER_SETS,
  ],
  sequences: new Map(VT100_SEQUENCES),
  isUtf8: false,
  erasesWithColour: false,
};

/** VT220 Programmer Reference Manual, chapter 4. */
export const VT220: StrictDevice = {
  ...VT100,
  name: "vt220",
  term: "vt220",
  escapes: [
    ...VT100.escapes,
    "n",
    "o",
    "|",
    "}",
    "~",
    "N",
    "O",
    "*B",
    "*0",
    "+B",
    "+0",
    "(<",
    ")<",
  ],
  sequences: new Map<string, readonly number[] | "counts">([
    ...VT100_SEQUENCES,
    ...[..."@LMPX"].map((final): [string, "counts"] => [final, COUNTS]),
    ["m", [0, 1, 4, 5, 7, 22, 24, 25, 27]],
    ["h", [2, 4, 12, 20]],
    ["l", [2, 4, 12, 20]],
    ["?h", [...range(1, 8), 18, 19, 25, 42]],
    ["?l", [...range(1, 8), 18, 19, 25, 42]],
    ["?J", [0, 1, 2]],
    ["?K", [0, 1, 2]],
    [">c", [0]],
    ["!p", []],
  ]),
};

/**
 * console_codes(4), without what we never send to a console on purpose: the column alone (`G`, `` ` ``),
 * lines by their start (`E`, `F`) and the saved cursor (`s`, `u`), which is one for all who write.
 */
export const LINUX: StrictDevice = {
  name: "linux",
  term: "linux",
  controls: CONTROLS,
  escapes: [
    "c",
    "D",
    "E",
    "H",
    "M",
    "Z",
    "7",
    "8",
    ">",
    "=",
    "%@",
    "%G",
    "%8",
    "#8",
    "(B",
    "(0",
    "(U",
    "(K",
    ")B",
    ")0",
    ")U",
    ")K",
  ],
  sequences: new Map<string, readonly number[] | "counts">([
    ..."ABCDHLMPX@adefr".split("").map((final): [string, "counts"] => [final, COUNTS]),
    ["J", [0, 1, 2, 3]],
    ["K", [0, 1, 2]],
    [
      "m",
      [
        0,
        1,
        2,
        4,
        5,
        7,
        10,
        11,
        12,
        21,
        22,
        24,
        25,
        27,
        ...range(30, 37),
        39,
        ...range(40, 47),
        49,
      ],
    ],
    ["g", [0, 3]],
    ["c", [0]],
    ["n", [5, 6]],
    ["h", [3, 4, 20]],
    ["l", [3, 4, 20]],
    ["?h", [1, 3, 5, 6, 7, 8, 9, 25, 1000]],
    ["?l", [1, 3, 5, 6, 7, 8, 9, 25, 1000]],
    ["q", range(0, 3)],
  ]),
  isUtf8: true,
  erasesWithColour: true,
};

export const STRICT_DEVICES: readonly StrictDevice[] = [VT100, VT220, LINUX];
