# SPDX-License-Identifier: MIT
# Completes the command line of livechat-admin in bash: the commands, and the options of one. It reads them from the
# program's own help, so that it always fits the program that is called.

_livechat_admin() {
	local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local commands words=() i

	if [[ $previous == --config || $previous == --sendmail ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ ${COMP_WORDS[i]} == --config ]]; then
			((i++))
		elif [[ ${COMP_WORDS[i]} != -* ]]; then
			words+=("${COMP_WORDS[i]}")
		fi
	done
	# A line of the help is a command of one or two words, then its arguments in capitals or brackets.
	commands=$("$program" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\( [a-z][a-z]*\)\{0,1\}\) .*/\1/p')
	if [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$program" "${words[@]:0:2}" --help 2>/dev/null |
			sed -n 's/^  \(--[a-z-]*\).*/\1/p') --help" -- "$word")
	elif [[ ${#words[@]} -eq 0 ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(cut -d ' ' -f 1 <<<"$commands")" -- "$word" | sort -u)
	elif [[ ${#words[@]} -eq 1 ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(sed -n "s/^${words[0]} //p" <<<"$commands")" -- "$word")
	fi
}

complete -F _livechat_admin livechat-admin
