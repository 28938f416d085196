/* SPDX-License-Identifier: MIT */
/*
 * figures.h: replies with tables of figures; files of endpoints include it besides endpoint.h.
 */
#ifndef HTTP_SHARED_FIGURES_H
#define HTTP_SHARED_FIGURES_H

#include "chat/analytics/figures.h"
#include "http/endpoint.h"

/*
 * Replies with the figures, or with the error: as JSON, or as CSV to clients who prefer that (Accept). A SHAPE_TITLES is
 * an array without an object around it if `bare`.
 */
void reply_figures(
    struct request *rq, enum chat_error error, const struct figures *figures, bool bare);

#endif
