/*
 * Draws recorded screens with ncurses and gives back the bytes of each, so that ours can be held
 * against them. Compiled and run by bytes-against-ncurses.ts.
 *
 * In, on stdin, all int32 of this machine: columns, rows, frames; then per frame the cursor's column
 * and row (-1: hidden) and for each cell, row by row, its code point and its style (as Screen packs
 * it). Out, on stdout, per frame: int32 length, bytes. TERM and the locale come from the environment.
 *
 * ncurses gets every chance: raw line without output processing, line and character insertion and
 * deletion allowed, no padding, and no cursor to place while none is wanted.
 */
#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <pty.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define END_OF_FRAME "\033_end of frame\033\\"

static int master, slave, is_utf8;

static void die(const char *why) {
  fprintf(stderr, "ncurses-player: %s\n", why);
  exit(1);
}

static int32_t next(void) {
  int32_t value;
  if (fread(&value, sizeof value, 1, stdin) != 1) die("the recording ends too early");
  return value;
}

static void open_line(int columns, int rows) {
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  struct termios mode = {0};
  cfmakeraw(&mode);
  cfsetspeed(&mode, B9600);
  if (openpty(&master, &slave, NULL, &mode, &size) != 0) die("no pseudo-terminal");
}

/* Everything up to the mark we wrote ourselves: one frame, however the kernel cut it. */
static void hand_over_frame(void) {
  static char bytes[1 << 20];
  size_t length = 0, mark = strlen(END_OF_FRAME);
  if (write(slave, END_OF_FRAME, mark) != (ssize_t)mark) die("the line is full");
  while (length < mark || memcmp(bytes + length - mark, END_OF_FRAME, mark) != 0) {
    ssize_t got = read(master, bytes + length, sizeof bytes - length);
    if (got <= 0) die("the line broke");
    length += got;
  }
  int32_t size = length - mark;
  fwrite(&size, sizeof size, 1, stdout);
  fwrite(bytes, 1, size, stdout);
}

static attr_t attributes_of(int style) {
  return (style & 1 ? A_BOLD : 0) | (style & 2 ? A_UNDERLINE : 0) | (style & 4 ? A_REVERSE : 0);
}

/* Colour numbers in a style are one higher than the terminal's: 0 is the terminal's own. */
static short pair_of(int style) {
  static short pairs[32][32], known;
  int foreground = style >> 4 & 31, background = style >> 9 & 31;
  if (foreground == 0 && background == 0) return 0;
  short *pair = &pairs[foreground][background];
  if (*pair == 0) {
    *pair = ++known;
    init_pair(*pair, foreground - 1, background - 1);
  }
  return *pair;
}

static chtype drawn(int32_t code) {
  if (code >= ' ' && code <= '~') return code;
  switch (code) {
    case 0x2500: return ACS_HLINE;
    case 0x2502: return ACS_VLINE;
    case 0x250c: return ACS_ULCORNER;
    case 0x2510: return ACS_URCORNER;
    case 0x2514: return ACS_LLCORNER;
    case 0x2518: return ACS_LRCORNER;
    case 0x251c: return ACS_LTEE;
    case 0x2524: return ACS_RTEE;
    case 0x252c: return ACS_TTEE;
    case 0x2534: return ACS_BTEE;
    case 0x253c: return ACS_PLUS;
  }
  die("a glyph this locale has not");
  return '?';
}

static void put_cell(int row, int column, int32_t code, int style) {
  if (is_utf8) {
    wchar_t text[2] = {code, 0};
    cchar_t cell;
    setcchar(&cell, text, attributes_of(style), pair_of(style), NULL);
    mvadd_wch(row, column, &cell);
  } else {
    mvaddch(row, column, drawn(code) | attributes_of(style) | COLOR_PAIR(pair_of(style)));
  }
}

static void draw_frame(int columns, int rows) {
  int cursor_column = next(), cursor_row = next();
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < columns; column++) {
      int32_t code = next();
      put_cell(row, column, code, next());
    }
  }
  int is_shown = cursor_column >= 0;
  curs_set(is_shown);
  leaveok(stdscr, !is_shown);
  if (is_shown) move(cursor_row, cursor_column);
  refresh();
  /* The same duty as ours: plain attributes at the end of each frame. */
  vid_attr(A_NORMAL, 0, NULL);
  hand_over_frame();
}

int main(void) {
  setlocale(LC_ALL, "");
  is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  int columns = next(), rows = next(), frames = next();
  open_line(columns, rows);
  if (newterm(NULL, fdopen(dup(slave), "w"), fdopen(dup(slave), "r")) == NULL) die("no such TERM");
  raw();
  noecho();
  nonl();
  idlok(stdscr, TRUE);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  for (int frame = 0; frame < frames; frame++) draw_frame(columns, rows);
  /* No endwin: what it writes belongs to no frame. */
  fflush(stdout);
  _exit(0);
}
