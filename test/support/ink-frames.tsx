import "./screen-environment.ts";
import { Box, type DOMElement, render, Text } from "ink";
import type { ReactNode } from "react";
import { plainFrame } from "../../screens/frame.ts";
import type { Seeded } from "./seeded.ts";
import { ttyEnds } from "./tty-ends.ts";

/** Draws one tree after the other with Ink; gives its frame and ours of each. */
export function openInk(size: { readonly columns: number; readonly rows: number }) {
  let root: DOMElement | undefined;
  let inks = "";
  const { stdout } = ttyEnds(size, (frame) => {
    inks = frame;
  }).streams;
  const climb = (node: DOMElement): DOMElement =>
    node.parentNode === undefined ? node : climb(node.parentNode);
  const whole = (tree: ReactNode) => (
    <Box
      flexDirection="column"
      ref={(node) => {
        if (node !== null) root = climb(node);
      }}
    >
      {tree}
    </Box>
  );
  const options = { stdout, debug: true, interactive: true, patchConsole: false } as const;
  const instance = render(whole(null), options);
  return {
    draw(tree: ReactNode) {
      instance.rerender(whole(tree));
      if (root === undefined) throw new Error("nothing was mounted");
      return { ours: plainFrame(root), inks };
    },
    close: () => instance.unmount(),
  };
}

const BOLD = "\u001b[1mbold\u001b[22m";
const PIECES = ["a", "Checks   2 failed", "└─►", BOLD, " ", "", "grüezi", "x y z"];
const ODD_PIECES = ["日本", "two\nlines", "e\u0301", "👍", "\ttab", "\u001b[2Jgone", "\u00ad"];

function randomText(random: Seeded): ReactNode {
  const piece = random.pick(random.below(12) === 0 ? ODD_PIECES : PIECES);
  const text = `${piece}${random.pick(PIECES)}`;
  if (random.below(30) === 0) return <Text backgroundColor="red">{text}</Text>;
  if (random.below(30) === 0) return <Text>{[<Text key="in">{text}</Text>, text]}</Text>;
  return random.below(2) === 0 ? <Text>{text}</Text> : <Text color="green">{[text, "!"]}</Text>;
}

export function randomTree(random: Seeded, depth = 4): ReactNode {
  if (depth === 0 || random.below(4) === 0) return randomText(random);
  const children = Array.from({ length: random.below(4) }, (_, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: no tree is drawn twice
    <Box key={at}>{randomTree(random, depth - 1)}</Box>
  ));
  const oneIn = <T,>(count: number, value: T) => (random.below(count) === 0 ? value : undefined);
  const style = {
    flexDirection: random.pick(["column", "row"]),
    width: oneIn(3, random.below(30)),
    height: oneIn(3, random.below(5)),
    overflow: oneIn(3, "hidden"),
    flexShrink: oneIn(2, 0),
    marginLeft: oneIn(4, random.below(6)),
    marginTop: oneIn(12, -1),
    display: oneIn(12, "none"),
    borderStyle: oneIn(30, "single"),
  };
  const given = Object.entries(style).filter(([, value]) => value !== undefined);
  return <Box {...Object.fromEntries(given)}>{children}</Box>;
}

/** Each of them more than plain lines beside and below each other. */
export const ODD_TREES: Readonly<Record<string, ReactNode>> = {
  "text that wraps": <Text>more than fits on a line of forty columns</Text>,
  "wide characters": <Text>日本</Text>,
  "two lines in one text": <Text>{"two\nlines"}</Text>,
  "text in text": (
    <Text>
      in <Text bold>text</Text>
    </Text>
  ),
  "text cut off": (
    <Box width={3} overflow="hidden">
      <Box flexShrink={0} width={9}>
        <Text>123456789</Text>
      </Box>
    </Box>
  ),
  "text over text": (
    <Box flexDirection="column">
      <Text>under</Text>
      <Box marginTop={-1}>
        <Text>over</Text>
      </Box>
    </Box>
  ),
  "a border": (
    <Box borderStyle="single">
      <Text>in a box</Text>
    </Box>
  ),
};
