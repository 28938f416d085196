/* SPDX-License-Identifier: MIT */
#include "base/options/option_file.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct search {
	struct arena *mem;
	const char *roots[OPTION_FILE_ROOTS_MAX]; /* real paths; NULL: none */
	const char *program;                      /* the real path of the program's folder */
	const char *place;                        /* where a file may be; NULL: nowhere */
	bool place_is_home;
	const char *published; /* a file in a published folder; NULL: none */
	struct option_file found;
};

/* NULL: there is no such file or folder. */
static const char *
real_path(struct arena *mem, const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) ? arena_strdup(mem, real) : NULL;
}

const char *
option_file_folder(struct arena *mem, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(mem, path, (size_t)(slash - path));
}

static const char *
file_in(struct arena *mem, const char *folder)
{
	return arena_printf(mem, "%s/" OPTION_FILE_NAME, strcmp(folder, "/") == 0 ? "" : folder);
}

/*
 * A web server whose root is that of the file system, or which is shut up in a folder of its own, would
 * have every file count as published, or none: it says nothing.
 */
static void
roots_read(struct search *search, const struct option_file_query *query)
{
	for (int i = 0; i < OPTION_FILE_ROOTS_MAX; i++) {
		const char *root = query->roots[i];

		root = root && *root == '/' ? real_path(search->mem, root) : NULL;
		search->roots[i] = root && strcmp(root, "/") != 0 ? root : NULL;
	}
}

static bool
is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static bool
is_published(const struct search *search, const char *path)
{
	const char *folder = real_path(search->mem, option_file_folder(search->mem, path));
	const char *file = real_path(search->mem, path);

	for (int i = 0; i < OPTION_FILE_ROOTS_MAX; i++)
		if (search->roots[i] && ((folder && is_below(folder, search->roots[i])) ||
					    (file && is_below(file, search->roots[i]))))
			return true;
	return false;
}

bool
option_file_published(struct arena *mem, const struct option_file_query *query, const char *path)
{
	struct search search = { .mem = mem };

	roots_read(&search, query);
	return is_published(&search, path);
}

static bool
is_own_folder(const char *folder)
{
	struct stat st;

	return stat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* Others may put files into a folder that everybody may write to, which FTP programs make with the mode 0777. */
static bool
is_of_folder(const char *path, const char *folder)
{
	struct stat file, st;

	return lstat(path, &file) == 0 && S_ISREG(file.st_mode) && stat(folder, &st) == 0 &&
	       (file.st_uid == st.st_uid || file.st_uid == geteuid() || file.st_uid == 0);
}

/* Whether nobody but the account itself and root can have put the file there. */
static bool
is_trusted(const char *path)
{
	struct stat st;

	return stat(path, &st) != 0 || st.st_uid == geteuid() || st.st_uid == 0;
}

static void
use(struct search *search, const char *path)
{
	search->found.path = path;
	if (!is_trusted(path))
		search->found.refusal = arena_printf(search->mem,
		    "option file %s belongs to another account than user id %ld, which runs this "
		    "program, and to none that may decide for it: chown it, or name it in "
		    "LIVECHAT_CONFIG",
		    path, (long)geteuid());
}

/* Takes the file in the folder if there is one, else remembers the folder as a place for one. */
static bool
look_into(struct search *search, const char *folder)
{
	const char *path = file_in(search->mem, folder);
	bool published = is_published(search, path);
	struct stat st;

	if (!published && !search->place)
		search->place = path;
	if (lstat(path, &st) != 0)
		return false;
	if (!published)
		use(search, path);
	else if (!search->published)
		search->published = path;
	return !published;
}

static bool
look_above(struct search *search)
{
	const char *folder = search->program;

	while (strcmp(folder, "/") != 0) {
		folder = option_file_folder(search->mem, folder);
		if (!is_own_folder(folder))
			return false;
		if (look_into(search, folder))
			return true;
	}
	return false;
}

/*
 * Other sources of accounts than this file are not asked: a program that is linked statically cannot,
 * and the variable HOME is the web server's.
 */
static const char *
home_folder(struct arena *mem)
{
	FILE *file = fopen("/etc/passwd", "re");
	const char *home = NULL;
	const struct passwd *entry;

	while (file && !home && (entry = fgetpwent(file)))
		if (entry->pw_uid == geteuid() && entry->pw_dir && *entry->pw_dir == '/')
			home = real_path(mem, entry->pw_dir);
	if (file)
		fclose(file);
	return home;
}

/* A file may belong to several programs. */
static bool
names_program(const struct search *search, const char *path)
{
	struct option_line line = { .value = NULL };
	struct buf text = { 0 };
	bool named = false;

	if (option_file_read(path, &text))
		while (!named && option_line_next(search->mem, &text, "program-folder", &line)) {
			const char *folder = real_path(search->mem, line.value);

			named = folder && strcmp(folder, search->program) == 0;
		}
	buf_free(&text);
	return named;
}

/* Other programs of the account may have files in its home folder, too. */
static bool
look_home(struct search *search)
{
	const char *home = home_folder(search->mem), *path;
	bool published;

	if (!home)
		return false;
	path = file_in(search->mem, home);
	published = is_published(search, path);
	if (!published && !search->place && is_own_folder(home)) {
		search->place = path;
		search->place_is_home = true;
	}
	if (access(path, F_OK) != 0)
		return false;
	if (published) {
		if (!search->published)
			search->published = path;
		return false;
	}
	use(search, path);
	if (!search->found.refusal && !names_program(search, path))
		search->found.refusal = arena_printf(search->mem,
		    "option file %s does not say that it belongs to this program: add a line "
		    "program-folder = %s to its group [livechat], or name another file in "
		    "LIVECHAT_CONFIG",
		    path, search->program);
	return true;
}

/* Where a file has to be, in words; a file in the home folder has to name the program. */
static const char *
place_words(const struct search *search)
{
	if (!search->place)
		return arena_printf(search->mem,
		    "a folder that is not published, and name it there in LIVECHAT_CONFIG (user id "
		    "%ld owns no such folder above %s)",
		    (long)geteuid(), search->program);
	if (search->place_is_home)
		return arena_printf(search->mem,
		    "%s, with a line program-folder = %s in its group [livechat]", search->place,
		    search->program);
	return search->place;
}

static void
refuse_published(struct search *search, const char *path, bool named)
{
	search->found.refusal = arena_printf(search->mem,
	    "option file %s is refused because it is in a folder that the web server publishes, "
	    "where anybody may be able to read its password: move it to %s%s",
	    path, place_words(search),
	    named && search->place ? " and name it there in LIVECHAT_CONFIG" : "");
}

static void
find_unnamed(struct search *search)
{
	if (look_above(search) || look_home(search))
		return;
	search->found.path =
	    search->place ? search->place
			  : file_in(search->mem, option_file_folder(search->mem, search->program));
	if (search->published) {
		refuse_published(search, search->published, false);
		return;
	}
	search->found.missing = search->place;
	search->found.refusal = arena_printf(search->mem,
	    "there is no option file: create it with a group [livechat] (user, password, "
	    "database, host or socket) as %s, or name another in LIVECHAT_CONFIG",
	    place_words(search));
}

const char *
option_file_program_folder(struct arena *mem)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[len < 0 ? 0 : len] = '\0';
	return len > 0 && *path == '/' ? option_file_folder(mem, path) : "/";
}

struct option_file
option_file_find(struct arena *mem, const struct option_file_query *query)
{
	struct search search = { .mem = mem, .found = { .path = query->named } };

	roots_read(&search, query);
	if (query->named && !is_published(&search, query->named)) {
		search.found.missing = access(query->named, F_OK) != 0 && errno == ENOENT;
		return search.found;
	}
	search.program = option_file_program_folder(mem);
	find_unnamed(&search);
	if (query->named) {
		search.found = (struct option_file){ .path = query->named };
		refuse_published(&search, query->named, true);
	}
	return search.found;
}

bool
option_file_uploaded(struct arena *mem, const char *name, const char **path)
{
	const char *folder = option_file_program_folder(mem);

	do {
		*path = arena_printf(mem, "%s/%s", folder, name);
		if (is_of_folder(*path, folder))
			return true;
		folder = option_file_folder(mem, folder);
	} while (strcmp(folder, "/") != 0 && is_own_folder(folder));
	return false;
}
