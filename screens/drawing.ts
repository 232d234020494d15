import process from "node:process";
import { type DOMElement, useStdout } from "ink";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { plainFrame } from "./frame.ts";

/**
 * Draws once for everything that changed in a turn, wherever the given node stands. Ink lays out and
 * draws after each commit, and one key often takes two: the page, then what it says about its keys.
 */
export function useDrawing(): RefObject<DOMElement | null> {
  const anyNode = useRef<DOMElement>(null);
  const { stdout } = useStdout();
  useLayoutEffect(
    () => (anyNode.current === null ? undefined : takeOver(rootOf(anyNode.current), stdout)),
    [stdout],
  );
  return anyNode;
}

function rootOf(node: DOMElement): DOMElement {
  return node.parentNode === undefined ? node : rootOf(node.parentNode);
}

function takeOver(root: DOMElement, stdout: NodeJS.WritableStream): () => void {
  const { onComputeLayout, onRender } = root;
  if (onComputeLayout === undefined || onRender === undefined)
    throw new Error("Ink draws in another way");
  let isDue = false;
  // The first frame is whole before anything else is begun, and what is begun then takes its time.
  let isFirstTurn = true;
  queueMicrotask(() => {
    isFirstTurn = false;
  });

  function draw(): void {
    isDue = false;
    // Unmounted meanwhile.
    if (root.yogaNode === undefined) return;
    onComputeLayout?.();
    const frame = plainFrame(root);
    if (frame === undefined) onRender?.();
    else stdout.write(frame);
  }

  root.onComputeLayout = () => {};
  root.onRender = () => {
    if (isFirstTurn) return draw();
    if (isDue) return;
    isDue = true;
    // Behind all that follows from a change at once, before anything else comes in.
    process.nextTick(draw);
  };
  return () => Object.assign(root, { onComputeLayout, onRender });
}
