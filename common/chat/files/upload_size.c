/* SPDX-License-Identifier: MIT */
#include "chat/files/upload_size.h"

#define MAX_LEN_USUAL 104857600 /* what FileUpload_MaxFileSize 0 means */

uint64_t
upload_max_len(const struct settings *settings)
{
	int64_t max = setting_int(settings, SETTING_FILE_UPLOAD_MAX_FILE_SIZE);

	if (max == 0)
		return MAX_LEN_USUAL;
	return max < 0 ? 0 : (uint64_t)max;
}
