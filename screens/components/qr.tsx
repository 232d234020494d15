import { Box, Text } from "ink";
import { memo, useEffect } from "react";
import { useDevice, useProfile } from "../../hooks/device-provider.tsx";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { type Size, WIDEST } from "../../hooks/layout.ts";
import {
  layoutQr,
  type QrGlyphs,
  type QrLayout,
  type QrRun,
} from "../../src/registration/index.ts";
import type { Profile } from "../../src/terminal/index.ts";

/** How this device draws a code: half blocks, coloured cells, or reversed cells. */
export function qrGlyphsOf({ qr, colour }: Profile): QrGlyphs {
  if (qr === "none") return "none";
  if (qr === "half") return "half-blocks";
  return colour === 0 ? "reverse" : "background";
}

/** The code for this text where it fits and would scan; else the reason why there is none. */
export function useQr(text: string | undefined, room: Size): QrLayout {
  const profile = useProfile();
  const { borrowHalfBlocks, turnQr } = useDevice();
  const glyphs = qrGlyphsOf(profile);
  const background = profile.isLight === true ? "light" : "dark";
  const layout = text === undefined ? undefined : layoutQr({ text, ...room, glyphs, background });
  const isTooLarge = layout?.is === "text-only" && layout.needs !== undefined;
  // With half blocks a code takes half the rows; once they are there, they stay for this text.
  const wantsHalf =
    text !== undefined && profile.kind === "vt" && (isTooLarge || glyphs === "half-blocks");
  useEffect(() => (wantsHalf ? borrowHalfBlocks() : undefined), [wantsHalf, borrowHalfBlocks]);
  // With colours of its own a code is right on any screen.
  useCommands(layout?.is === "cells" && profile.colour === 0 ? { "turn-qr": turnQr } : {});
  if (layout === undefined) return { is: "text-only", reason: "" };
  if (layout.is === "cells" || layout.needs === undefined) return layout;
  return { is: "text-only", reason: windowReason(layout.needs, room, profile) };
}

/** A person can make the window larger, not the room beside the text. */
function windowReason(needs: Size, room: Size, window: Size): string {
  const columns = window.columns + Math.max(0, needs.columns - room.columns);
  const rows = window.rows + Math.max(0, needs.rows - room.rows);
  if (columns > WIDEST + 1) return "The QR code is too wide to stand beside this text.";
  return `The QR code needs a window of ${columns}x${rows}; this one is ${window.columns}x${window.rows}.`;
}

/** Drawn once: it stands apart from everything that changes with time. */
export const QrCells = memo(function QrCells(props: {
  readonly layout: Extract<QrLayout, { is: "cells" }>;
}) {
  const profile = useProfile();
  return (
    <Box flexDirection="column" width={props.layout.columns} flexShrink={0}>
      {props.layout.rows.map((runs, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one picture
        <Text key={row}>
          {runs.map((run, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one row
            <Text key={at} {...styleOf(run, profile)}>
              {run.text}
            </Text>
          ))}
        </Text>
      ))}
    </Box>
  );
}, sameCode);

function sameCode(one: { layout: QrLayout }, other: { layout: QrLayout }): boolean {
  return JSON.stringify(one.layout) === JSON.stringify(other.layout);
}

/** Without colours, reverse video is the white of a dark screen, and none the white of a light one. */
function styleOf({ style }: QrRun, { colour, isLight }: Profile) {
  if (style === "reverse") return { inverse: true };
  if (style === "plain") return {};
  if (style === "black-on-white")
    return colour === 0
      ? { inverse: isLight !== true }
      : { color: "black", backgroundColor: "white" };
  return { backgroundColor: style };
}
