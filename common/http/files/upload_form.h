/* SPDX-License-Identifier: MIT */
/*
 * upload_form.h: the form of a request with a file, for the endpoints that take files (.form of their routes).
 */
#ifndef HTTP_FILES_UPLOAD_FORM_H
#define HTTP_FILES_UPLOAD_FORM_H

#include "chat/files/upload.h"
#include "chat/messages/file_message.h"
#include "http/endpoint.h"
#include "http/files.h"

/* Replies why a file may not be sent, before it was read: as reply_error(), with the size that is allowed. */
void reply_no_upload(struct request *rq, enum chat_error error);

/* Reads the form, whose file goes into the upload. False: it has replied with an error. */
bool request_upload(struct request *rq, struct upload *upload);

/* What came along with the file, in the fields msg, description, _id and groupable. */
struct file_sending request_file_sending(struct request *rq);

#endif
