#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes letters.h, the letters and combining marks that names may contain, from the files of
# Debian's package unicode-data:
#     common/text/md/letters.sh > common/text/md/letters.h
# The original parser knows the Basic Multilingual Plane of Unicode 9, in which U+1CF2 and U+1CF3 have
# the general category Mc. Run this script again only when that parser moves to a later version.
set -eu
dir=${1:-/usr/share/unicode}

ranges() {
	awk -F'[;. ]+' -v want="$1" -v name="$2" '
	function hex(s,    i, n) {
		n = 0
		for (i = 1; i <= length(s); i++)
			n = n * 16 + index("0123456789ABCDEF", substr(s, i, 1)) - 1
		return n
	}
	FILENAME ~ /DerivedAge/ {
		if ($1 !~ /^[0-9A-F]+$/ || length($1) > 4)
			next
		last = index($0, "..") ? hex($2) : hex($1)
		split($0, part, ";")
		if (part[2] + 0 <= 9)
			for (c = hex($1); c <= last; c++)
				known[c] = 1
		next
	}
	{
		split($0, field, ";")
		if (length(field[1]) > 4)
			exit
		c = hex(field[1])
		first = field[2] ~ /Last>$/ ? before + 1 : c
		before = c
		kind = field[3]
		if (c == 7410 || c == 7411)
			kind = "Mc"
		for (; first <= c; first++)
			if (first >= 128 && known[first] && kind ~ want)
				in_set[first] = 1
	}
	END {
		printf "static const unsigned short %s[][2] = {\n", name
		for (c = 128; c <= 65536; c++) {
			if (in_set[c] && !in_set[c - 1])
				from = c
			if (!in_set[c] && in_set[c - 1]) {
				item = sprintf("{ 0x%x, 0x%x },", from, c - 1)
				if (length(line) + length(item) > 90) {
					print "\t" line
					line = ""
				}
				line = line (line == "" ? "" : " ") item
			}
		}
		print "\t" line "\n};"
	}' "$dir/DerivedAge.txt" "$dir/UnicodeData.txt"
}

echo '/* SPDX-License-Identifier: MIT */'
echo '/* Made by letters.sh from the Unicode Character Database; see there. */'
ranges '^(L.|Nd)$' letter_ranges
ranges '^M.$' mark_ranges
