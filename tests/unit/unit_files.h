/* SPDX-License-Identifier: MIT */
/* unit_files.h: the files of tests/data/files. */
#ifndef TEST_UNIT_FILES_H
#define TEST_UNIT_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define FILES "tests/data/files/"

struct file {
	char path[256];
	uint8_t *bytes;
	size_t len;
};

/* Reads a file, such as "ok/one-pixel.jpg". The bytes are freed by file_free(). */
static inline struct file
file_read(const char *path)
{
	struct file file = { .len = 0 };
	FILE *stream;
	long len;

	snprintf(file.path, sizeof(file.path), FILES "%s", path);
	stream = fopen(file.path, "rb");
	if (!stream)
		fail_msg("%s cannot be opened", file.path);
	assert_int_equal(fseek(stream, 0, SEEK_END), 0);
	len = ftell(stream);
	assert_true(len >= 0);
	rewind(stream);
	file.len = (size_t)len;
	file.bytes = malloc(file.len + !file.len);
	assert_non_null(file.bytes);
	assert_int_equal(fread(file.bytes, 1, file.len, stream), file.len);
	fclose(stream);
	return file;
}

static inline void
file_free(struct file *file)
{
	free(file->bytes);
}

/* Calls the function for each file of the folder, and returns how many there are. */
static inline size_t
files_each(const char *folder, void (*visit)(const char *path))
{
	char path[512];
	struct dirent *entry;
	size_t count = 0;
	DIR *files;

	snprintf(path, sizeof(path), FILES "%s", folder);
	files = opendir(path);
	assert_non_null(files);
	while ((entry = readdir(files))) {
		if (entry->d_name[0] == '.' || strcmp(entry->d_name, "expected.tsv") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		visit(path);
		count++;
	}
	closedir(files);
	return count;
}

#endif
