/** The adapter to Palette's public edge-host API. Not verified against a live Palette. */
export { openPalette } from "./open-palette.ts";
