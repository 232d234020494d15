#!/bin/sh
# A program of a test: everything that ever harmed a screen, then a line of a megabyte, then a known end.
printf 'clear \033[2J\033[H home\n'
printf 'title \033]0;owned\007 set \033P0;1|17/ab\033\\ keys\n'
printf 'c1 \302\233 2J \302\235 x \302\234\n'
printf 'bidi \342\200\256evil\342\200\254 zero\342\200\213width\n'
printf 'half \377\376\303 bytes\n'
printf 'nul \000\000 tab\tback\010\n'
printf 'token=hunter2hunter2\n'
head -c 1048576 /dev/zero | tr '\0' x
printf '\nTHE END\n'
