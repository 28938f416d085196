/* SPDX-License-Identifier: MIT */
#include "media/picture.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "media/picture_work.h"
#include "media/pixels/libraries.h"
#include "media/sandbox.h"
#include "media/type.h"

static const struct sandbox limits = { .memory_max = UINT64_C(96) * 1024 * 1024,
	.output_max = PICTURE_RESULT_MAX,
	.cpu_s = 5,
	.wall_ms = 8000 };

struct job {
	const struct picture_request *request;
	const void *bytes;
	size_t len;
};

static bool
child_work(void *arg, int output)
{
	const struct job *job = arg;
	struct picture picture;

	return picture_decode(job->request, job->bytes, job->len, &picture) &&
	       picture_write(output, &picture);
}

/* Returns the length of the file that may be mapped, which is not more than there is; 0: nothing may. */
static size_t
mappable(const struct picture_request *request)
{
	struct stat file;

	if (!*media_format(request->type) || !libraries_load() || fstat(request->fd, &file) < 0 ||
	    file.st_size <= 0)
		return 0;
	return (uint64_t)file.st_size < request->size ? (size_t)file.st_size
						      : (size_t)request->size;
}

void
picture_make(const struct picture_request *request, struct picture *picture)
{
	struct job job = { request, MAP_FAILED, mappable(request) };
	struct buf result = { .len = 0 };
	void *bytes = MAP_FAILED;

	*picture = (struct picture){ .width = 0 };
	if (job.len > 0)
		bytes = mmap(NULL, job.len, PROT_READ, MAP_PRIVATE, request->fd, 0);
	if (bytes == MAP_FAILED)
		return;
	job.bytes = bytes;
	if (sandbox_run(&limits, child_work, &job, &result) == SANDBOX_OK)
		picture_read(request, result.data, result.len, picture);
	munmap(bytes, job.len);
	buf_free(&result);
}

void
picture_free(struct picture *picture)
{
	free(picture->thumb);
	free(picture->preview);
	*picture = (struct picture){ .width = 0 };
}
