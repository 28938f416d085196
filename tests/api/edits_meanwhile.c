/* SPDX-License-Identifier: MIT */
/*
 * A library to preload: while a program writes files, somebody adds a line to the file that the variable
 * EDITED_FILE names. With the variable KILLED the program is killed before it renames a file instead.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

int
fsync(int fd)
{
	int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
	const char *edited = getenv("EDITED_FILE");
	int other = edited ? open(edited, O_WRONLY | O_APPEND | O_CREAT, 0644) : -1;

	if (other >= 0 && write(other, "# edited\n", 9) == 9)
		unsetenv("EDITED_FILE");
	if (other >= 0)
		close(other);
	return real(fd);
}

int
renameat(int from_folder, const char *from, int folder, const char *name)
{
	int (*real)(int, const char *, int, const char *) =
	    (int (*)(int, const char *, int, const char *))dlsym(RTLD_NEXT, "renameat");

	if (getenv("KILLED"))
		raise(SIGKILL);
	return real(from_folder, from, folder, name);
}
